"""ConvoKit corpora: conversations as the Cornell Conversational Analysis Toolkit keeps them (folder, zip, or utterances alone).

An utterance without `reply-to` opens its conversation and is a post; all others are replies. Ids are those of the corpus, under
the platform that the user names (`--platform reddit`), else under `convokit`. Of speakers the name is read and nothing else:
what a corpus infers of people is never stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.schema import TABLES
from jasette.source import Bundling, Head, Item, Recipe, Repaired, Rows, Source
from jasette.source.bundle import CLOSED, Bundle
from jasette.source.cells import Times
from jasette.source.ndjson import Layout, sample, stream
from jasette.source.onepass import OWN, Projection
from jasette.source.records import Pages
from jasette.source.rows import struct
from jasette.source.shape import ID, TEXT
from jasette.sql import literal

if TYPE_CHECKING:
    import duckdb

    from jasette.source.files import InputFile

SHAPE = {
    "id": ID,
    "text": TEXT,
    "timestamp": ID,
    # the newer name, then the older one
    "speaker": ID,
    "user": ID,
    "conversation_id": ID,
    "root": ID,
    "reply-to": ID,
    "reply_to": ID,
}
SPEAKER, ROOT, PARENT = 'coalesce(speaker, "user")', "coalesce(conversation_id, root)", 'coalesce("reply-to", reply_to)'
TIMES = Times()
EARLIEST_S = 100_000_000
"""Smaller numbers count turns or seconds of a talk, and are no times (1973)."""
COUNTS = f"(TRY_CAST(timestamp AS DOUBLE) IS NOT NULL AND TRY_CAST(timestamp AS DOUBLE) < {EARLIEST_S})"
GONE = "('[deleted]', '[removed]')"
REASON = f"""CASE
  WHEN id IS NULL OR id = '' THEN 'id is missing'
  WHEN text IS NULL AND {SPEAKER} IS NULL THEN 'text and speaker are missing: this is no utterance'
  WHEN regexp_matches(id, '^[0-9.]+[eE][+-]?[0-9]+$') THEN concat('id ', substr(id, 1, 60), ' was rounded by a spreadsheet')
  WHEN timestamp <> '' AND NOT {COUNTS} AND ({TIMES.moment("timestamp")}) IS NULL
    THEN concat('timestamp ', substr(timestamp, 1, 60), ' is not a time')
END"""
LAYOUT = Layout(SHAPE, REASON, Pages({}))
UTTERANCES = "utterances.jsonl"
SPEAKERS = ("speakers.json", "users.json")
NAMES = ("name", "username", "screen_name", "user_name")


def _project(recipe: Recipe) -> Projection:
    platform = _platform(recipe)

    def native(value: str) -> str:
        return f"concat({literal(platform + ':')}, nullif({value}, ''))"

    def known(value: str) -> str:
        return f"CASE WHEN {value} <> '' THEN {native(value)} END"

    columns = {
        "post_id": native("id"),
        "platform": literal(platform),
        "kind": f"CASE WHEN {PARENT} <> '' THEN 'reply' ELSE 'post' END",
        "account_id": f"CASE WHEN {SPEAKER} NOT IN {GONE} THEN {known(SPEAKER)} END",
        "published_us": f"CASE WHEN NOT {COUNTS} THEN {TIMES.moment('timestamp')} END",
        "observed_us": "NULL" if recipe.observed_us is None else str(int(recipe.observed_us)),
        "text": f"CASE WHEN text NOT IN {GONE} THEN nullif(text, '') END",
        "reply_to": known(PARENT),
        "root": known(ROOT),
        "visibility": "'public'",
    }
    return Projection((), (("posts", struct("posts", columns, **{OWN: "true"})),))


def _platform(recipe: Recipe) -> str:
    return recipe.platform or "convokit"


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    members = file.members if isinstance(file, Bundle) else {UTTERANCES: file}
    said = f"convokit: {file.name}"

    def project(_: duckdb.DuckDBPyConnection, relation: str | None) -> Projection:
        return _project(recipe)

    # utterances by one speaker alone are no sign of whose posts were collected
    for item in stream(members[UTTERANCES], LAYOUT, project, said):
        if not (isinstance(item, Rows) and item.into == "coverage"):
            yield item
    for name in SPEAKERS:
        if name in members:
            yield from _speakers(members[name], recipe)
    if isinstance(file, Bundle) and file.closed:
        yield Repaired(CLOSED, file.closed)


def _speakers(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    """The names of speakers, where the corpus has them."""
    import pyarrow as pa

    try:
        listed = msgspec.json.decode(file.open().read(1 << 30), type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        yield Repaired(f"{file.name.rpartition('/')[2]} cannot be read: names of speakers are missing", 1)
        return
    platform, found = _platform(recipe), list[dict[str, Any]]()
    for ident, about in listed.items():
        meta = about.get("meta", about) if isinstance(about, dict) else {}
        name = next((meta[key] for key in NAMES if isinstance(meta, dict) and isinstance(meta.get(key), str) and meta[key]), None)
        if name is not None and name != ident and ident:
            row = {"account_id": f"{platform}:{ident}", "platform": platform, "name": name, "observed_us": recipe.observed_us}
            found.append(row)
    if found:
        yield Rows("accounts", pa.Table.from_pylist(found, TABLES["accounts"].arrow))


def _sniff(head: Head) -> float:
    found = sample(head, LAYOUT.pages)
    if not found:
        return 0.0
    # posts of other kinds have a conversation_id too
    return 0.97 * sum(_is_utterance(one) for one in found) / len(found)


def _is_utterance(one: dict[str, Any]) -> bool:
    who, where = {"speaker", "user"} & one.keys(), {"conversation_id", "root"} & one.keys()
    return {"id", "text", "meta"} <= one.keys() and bool(who and where and {"reply-to", "reply_to"} & one.keys())


source = Source(
    name="convokit",
    title="ConvoKit corpora: conversations of research collections (folder, zip, utterances.jsonl)",
    tables=("posts", "accounts"),
    sniff=_sniff,
    read=_read,
    identify=True,
    obtain="a corpus of convokit.cornell.edu, downloaded as a zip, or one's own, written by Corpus.dump",
    cannot_tell=(
        "which platform it is from, unless you say so (--platform); when something was said, where timestamps count turns or seconds of a "
        "talk; mentions, links and counts (corpora keep them in fields of their own, if at all); what was left out when the corpus was made"
    ),
    bundling=Bundling(marks=(r"utterances\.jsonl", r"speakers\.json|users\.json"), opened=r"utterances\.jsonl|speakers\.json|users\.json"),
)
