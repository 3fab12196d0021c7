"""Items as 4CAT and Zeeschuimer wrap them, unwrapped to the shape in which their platforms give them.

4CAT keeps an item as it was captured, with `__import_meta` beside its fields; Zeeschuimer puts it in `data`, under the name of its
platform. What was captured on X is the site's own form: it is turned into that of API v1.1, field by field. 4CAT's own
collectors write API v2 with the author in `author_user`, and Bluesky with the names of fields that its library uses.
"""

from __future__ import annotations

import re
from typing import Any

X_V2, X_V1 = "x_v2", "twitter_v1"
AS_THEY_ARE = {
    "mastodon": {"uri", "account", "content", "visibility"},
    "reddit": {"id", "created_utc", "subreddit"},
    "youtube": {"kind", "etag", "snippet"},
    # set aside before, and read again
    X_V1: {"id_str", "user"},
}
COPIED = (
    "created_at",
    "entities",
    "in_reply_to_status_id_str",
    "in_reply_to_user_id_str",
    "in_reply_to_screen_name",
    "conversation_id_str",
    "quoted_status_id_str",
    "lang",
    "favorite_count",
    "reply_count",
    "retweet_count",
    "quote_count",
)
PERSON = ("screen_name", "name", "description", "url", "protected", "followers_count", "friends_count", "entities")


def item_of(line: dict[str, Any]) -> tuple[dict[str, Any], str, Any]:
    """The item inside a line, the platform that the line names (`tiktok.com`; "" where it names none), and when it was captured."""
    meta = line.get("__import_meta")
    if isinstance(meta, dict):
        return (
            {key: value for key, value in line.items() if key != "__import_meta"},
            _text(meta, "source_platform"),
            meta.get("timestamp_collected"),
        )
    if isinstance(line.get("data"), dict) and "source_platform" in line:
        return line["data"], _text(line, "source_platform"), line.get("timestamp_collected")
    return line, "", _inner(line, "4CAT_metadata").get("collected_at")


def is_wrapped(line: dict[str, Any]) -> bool:
    """Whether 4CAT or Zeeschuimer wrote the line."""
    wrapped = isinstance(line.get("__import_meta"), dict) or ("source_platform" in line and isinstance(line.get("data"), dict))
    return wrapped or "4CAT_metadata" in line or (isinstance(line.get("author_user"), dict) and "author_id" in line)


def unwrapped(item: dict[str, Any], captured: str) -> tuple[str, dict[str, Any]]:
    """The source that reads the item, and the item in the shape which that source knows; ("", item) where none does.

    `captured` is when, as ISO 8601, "" where that is unknown.
    """
    if "rest_id" in item or item.get("type") == "adaptive":
        post = _of_site(item)
        return (X_V1, post) if post else ("", item)
    if "author_user" in item or {"author_id", "public_metrics"} <= item.keys():
        seen = {"__twarc": {"retrieved_at": captured}} if captured else {}
        return X_V2, {**item, "author": item.get("author_user") or item.get("author"), **seen}
    if _text(item, "uri").startswith("at://") and isinstance(item.get("record"), dict):
        return "bluesky", {key: value for key, value in _camel(item).items() if key != "4CATMetadata"}
    return next((name for name, signs in AS_THEY_ARE.items() if signs <= item.keys()), ""), item


def _of_site(item: dict[str, Any]) -> dict[str, Any]:
    """A post as X's own pages have it, in the form of API v1.1; {} where it is none."""
    inner = item.get("tweet")
    item = inner if isinstance(inner, dict) and "legacy" in inner else item
    legacy = _inner(item, "legacy")
    ident = _text(item, "rest_id") or _text(legacy, "id_str")
    if not legacy or not ident:
        return {}
    note = _inner(item, "note_tweet", "note_tweet_results", "result")
    post: dict[str, Any] = {"id_str": ident, **{key: legacy[key] for key in COPIED if legacy.get(key) is not None}}
    post["full_text"] = note.get("text") or legacy.get("full_text")
    post["user"] = _person(item, legacy)
    if note.get("entity_set"):
        post["entities"] = {**_inner(legacy, "entities"), **_inner(note, "entity_set")}
    for key, result in (("retweeted_status", _inner(legacy, "retweeted_status_result", "result")), ("quoted_status", _quoted(item))):
        if result and (inside := _of_site(result)):
            post[key] = inside
    return post


def _quoted(item: dict[str, Any]) -> dict[str, Any]:
    return _inner(item, "quoted_status_result", "result")


def _person(item: dict[str, Any], legacy: dict[str, Any]) -> dict[str, Any]:
    result = _inner(item, "core", "user_results", "result") or _inner(item, "user")
    # since 2025 the name stands beside the rest
    about = {**result, **_inner(result, "legacy"), **_inner(result, "core"), **_inner(result, "privacy")}
    return {"id_str": _text(result, "rest_id") or _text(result, "id_str") or _text(legacy, "user_id_str") or None} | {
        key: about[key] for key in PERSON if about.get(key) is not None
    }


def _camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {_name(str(key)): _camel(inner) for key, inner in value.items()}
    return [_camel(inner) for inner in value] if isinstance(value, list) else value


def _name(key: str) -> str:
    return "$type" if key == "py_type" else re.sub(r"_([a-z])", lambda found: found[1].upper(), key)


def _inner(value: dict[str, Any], *path: str) -> dict[str, Any]:
    for key in path:
        found = value.get(key)
        value = found if isinstance(found, dict) else {}
    return value


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return str(found) if isinstance(found, str | int) else ""
