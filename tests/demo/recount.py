"""A second reading of the example: plain Python over the written files, following the terms of the measures.

It shares no line with the generator: it sees files, not plans. Slow and obvious on purpose.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

LEADING = re.compile(r"(?:@\w+\s+)*")
WEEK = 7 * 86_400


@dataclass
class Post:
    id: str
    by: str
    at: int
    text: str
    kind: str
    parent: str | None = None
    to: str | None = None
    ref: str | None = None
    named: list[str] = field(default_factory=list)


def posts_of(folder: Path) -> dict[str, Post]:
    """Every post that a file states (not those included or embedded), by id."""
    found: list[Post] = []
    handles: dict[str, str] = {}
    for name in ("x_search_pages.jsonl", "x_timeline_velo.jsonl"):
        for line in _lines(folder / name):
            handles |= {user["id"]: user["username"].lower() for user in line["includes"]["users"]}
    # accounts that no page included are known from mentions; the roster names by number who is never mentioned
    objects = [
        tweet for name in ("x_search_pages.jsonl", "x_timeline_velo.jsonl") for page in _lines(folder / name) for tweet in page["data"]
    ]
    objects += _lines(folder / "x_posts.jsonl")
    statuses = [line for line in _lines(folder / "twitter_stream.jsonl") if "delete" not in line]
    for tweet in objects:
        handles |= {m["id"]: m["username"].lower() for m in tweet.get("entities", {}).get("mentions", [])}
    for status in statuses:
        handles[status["user"]["id_str"]] = status["user"]["screen_name"].lower()
    found += [_v2(tweet, handles) for tweet in objects] + [_v1(status) for status in statuses] + _table(folder)
    posts = {post.id: post for post in found}
    assert len(posts) == len(found), "a post stands in two files"
    return posts


def _lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_bytes().split(b"\n") if line]


def _v2(tweet: dict, handles: dict[str, str]) -> Post:
    refs = {ref["type"]: ref["id"] for ref in tweet.get("referenced_tweets", [])}
    kind = "repost" if "retweeted" in refs else "reply" if "replied_to" in refs else "quote" if "quoted" in refs else "post"
    return Post(
        tweet["id"],
        handles.get(tweet["author_id"], tweet["author_id"]),
        int(datetime.fromisoformat(tweet["created_at"]).timestamp()),
        tweet["text"],
        kind,
        refs.get("replied_to"),
        handles[tweet["in_reply_to_user_id"]] if "in_reply_to_user_id" in tweet else None,
        refs.get("retweeted") or refs.get("quoted"),
        [m["username"].lower() for m in tweet.get("entities", {}).get("mentions", [])],
    )


def _v1(status: dict) -> Post:
    whole = status.get("extended_tweet", {"full_text": status["text"], "entities": status["entities"]})
    original = status.get("retweeted_status") or status.get("quoted_status")
    kind = (
        "repost"
        if "retweeted_status" in status
        else "quote"
        if "quoted_status" in status
        else "reply"
        if status["in_reply_to_status_id"]
        else "post"
    )
    at = datetime.strptime(status["created_at"], "%a %b %d %H:%M:%S %z %Y")
    assert int(status["timestamp_ms"]) == at.timestamp() * 1000
    return Post(
        status["id_str"],
        status["user"]["screen_name"].lower(),
        int(at.timestamp()),
        whole["full_text"],
        kind,
        status["in_reply_to_status_id_str"],
        (status["in_reply_to_screen_name"] or "").lower() or None,
        original and original["id_str"],
        [m["screen_name"].lower() for m in whole["entities"]["user_mentions"]],
    )


def _table(folder: Path) -> list[Post]:
    kinds = {"publication": "post", "réponse": "reply", "partage": "repost", "citation": "quote"}
    posts = []
    with (folder / "valmont_transport.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            kind, ref = kinds[row["genre"]], row["ref_tweet_id"] or None
            reply = kind in ("reply", "post")
            posts.append(
                Post(
                    row["tweet_id"], row["compte"].lower(), int(datetime.fromisoformat(row["date_utc"]).timestamp()), row["texte"], kind,
                    ref if reply else None, row["ref_compte"].lower() or None if reply else None, None if reply else ref,
                    [handle.lower() for handle in re.findall(r"@(\w+)", row["texte"])],
                )
            )  # fmt: skip
    return posts


def recount(folder: Path) -> dict[str, dict]:
    """Requests, answers and post mix of every voice, in the shape of truth.json."""
    posts = posts_of(folder)
    with (folder / "roster.csv").open(encoding="utf-8") as file:
        roster = {row["account"].removeprefix("x:").removeprefix("@"): (row["voice"], row["how"]) for row in csv.DictReader(file)}
    end = json.loads((folder / "truth.json").read_text("utf-8"))["world"]["to_us"] // 10**6
    voice = {handle: slug for handle, (slug, _) in roster.items()}

    def person(handle: str) -> str:
        return voice.get(handle, "@" + handle)

    def root(post: Post) -> str:
        while post.parent:
            if post.parent not in posts:
                return post.parent
            post = posts[post.parent]
        return post.id

    acts: dict[tuple[str, str, str], list[tuple[int, str, int, str]]] = defaultdict(list)
    mix: dict[str, Counter] = defaultdict(Counter)
    replies_to: dict[str, Counter] = defaultdict(Counter)
    for post in posts.values():
        to = posts[post.parent].by if post.parent in posts else post.to
        reply = to is not None
        if voice.get(post.by) and roster[post.by][1] == "owns":
            role = {"repost": "reposts", "quote": "quotes", "post": "posts"}.get(post.kind, "")
            if reply and post.kind != "quote":
                role = "self_replies" if person(to) == person(post.by) else "replies_to_others"
                if role == "replies_to_others":
                    replies_to[voice[post.by]][voice.get(to, "public")] += 1
            mix[voice[post.by]][role] += 1
        if post.kind == "repost":
            continue
        thread = root(post)
        named = post.named
        if reply:
            named = [handle.lower() for handle in re.findall(r"@(\w+)", post.text[LEADING.match(post.text).end() :])]
            above = {to, posts[thread].by if thread in posts else to}
            above |= set(posts[post.parent].named) if post.parent in posts else set()
            named = [handle for handle in named if handle not in above]
        question = "?" in re.sub(r"https?://\S+", "", post.text)
        for handle in {to, *named} - {None}:
            if handle in voice and person(post.by) != voice[handle]:
                opens = handle == to or post.text.lower().startswith(f"@{handle} ")
                kind = "question" if question else "direct" if opens else "mention"
                acts[thread, voice[handle], person(post.by)].append((post.at, post.id, 0, kind))
            if post.by in voice and person(handle) != voice[post.by]:
                acts[thread, voice[post.by], person(handle)].append((post.at, post.id, 1, ""))
        if post.kind == "quote" and post.by in voice and post.ref in posts and person(posts[post.ref].by) != voice[post.by]:
            acts[root(posts[post.ref]), voice[post.by], person(posts[post.ref].by)].append((post.at, post.id, 1, ""))

    found = {
        slug: {"asked": Counter(), "answered": Counter(), "people": set(), "due": [0, 0], "due_questions": [0, 0], "within": Counter()}
        for slug in {slug for slug, _ in roster.values()}
    }
    rank = {"mention": 0, "direct": 1, "question": 2}
    for (_, slug, who), history in acts.items():
        open_turn: tuple[int, str] | None = None
        turns = []
        for at, _, back, kind in sorted(history):
            if back and open_turn:
                turns.append((*open_turn, at))
                open_turn = None
            elif not back:
                open_turn = (open_turn[0], max(open_turn[1], kind, key=rank.__getitem__)) if open_turn else (at, kind)
        turns += [(*open_turn, None)] if open_turn else []
        sums = found[slug]
        for at, kind, answered in turns:
            sums["asked"][kind] += 1
            if who.startswith("@"):
                sums["people"].add(who)
            took = None if answered is None else answered - at
            if took is not None:
                sums["answered"][kind] += 1
                for name, limit in {"1h": 3_600, "24h": 86_400, "7d": WEEK}.items():
                    sums["within"][name] += took <= limit
            if at < end - WEEK:
                for counted in (sums["due"], *([sums["due_questions"]] if kind == "question" else [])):
                    counted[0] += 1
                    counted[1] += took is not None and took <= WEEK
    return {slug: {**sums, "mix": mix[slug], "replies_to": replies_to[slug]} for slug, sums in found.items()}
