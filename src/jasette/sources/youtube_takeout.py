"""YouTube comments of one's own, as Google Takeout gives them: `comments.csv` and its parts, or the whole download.

Of a download (zip or folder) only the lists of comments are opened: it holds mail, places and searches beside them. Columns are
known by their English names of three ages; in other languages by what stands in them: a channel's number, a time, a comment's
number, words as JSON. Words are runs (`{"text":"a"},{"text":"b"}`; until 2024 inside `takeoutSegments`; before that, plain).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.errors import InputError
from jasette.source import Bundling, Head, Item, Recipe, Rejected, Repaired, Source
from jasette.source.bundle import CLOSED, Bundle
from jasette.source.expressions import iso_us, wrong_iso
from jasette.source.gathered import AT_ONCE, Gathered
from jasette.source.html import written_links
from jasette.source.tabular import Plan, header_of, read_csv
from jasette.sql import identifier

if TYPE_CHECKING:
    import duckdb

    from jasette.source.files import InputFile

NAMES = {
    "comment id": "comment",
    "channel id": "channel",
    "comment create timestamp": "at",
    "comment creation timestamp": "at",
    "parent comment id": "parent",
    "top-level comment id": "top",
    "video id": "video",
    "post id": "page",
    "comment text": "text",
}
NEEDED = ("comment", "channel", "at", "video", "text")
LOOKS = {
    "channel": re.compile(r"UC[A-Za-z0-9_-]{22}"),
    "at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*"),
    "text": re.compile(r'\{\s*"(?:text|takeoutSegments)".*', re.DOTALL),
    "comment": re.compile(r"Ug[A-Za-z0-9_-]{15,}(?:\.[A-Za-z0-9_-]{10,})?"),
    "video": re.compile(r"[A-Za-z0-9_-]{11}"),
}
IDENT = "[A-Za-z0-9_.-]{1,120}"
FILES = r"(?:comments|commentaires)(?: ?\(\d+\))?\.csv"


@dataclass(frozen=True)
class _Columns:
    """Which column of the file holds what; one that is not there is null."""

    named: dict[str, str]

    def sql(self, what: str) -> str:
        return identifier(self.named[what]) if what in self.named else "NULL::VARCHAR"

    def reason(self) -> str:
        comment, channel, at = (self.sql(what) for what in ("comment", "channel", "at"))
        return f"""CASE
          WHEN {comment} IS NULL THEN 'the number of the comment is missing'
          WHEN NOT regexp_full_match({comment}, '{IDENT}') THEN concat('comment ', substr({comment}, 1, 60), ' is no number of a comment')
          WHEN NOT coalesce(regexp_full_match({channel}, '{LOOKS["channel"].pattern}'), false)
            THEN concat('channel ', substr(coalesce({channel}, ''), 1, 60), ' is no number of a channel')
          WHEN {at} IS NULL THEN 'the time is missing'
          {wrong_iso("time", at)}
        END"""

    def query(self, relation: str) -> str:
        found = [f"{self.sql(what)} AS {what}" for what in ("comment", "channel", "parent", "top", "video", "page", "text")]
        return f"SELECT {', '.join(found)}, {iso_us(self.sql('at'))} AS at_us FROM {relation}"


def _columns(head: bytes) -> _Columns | None:
    """The columns of a list of comments; None where it is none."""
    names, delimiter, _ = header_of(head)
    known = {NAMES[name.casefold()]: name for name in names if name.casefold() in NAMES}
    if set(NEEDED) <= known.keys():
        return _Columns(known)
    if len(names) < 6:
        return None
    # the last record may be cut off
    rows = _rows(head, delimiter)[1:-1] or _rows(head, delimiter)[1:]
    return _told(names, [row for row in rows if len(row) == len(names)])


def _told(names: Sequence[str], rows: Sequence[Sequence[str]]) -> _Columns | None:
    """The columns by what stands in them; None where one is missing."""
    found: dict[str, str] = {}
    for what, look in LOOKS.items():
        for at, name in enumerate(names):
            values = [row[at] for row in rows if row[at]]
            if name not in found.values() and values and all(look.fullmatch(value) for value in values):
                # the comment's own number stands in each row, that of the comment above in some
                if what == "comment" and len(values) < len(rows):
                    found.setdefault("parent", name)
                    continue
                if what not in found:
                    found[what] = name
    return _Columns(found) if set(NEEDED) <= found.keys() else None


def _rows(head: bytes, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(head.decode("utf-8-sig", "ignore"), newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    gathered, channels = Gathered("youtube", recipe.observed_us), set[str]()
    members = file.members if isinstance(file, Bundle) else {"": file}
    for name, member in members.items():
        columns = _columns(member.head().data)
        if columns is None:
            raise InputError(
                "this is no list of comments", place=f"{file.name}!{name}" if name else file.name, remedy="ask Google for it again"
            )
        plan = Plan("posts", columns.reason(), _take(gathered, channels, columns), private=True)
        for item in read_csv(member, lambda _, plan=plan: plan):  # type: ignore[misc]
            yield replace(item, reason=f"{name}: {item.reason}") if name and isinstance(item, Rejected) else item
    yield from gathered.rows()
    if isinstance(file, Bundle) and file.closed:
        yield Repaired(CLOSED, file.closed)
    yield from gathered.coverage(channels, ("own_posts",), "query", f"youtube_takeout: {file.name}")


def _take(gathered: Gathered, channels: set[str], columns: _Columns) -> Any:
    def items(connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[Item]:
        for batch in connection.sql(columns.query(relation)).to_arrow_reader(AT_ONCE):
            for row in batch.to_pylist():
                channels.add(f"youtube:{row['channel']}")
                _comment(gathered, row)
            yield from gathered.rows()

    return items


def _comment(gathered: Gathered, row: dict[str, Any]) -> None:
    ident, place = row["comment"], row["video"] or row["page"]
    above = row["parent"] or row["top"] or (ident.partition(".")[0] if "." in ident else None)
    above = None if above == ident else above
    text, links, mentions = _words(row["text"] or "")
    page = f"watch?v={row['video']}&lc={ident}" if row["video"] else f"post/{row['page']}" if row["page"] else ""
    gathered.post(
        post_id=f"youtube:{ident}",
        kind="comment",
        account_id=f"youtube:{row['channel']}",
        published_us=row["at_us"],
        text=text or None,
        url=f"https://www.youtube.com/{page}" if page else None,
        reply_to=f"youtube:{above or place}" if above or place else None,
        root=f"youtube:{place}" if place else None,
        mentions=mentions or None,
        links=links,
    )


def _words(cell: str) -> tuple[str, list[str], list[str]]:
    """Text, links and mentions of a cell."""
    text, links, mentions = list[str](), list[str](), list[str]()
    for run in _runs(cell):
        words, link, mention = str(run.get("text") or ""), run.get("link"), run.get("mention")
        address = str(link.get("linkUrl") or "") if isinstance(link, dict) else ""
        # a long address is shown cut short
        text.append(address if address and words.startswith("http") else words)
        links += [address] if address.startswith("http") else written_links(words)
        if isinstance(mention, dict) and LOOKS["channel"].fullmatch(str(mention.get("externalChannelId") or "")):
            mentions.append(f"youtube:{mention['externalChannelId']}")
    return "".join(text).strip(), list(dict.fromkeys(links)), list(dict.fromkeys(mentions))


def _runs(cell: str) -> list[dict[str, Any]]:
    if not cell.startswith("{"):
        return [{"text": cell}]
    try:
        found = msgspec.json.decode(f"[{cell}]")
    except (msgspec.DecodeError, RecursionError):
        return [{"text": cell}]
    runs: list[dict[str, Any]] = []
    for one in found:
        inside = one.get("takeoutSegments", [one]) if isinstance(one, dict) else []
        runs += [run for run in inside if isinstance(run, dict)] if isinstance(inside, list) else []
    return runs


def _sniff(head: Head) -> float:
    return 0.97 if _columns(head.data) else 0.0


source = Source(
    name="youtube_takeout",
    title="YouTube: one's own comments, as Google Takeout gives them (CSV, or the whole download)",
    tables=("posts", "coverage"),
    sniff=_sniff,
    read=_read,
    identify=True,
    obtain=(
        "the channel's owner asks for it at takeout.google.com: deselect all, choose “YouTube and YouTube Music”, in it only “comments”; "
        "the zip is added as it is, or unpacked, or its comments.csv alone"
    ),
    cannot_tell=(
        "what others wrote, and so whom a comment answers beyond its number; whether the video is public, private, for members or gone: "
        "comments on private videos stand in it like all others, and nothing tells them apart; likes; edits; comments that were deleted "
        "(they are not in it); the channel's own videos, and its handle"
    ),
    bundling=Bundling(marks=(FILES,), opened=FILES, within="Takeout"),
)
