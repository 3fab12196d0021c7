"""A ConvoKit corpus: the folder that `convokit.Corpus(filename=…)` loads.

An utterance has its number, speaker, conversation, parent, time in seconds and words. What ConvoKit has no field for (kind,
platform, language, microseconds, role) stands in `meta`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jasette.export import Export, Release, Written
from jasette.export.folder import making

META = ("platform", "kind", "role", "lang", "published_us", "deleted_us", "likes", "replies", "reposts", "quotes")
TYPES = {"platform": "str", "kind": "str", "role": "str", "lang": "str"}
UNKNOWN = "unknown"
"""ConvoKit wants a speaker for each utterance."""


def write(release: Release, path: Path) -> Written:
    count = 0
    speakers: dict[str, dict[str, Any]] = {}
    conversations: set[str] = set()
    voices = {row["voice"]: row for row in release.connection.sql("SELECT * FROM voices").to_arrow_table().to_pylist()}
    with making(path) as folder:
        with (folder / "utterances.jsonl").open("w", encoding="utf-8") as out:
            for row in _rows(release):
                who = row["person"] or UNKNOWN
                speakers.setdefault(who, {"meta": _speaker(row, voices), "vectors": []})
                conversations.add(row["thread"])
                out.write(json.dumps(_utterance(row, who), ensure_ascii=False) + "\n")
                count += 1
        _dump(folder / "speakers.json", speakers)
        _dump(folder / "conversations.json", {name: {"meta": {}, "vectors": []} for name in sorted(conversations)})
        _dump(folder / "corpus.json", {"made_by": "Jasette", "warning": release.words(export.warning)})
        _dump(folder / "index.json", _index())
    return {"utterances": count, "speakers": len(speakers), "conversations": len(conversations)}


def _rows(release: Release) -> Iterator[dict[str, Any]]:
    for batch in release.reader("threads"):
        yield from batch.to_pylist()


def _utterance(row: dict[str, Any], who: str) -> dict[str, Any]:
    meta = {name: row["at_us" if name == "published_us" else name] for name in META}
    at_us = row["at_us"]
    return {
        "id": row["post_id"],
        "conversation_id": row["thread"],
        "text": row["text"] or "",
        "speaker": who,
        "meta": meta,
        "reply-to": row["reply_to"],
        "timestamp": None if at_us is None else at_us // 1_000_000,
        "vectors": [],
    }


def _speaker(row: dict[str, Any], voices: dict[str, dict[str, Any]]) -> dict[str, Any]:
    voice = voices.get(row["person"], {})
    return {"name": voice.get("name"), "group": voice.get("group") or row["group"], "camp": voice.get("camp"), "voice": bool(voice)}


def _index() -> dict[str, Any]:
    told = {name: [f"<class '{TYPES.get(name, 'int')}'>"] for name in META}
    speaker = {name: ["<class 'str'>"] for name in ("name", "group", "camp")}
    return {
        "utterances-index": told,
        "speakers-index": {**speaker, "voice": ["<class 'bool'>"]},
        "conversations-index": {},
        "overall-index": {"made_by": ["<class 'str'>"], "warning": ["<class 'str'>"]},
        "version": 1,
        "vectors": [],
    }


def _dump(path: Path, what: Any) -> None:
    path.write_text(json.dumps(what), encoding="utf-8")


export = Export(
    name="convokit",
    title="ConvoKit corpus (folder or zip)",
    suffix="/",
    holds="utterances with speaker, conversation, parent, time and words; kind, platform, role, language and counts in their metadata",
    cannot_hold="mentions, links and tags; an unknown text becomes an empty one; times in whole seconds (microseconds in the metadata)",
    write=write,
)
