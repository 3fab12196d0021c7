"""Writes repositories as CAR files, by the specification and without the library that reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Link:
    cid: bytes


def head(major: int, number: int) -> bytes:
    for limit, tag in ((24, None), (1 << 8, 24), (1 << 16, 25), (1 << 32, 26)):
        if number < limit:
            return bytes([major << 5 | (number if tag is None else tag)]) + (
                b"" if tag is None else number.to_bytes(1 << (tag - 24), "big")
            )
    return bytes([major << 5 | 27]) + number.to_bytes(8, "big")


def cbor(value: Any) -> bytes:
    """DAG-CBOR: keys by length, then by bytes; links are tag 42."""
    match value:
        case None:
            return b"\xf6"
        case bool():
            return b"\xf5" if value else b"\xf4"
        case int():
            return head(0, value) if value >= 0 else head(1, -1 - value)
        case bytes():
            return head(2, len(value)) + value
        case str():
            return head(3, len(value.encode())) + value.encode()
        case Link():
            return b"\xd8\x2a" + cbor(b"\x00" + value.cid)
        case list():
            return head(4, len(value)) + b"".join(map(cbor, value))
        case dict():
            pairs = sorted((cbor(key), cbor(inner)) for key, inner in value.items())
            return head(5, len(pairs)) + b"".join(key + inner for key, inner in pairs)
    raise TypeError(type(value))


def cid_of(block: bytes) -> bytes:
    return b"\x01\x71\x12\x20" + hashlib.sha256(block).digest()


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


class Repository:
    """A repository on its way into a file; `records` are `{collection/rkey: record}`."""

    def __init__(self, did: str, records: Mapping[str, Any], rev: str) -> None:
        self.blocks: dict[bytes, bytes] = {}
        keys = sorted(records, key=str.encode)
        data = self.node([(key, self.put(records[key])) for key in keys])
        self.root = self.put({"did": did, "version": 3, "data": Link(data), "rev": rev, "prev": None, "sig": b"\x01" * 64})

    def put(self, value: Any) -> bytes:
        block = cbor(value)
        cid = cid_of(block)
        self.blocks[cid] = block
        return cid

    def node(self, entries: list[tuple[str, bytes]]) -> bytes:
        """A node over entries; the layer of a key is half the number of zero bits that its hash begins with."""
        top = max((layer(key) for key, _ in entries), default=0)
        return self._node(entries, top)

    def _node(self, entries: list[tuple[str, bytes]], at: int) -> bytes:
        left: Link | None = None
        here: list[dict[str, Any]] = []
        before, under = b"", list[tuple[str, bytes]]()

        def close() -> None:
            nonlocal left
            if under:
                link = Link(self._node(list(under), at - 1))
                if here:
                    here[-1]["t"] = link
                else:
                    left = link
                under.clear()

        for key, cid in entries:
            if layer(key) < at:
                under.append((key, cid))
                continue
            close()
            raw = key.encode()
            shared = next((i for i, (a, b) in enumerate(zip(before, raw, strict=False)) if a != b), min(len(before), len(raw)))
            here.append({"p": shared, "k": raw[shared:], "v": Link(cid), "t": None})
            before = raw
        close()
        return self.put({"l": left, "e": here})

    def car(self, *, without: tuple[bytes, ...] = ()) -> bytes:
        header = cbor({"roots": [Link(self.root)], "version": 1})
        # as servers do: the commit first, nodes before what hangs on them
        parts = [cid + block for cid, block in reversed(self.blocks.items()) if cid not in without]
        return b"".join(varint(len(part)) + part for part in (header, *parts))


def layer(key: str) -> int:
    bits = int.from_bytes(hashlib.sha256(key.encode()).digest(), "big")
    return (256 - bits.bit_length()) // 2
