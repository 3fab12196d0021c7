"""A second reading of the example: plain Python over the written files, following the terms of the measures.

It shares no line with the generator: it sees files, not plans. Slow and obvious on purpose.
"""

from __future__ import annotations

import csv
import html
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

LEADING = re.compile(r"(?:@\w+\s+)*")
DAY = 86_400
WEEK = 7 * DAY
WP = "{http://wordpress.org/export/1.2/}"


@dataclass
class Post:
    """Accounts are `handle` on X, `@handle@mastodon`, and the host or the commenter's name on the web."""

    id: str
    by: str
    at: int
    text: str
    kind: str
    parent: str | None = None
    to: str | None = None
    ref: str | None = None
    named: list[str] = field(default_factory=list)
    fedi: bool = False

    def handles(self, text: str) -> list[str]:
        """Accounts named in a text."""
        return [f"@{handle.lower()}@mastodon" if self.fedi else handle.lower() for handle in re.findall(r"@(\w+)", text)]


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
    found += [_status(status) for status in _lines(folder / "mastodon_statuses.jsonl")] + _press(folder)
    for path in sorted(folder.glob("blog_*.xml")):
        found += _blog(path)
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


def _status(status: dict) -> Post:
    def known(account: dict) -> str:
        return f"@{account['username'].lower()}@mastodon"

    original = status["reblog"] or (status["quote"] or {}).get("quoted_status")
    kind = "repost" if status["reblog"] else "reply" if status["in_reply_to_id"] else "quote" if status["quote"] else "post"
    to = [known(m) for m in status["mentions"] if m["id"] == status["in_reply_to_account_id"]]
    words = re.sub(r'<p class="quote-inline">.*?</p>', "", status["content"])
    words = html.unescape(re.sub(r"<[^>]*>", "", words.replace("<br />", "\n").replace("</p><p>", "\n\n")))
    return Post(
        status["id"],
        known(status["account"]),
        int(datetime.fromisoformat(status["created_at"]).timestamp()),
        words,
        kind,
        status["in_reply_to_id"],
        to[0] if to else None,
        original["id"] if original else None,
        [known(m) for m in status["mentions"]],
        fedi=True,
    )


def _blog(path: Path) -> list[Post]:
    """Articles and comments; pings are no posts of anybody."""
    channel = ET.parse(path).getroot().find("channel")
    host = channel.find("link").text.removeprefix("https://")
    posts = []

    def at(element: ET.Element, name: str) -> int:
        return int(datetime.fromisoformat(element.find(WP + name).text).replace(tzinfo=UTC).timestamp())

    for item in channel.findall("item"):
        link = item.find("link").text
        posts.append(Post(link, host, at(item, "post_date_gmt"), "", "post"))
        for comment in item.findall(WP + "comment"):
            said = {child.tag.removeprefix(WP): child.text or "" for child in comment}
            if said["comment_type"] == "comment":
                by = host if said["comment_user_id"] == "1" else f"{said['comment_author']} under {host}"
                parent = f"{link}#{said['comment_parent']}" if said["comment_parent"] != "0" else link
                words = html.unescape(said["comment_content"])
                posts.append(Post(f"{link}#{said['comment_id']}", by, at(comment, "comment_date_gmt"), words, "reply", parent))
    return posts


def _press(folder: Path) -> list[Post]:
    with (folder / "valmont_press.csv").open(newline="", encoding="utf-8") as file:
        return [
            Post(row["adresse"], row["site"], int(datetime.fromisoformat(row["date_utc"]).timestamp()), "", "post")
            for row in csv.DictReader(file)
        ]


def _account(written: str) -> str:
    """An account of the roster, as the posts here call it."""
    if "/@" in written:
        return f"@{written.rpartition('@')[2]}@mastodon"
    return re.sub(r"^(x:@?|press:|https://)", "", written).removesuffix("/author/redaction")


def recount(folder: Path) -> dict[str, dict]:
    """Requests, answers and post mix of every voice, in the shape of truth.json."""
    posts = posts_of(folder)
    with (folder / "roster.csv").open(encoding="utf-8") as file:
        roster = {_account(row["account"]): (row["voice"], row["how"]) for row in csv.DictReader(file)}
    end = json.loads((folder / "truth.json").read_text("utf-8"))["world"]["to_us"] // 10**6
    voice = {handle: slug for handle, (slug, _) in roster.items()}

    def person(handle: str) -> str:
        return voice.get(handle, ":" + handle)

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
            named = post.handles(post.text[LEADING.match(post.text).end() :])
            above = {to, posts[thread].by if thread in posts else to}
            above |= set(posts[post.parent].named) if post.parent in posts else set()
            named = [handle for handle in named if handle not in above]
        question = "?" in re.sub(r"https?://\S+", "", post.text)
        for handle in {to, *named} - {None}:
            if handle in voice and person(post.by) != voice[handle]:
                opens = handle == to or (post.handles(post.text)[:1] == [handle] and post.text.startswith("@"))
                kind = "question" if question else "direct" if opens else "mention"
                acts[thread, voice[handle], person(post.by)].append((post.at, post.id, 0, kind))
            if post.by in voice and person(handle) != voice[post.by]:
                acts[thread, voice[post.by], person(handle)].append((post.at, post.id, 1, ""))
        if post.kind == "quote" and post.by in voice and post.ref in posts and person(posts[post.ref].by) != voice[post.by]:
            acts[root(posts[post.ref]), voice[post.by], person(posts[post.ref].by)].append((post.at, post.id, 1, ""))

    found = {
        slug: {
            **{"asked": Counter(), "answered": Counter(), "people": set(), "due": [0, 0], "due_questions": [0, 0], "within": Counter()},
            "return": [[0, 0], [0, 0]],
        }
        for slug in {slug for slug, _ in roster.values()}
    }
    rank = {"mention": 0, "direct": 1, "question": 2}
    everything: dict[tuple[str, str], list[tuple[int, str, int | None]]] = defaultdict(list)
    for (thread, slug, who), history in acts.items():
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
            if who.startswith(":"):
                sums["people"].add(who)
                everything[slug, who].append((at, thread, answered))
            took = None if answered is None else answered - at
            if took is not None:
                sums["answered"][kind] += 1
                for name, limit in {"1h": 3_600, "24h": 86_400, "7d": WEEK}.items():
                    sums["within"][name] += took <= limit
            if at < end - WEEK:
                for counted in (sums["due"], *([sums["due_questions"]] if kind == "question" else [])):
                    counted[0] += 1
                    counted[1] += took is not None and took <= WEEK
    for (slug, _), turns in everything.items():
        at, first, answered = min(turns, key=lambda turn: turn[0])
        again = min((later for later, thread, _ in turns if thread != first), default=end)
        if at < end - 37 * DAY and again > at + WEEK:
            arm = found[slug]["return"][answered is not None and answered - at <= WEEK]
            arm[0] += 1
            arm[1] += again <= at + 37 * DAY
    return {slug: {**sums, "mix": mix[slug], "replies_to": replies_to[slug]} for slug, sums in found.items()}
