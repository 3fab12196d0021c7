"""What a report may quote. Public voices name private people in what they write: their handles and addresses are hidden there too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from jasette.people import mask

LONGEST = 1_200
"""Characters of one post; an article goes on where it stands."""


def quoted(row: Mapping[str, Any], named: Collection[str], longest: int = LONGEST) -> str:
    """The words of a post by a public voice (`author_voice`), without handles that are not in `named`; "" for anybody else's.

    A repost is somebody else's words: they are left out too.
    """
    if not row.get("author_voice") or row.get("role") == "repost" or row.get("kind") == "repost":
        return ""
    text = mask(row.get("text") or "", named).strip()
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " […]"


def address(row: Mapping[str, Any]) -> str:
    """Where a public voice's post can be opened; "" where one click from there leads to a private person it speaks to."""
    private = any(str(row.get(field) or "").startswith("p:") for field in ("person", "to_person"))
    other = row.get("role") in ("repost", "quote") or row.get("kind") in ("repost", "quote")
    return "" if private or other or not row.get("author_voice") else str(row.get("url") or "")
