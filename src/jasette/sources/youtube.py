"""YouTube: comment threads, comments and videos as the Data API (v3) gives them, and the `.info.json` of yt-dlp with comments.

A video is a post of its channel; a comment on it answers the video, a reply answers the comment above it: threads on YouTube
have these three levels, and who answers a reply names it with an @. Pages say to which channel a comment came, so that it is
known whom a comment addresses where the video itself is not in the file. Texts are the words as typed where the page has them
(`textOriginal`), else what it shows (`textDisplay`: HTML, or plain where that was asked for).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec

from jasette.source import Filtered, Head, Item, Recipe, Rejected, Source
from jasette.source.contained import contained
from jasette.source.each import each, reject
from jasette.source.gathered import AT_ONCE, Gathered
from jasette.source.html import Anchor, plain, written_links
from jasette.source.ndjson import sample
from jasette.source.records import Pages, Record
from jasette.source.shape import ANY, INT, TEXT
from jasette.source.times import iso_us

if TYPE_CHECKING:
    from jasette.source.files import InputFile

COMMENT = {
    "authorDisplayName": TEXT,
    "authorChannelUrl": TEXT,
    "channelId": TEXT,
    "videoId": TEXT,
    "parentId": TEXT,
    "textDisplay": TEXT,
    "textOriginal": TEXT,
    "likeCount": INT,
    "moderationStatus": TEXT,
    "publishedAt": TEXT,
    "updatedAt": TEXT,
}
SHAPE: dict[str, Any] = {
    "kind": TEXT,
    # in the results of a search the id is an object
    "id": ANY,
    "snippet": {**COMMENT, "totalReplyCount": INT, "title": TEXT, "description": TEXT, "channelTitle": TEXT},
    "statistics": {"viewCount": INT, "likeCount": INT, "commentCount": INT},
    "status": {"privacyStatus": TEXT},
}
PAGES = Pages({("items",): False})
NOT_PUBLIC = "held back, rejected or private"
OTHERS = "neither videos nor comments"
ROUGH = "times told roughly (“2 years ago”), left unknown"
IDENT = re.compile(r"[A-Za-z0-9_.-]{1,120}")
CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
NAMED = re.compile(r"(?<![\w@/.])@([\w.·-]{3,30})")
TAGGED = re.compile(r"(?<![\w&/#])#([^\W\d_]\w*)")
AUTHOR_OF = {"authorChannelId": "author_id", "authorDisplayName": "author", "authorChannelUrl": "author_url"}
AVAILABLE = {"": "public", "public": "public", "unlisted": "unlisted"}


@dataclass
class _Span:
    first: int
    last: int
    count: int = 1


@dataclass
class _Pages:
    """One file on its way."""

    name: str
    gathered: Gathered
    counts: Counter[str] = field(default_factory=Counter)
    spans: dict[tuple[str, str], _Span] = field(default_factory=dict)

    def read(self, file: InputFile) -> Iterator[Item]:
        for one in each(file, SHAPE, PAGES):
            if not isinstance(one, tuple):
                yield one
                continue
            record, fields = one
            yield from self._take(record, fields)
            yield from self.gathered.rows(least=AT_ONCE)
        yield from self.gathered.rows()
        for (channel, stream), span in sorted(self.spans.items()):
            if span.count > 1:
                self.gathered.first, self.gathered.last = span.first, span.last
                yield from self.gathered.coverage((channel,), (stream,), "query", f"youtube: {self.name}")
        for reason, count in sorted(self.counts.items()):
            yield Filtered("posts", count, reason)
        yield from self.gathered.repairs()

    def _take(self, record: Record, fields: dict[str, Any]) -> Iterator[Rejected]:
        snippet = _inner(fields, "snippet")
        if isinstance(fields.get("comments"), list):
            yield from self._saved(record, fields)
        elif "topLevelComment" in snippet or "replies" in fields:
            yield from self._thread(record, fields, snippet)
        elif "textDisplay" in snippet or "textOriginal" in snippet:
            yield from self._said(record, self._comment(fields, {}))
        elif isinstance(fields.get("id"), str) and ("title" in snippet or "description" in snippet):
            yield from self._said(record, self._video(fields, snippet))
        elif fields.get("kind") or snippet:
            self.counts[OTHERS] += 1
        else:
            yield reject(record, "neither kind, snippet nor comments is there: this is no video and no comment")

    def _thread(self, record: Record, fields: dict[str, Any], snippet: dict[str, Any]) -> Iterator[Rejected]:
        top = _inner(snippet, "topLevelComment")
        below = [one for one in _inner(fields, "replies").get("comments") or () if isinstance(one, dict)]
        if snippet.get("isPublic") is False:
            self.counts[NOT_PUBLIC] += 1 + len(below)
            return
        above = {key: snippet[key] for key in ("videoId", "channelId") if snippet.get(key)}
        if top:
            yield from self._said(record, self._comment(top, above, replies=snippet.get("totalReplyCount")), top)
        author = _author(_inner(top, "snippet"))
        for reply in below:
            yield from self._said(record, self._comment(reply, {**above, "parentId": _text(top, "id")}, answers=author), reply)

    def _said(self, record: Record, wrong: str, part: dict[str, Any] | None = None) -> Iterator[Rejected]:
        """What is wrong, as a reject: of a thread only the part that cannot be read."""
        if wrong:
            yield reject(record if part is None else record._replace(data=msgspec.json.encode(part)), wrong)

    def _comment(self, fields: dict[str, Any], above: dict[str, str], *, replies: Any = None, answers: str | None = None) -> str:
        """Take a comment in; what is wrong with it where it cannot be. `above` is what its thread says of it."""
        snippet = {**above, **{key: value for key, value in _inner(fields, "snippet").items() if value}}
        ident = _text(fields, "id")
        if not IDENT.fullmatch(ident):
            return "id is missing or is none"
        published = iso_us(_text(snippet, "publishedAt"))
        if published is None:
            return (
                f"publishedAt {_text(snippet, 'publishedAt')[:60]} is not a time"
                if snippet.get("publishedAt")
                else "publishedAt is missing"
            )
        if _text(snippet, "moderationStatus") not in ("", "published"):
            self.counts[NOT_PUBLIC] += 1
            return ""
        video = _text(snippet, "videoId")
        # the number of a reply begins with that of the comment above
        parent = _text(snippet, "parentId") or (ident.partition(".")[0] if "." in ident else "")
        channel = _channel(_text(snippet, "channelId"))
        text, links, tags = _words(snippet, video)
        edited = iso_us(_text(snippet, "updatedAt"))
        if channel:
            self._covers(channel, "replies", published)
        self.gathered.post(
            post_id=f"youtube:{ident}",
            kind="comment",
            account_id=self._person(snippet),
            published_us=published,
            text=text or None,
            url=_address(video, ident),
            reply_to=f"youtube:{parent or video}" if parent or video else None,
            # a comment comes to the channel of the video
            reply_to_account=answers if parent else channel,
            root=f"youtube:{video}" if video else None,
            mentions=_mentions(text),
            links=links,
            tags=tags,
            likes=_whole(snippet.get("likeCount")),
            replies=_whole(replies),
            edited_us=edited if edited is not None and edited > published else None,
        )
        return ""

    def _video(self, fields: dict[str, Any], snippet: dict[str, Any]) -> str:
        ident, counts = _text(fields, "id"), _inner(fields, "statistics")
        if not IDENT.fullmatch(ident):
            return "id is missing or is none"
        published = iso_us(_text(snippet, "publishedAt"))
        if published is None:
            return (
                f"publishedAt {_text(snippet, 'publishedAt')[:60]} is not a time"
                if snippet.get("publishedAt")
                else "publishedAt is missing"
            )
        return self._shown(
            ident,
            _text(_inner(fields, "status"), "privacyStatus"),
            channel=(_text(snippet, "channelId"), _text(snippet, "channelTitle"), ""),
            title=_text(snippet, "title"),
            description=_text(snippet, "description"),
            published_us=published,
            lang=_text(snippet, "defaultLanguage") or _text(snippet, "defaultAudioLanguage") or None,
            tags=snippet.get("tags"),
            likes=_whole(counts.get("likeCount")),
            replies=_whole(counts.get("commentCount")),
            views=_whole(counts.get("viewCount")),
        )

    def _shown(
        self, ident: str, privacy: str, *, channel: tuple[str, str, str], title: str, description: str, tags: Any, **row: Any
    ) -> str:
        """Take a video in."""
        visibility = AVAILABLE.get(privacy)
        if visibility is None:
            self.counts[NOT_PUBLIC] += 1
            return ""
        account = _channel(channel[0])
        if account:
            self.gathered.account(account, channel[1] or None, f"https://www.youtube.com/channel/{channel[0]}", handle=channel[2] or None)
            if row["published_us"] is not None:
                self._covers(account, "own_posts", row["published_us"])
        given = [str(tag).lower() for tag in tags if tag] if isinstance(tags, list) else []
        self.gathered.post(
            post_id=f"youtube:{ident}",
            kind="post",
            account_id=account,
            text=f"{title}\n\n{description}".strip() or None,
            url=_address(ident),
            mentions=_mentions(description),
            links=list(dict.fromkeys(written_links(description))),
            tags=list(dict.fromkeys([*given, *(tag.lower() for tag in TAGGED.findall(f"{title} {description}"))])),
            visibility=visibility,
            **row,
        )
        return ""

    def _saved(self, record: Record, fields: dict[str, Any]) -> Iterator[Rejected]:
        """A video as yt-dlp saves it, with the comments beside it: their times are guesses from what the page shows."""
        video, channel = _text(fields, "id"), _text(fields, "channel_id")
        if not IDENT.fullmatch(video):
            yield reject(record, "id is missing or is none")
            return
        seen = _us(fields.get("epoch"))
        self.gathered.observed_us = self.gathered.observed_us if seen is None else seen
        handle = _text(fields, "uploader_id")
        self._shown(
            video,
            _text(fields, "availability"),
            channel=(channel, _text(fields, "channel"), handle[1:] if handle.startswith("@") else ""),
            title=_text(fields, "title"),
            description=_text(fields, "description"),
            published_us=_us(fields.get("timestamp")),
            lang=_text(fields, "language") or None,
            tags=fields.get("tags"),
            likes=_whole(fields.get("like_count")),
            replies=_whole(fields.get("comment_count")),
            views=_whole(fields.get("view_count")),
        )
        shown = _text(fields, "availability") in AVAILABLE
        for comment in fields["comments"]:
            ident = _text(comment, "id") if isinstance(comment, dict) else ""
            if not IDENT.fullmatch(ident):
                yield reject(record._replace(data=msgspec.json.encode(comment)), "id of a comment is missing or is none")
            elif not shown:
                self.counts[NOT_PUBLIC] += 1
            else:
                self._beside(comment, ident, video, _channel(channel))

    def _beside(self, comment: dict[str, Any], ident: str, video: str, channel: str | None) -> None:
        text, above = _text(comment, "text"), _text(comment, "parent")
        self.gathered.repaired[ROUGH] += 1
        self.gathered.post(
            post_id=f"youtube:{ident}",
            kind="comment",
            account_id=self._person({ours: _text(comment, theirs) for ours, theirs in AUTHOR_OF.items()}),
            published_us=None,
            text=text or None,
            url=_address(video, ident),
            reply_to=f"youtube:{video if above in ('', 'root') else above}",
            reply_to_account=channel if above in ("", "root") else None,
            root=f"youtube:{video}",
            mentions=_mentions(text),
            links=list(dict.fromkeys(written_links(text))),
            tags=_tags(text),
            likes=_whole(comment.get("like_count")),
        )

    def _person(self, snippet: dict[str, Any]) -> str | None:
        """The account of who wrote a comment; None where the page does not say."""
        account, handle = _author(snippet), _handle(snippet)
        name = _text(snippet, "authorDisplayName")
        if account:
            number = account.partition(":")[2]
            address = f"https://www.youtube.com/{number if number.startswith('@') else f'channel/{number}'}"
            self.gathered.account(account, None if name.startswith("@") else name or None, address, handle=handle or None)
        return account

    def _covers(self, channel: str, stream: str, at: int) -> None:
        span = self.spans.setdefault((channel, stream), _Span(at, at, 0))
        span.first, span.last, span.count = min(span.first, at), max(span.last, at), span.count + 1


def _no_time(snippet: dict[str, Any]) -> str:
    written = _text(snippet, "publishedAt")
    return f"publishedAt {written[:60]} is not a time" if written else "publishedAt is missing"


def _words(snippet: dict[str, Any], video: str) -> tuple[str, list[str], list[str] | None]:
    """Text, links and tags of a comment."""
    typed = _text(snippet, "textOriginal")
    shown = typed or _text(snippet, "textDisplay")
    if typed or "\n" in shown:
        # HTML breaks its lines with an element: this was asked for as plain text
        return shown.strip(), list(dict.fromkeys(written_links(shown))), _tags(shown)
    written = plain(shown, base="https://www.youtube.com/", reads=_reads)
    links = [link for link in written.links if not video or f"v={video}" not in link]
    return written.text, links, _tags(written.text)


def _reads(anchor: Anchor) -> tuple[str, bool]:
    # names and tags are links to pages of the site; a long address is shown cut short
    inside = anchor.text.startswith(("@", "#"))
    return (anchor.href if anchor.text.endswith("...") and anchor.text.startswith("http") else anchor.text), not inside


def _author(snippet: dict[str, Any]) -> str | None:
    given = snippet.get("authorChannelId")
    number = _text(given, "value") if isinstance(given, dict) else str(given or "")
    address = _text(snippet, "authorChannelUrl")
    found = CHANNEL.search(number) or CHANNEL.search(address)
    handle = _handle(snippet)
    return f"youtube:{found[0]}" if found else f"youtube:@{handle.lower()}" if handle else None


def _handle(snippet: dict[str, Any]) -> str:
    name, place = _text(snippet, "authorDisplayName"), unquote(_text(snippet, "authorChannelUrl")).rpartition("/")[2]
    return next((one[1:] for one in (name, place) if re.fullmatch(r"@[\w.·-]{1,60}", one)), "")


def _channel(number: str) -> str | None:
    return f"youtube:{number}" if CHANNEL.fullmatch(number) else None


def _address(video: str, comment: str = "") -> str | None:
    return f"https://www.youtube.com/watch?v={video}{f'&lc={comment}' if comment else ''}" if video else None


def _mentions(text: str) -> list[str] | None:
    return list(dict.fromkeys(f"youtube:@{name.rstrip('.').lower()}" for name in NAMED.findall(text))) or None


def _tags(text: str) -> list[str] | None:
    return list(dict.fromkeys(tag.lower() for tag in TAGGED.findall(text))) or None


def _inner(fields: dict[str, Any], key: str) -> dict[str, Any]:
    value = fields.get(key)
    return value if isinstance(value, dict) else {}


def _text(fields: dict[str, Any], key: str) -> str:
    value = fields.get(key)
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def _us(seconds: Any) -> int | None:
    return seconds * 1_000_000 if isinstance(seconds, int) and abs(seconds) < 1 << 43 else None


def _whole(value: Any) -> int | None:
    """A count: the API writes those of videos as text. What no table holds is none."""
    try:
        count = None if value is None or isinstance(value, (bool, float)) else int(value)
    except (TypeError, ValueError):
        return None
    return count if count is None or abs(count) < 1 << 63 else None


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    yield from _Pages(file.name, Gathered("youtube", recipe.observed_us)).read(file)


LISTS = re.compile(rb'"kind"\s*:\s*"youtube#(?:comment(?:Thread)?|video)(?:ListResponse)?"')


def _sniff(head: Head) -> float:
    if LISTS.search(head.data):
        return 0.95
    found = sample(head, PAGES)
    if any(isinstance(one.get("comments"), list) and str(one.get("extractor_key", "")).startswith("Youtube") for one in found):
        return 0.9
    if not found and head.data.lstrip().startswith(b"{") and b"youtube.com" in head.data:
        # with its formats and comments what yt-dlp saves is longer than what a sniff sees
        return 0.8 if b'"formats"' in head.data else 0.0
    alike = sum(1 for one in found if {"textDisplay", "topLevelComment"} & _inner(one, "snippet").keys())
    return 0.9 * alike / len(found) if found else 0.0


source = Source(
    name="youtube",
    title="YouTube: comment threads and videos as the Data API gives them, and what yt-dlp saves beside a video",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=contained(_read),
    identify=True,
    obtain=(
        "the YouTube Data API (v3) with a free key: commentThreads.list of a video or of a channel (part=snippet,replies), "
        "comments.list for threads with more than five replies, videos.list; save the answers as they come, one a line or one a file"
    ),
    cannot_tell=(
        "who saw a video beyond a count; dislikes; comments that were deleted, held back or hidden; which reply a reply answers (YouTube "
        "has three levels: an @ tells); replies beyond the five that a thread shows, unless they were asked for; comments under videos for "
        "members; when a comment of yt-dlp was written (it says “2 years ago”: unknown)"
    ),
)
