"""Bluesky as it happened: events of Jetstream, version 1 and 2, one JSON object a line.

Version 1 nests what was done to a record in `commit`; version 2 (`network.bsky.jetstream.subscribeEvents`) has it beside
`did` and `seq`, and wraps each event in `{"$type": "message", "payload": …}`; both may stand in one file. When an event was
seen (`time_us`, `witnessedAt`, `time`) is the time of observation; what a post says of itself (`createdAt`) is a claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jasette.source import Head, Item, Recipe, Source
from jasette.source.bluesky_events import LAYOUT, emit
from jasette.source.ndjson import read, sample
from jasette.source.own_posts import OwnPosts

if TYPE_CHECKING:
    from jasette.source.files import InputFile


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    own = OwnPosts()
    yield from read(file, LAYOUT, lambda connection, _: emit(connection, own))
    yield from own.coverage(f"jetstream: {file.name}")


def _sniff(head: Head) -> float:
    found = sample(head, LAYOUT.pages)
    if not found:
        return 0.0
    return 0.95 * sum(_is_event(one) for one in found) / len(found)


def _is_event(record: dict[str, object]) -> bool:
    inner = record.get("payload", record)
    second = isinstance(inner, dict) and str(inner.get("$type", "")).startswith("network.bsky.jetstream.subscribeEvents#")
    return second or ({"did", "time_us", "kind"} <= record.keys())


source = Source(
    name="jetstream",
    title="Bluesky: events of Jetstream, version 1 and 2, as JSON lines",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=_read,
    identify=True,
    obtain="a client that listens to a Jetstream server and writes each message on a line of its own; anybody may, without an account",
    cannot_tell=(
        "what happened while nobody listened, and what the listener had asked to leave out; how often a post was liked, shared or seen; "
        "the handle of an account that did not change it meanwhile; when a post was really written (its author claims it)"
    ),
)
