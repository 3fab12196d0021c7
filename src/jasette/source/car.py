"""Content-addressed archives (CAR, version 1) and the repositories of atproto in them.

    Car(data).blocks        {CID: where its block lies}
    entries(car)            the records of the repository, by their keys, in order

A CAR is a header and blocks, each with its length (a varint) and its CID, which holds the SHA-256 of what follows; so
that a damaged block is known from its bytes. A repository is a commit that points at a search tree (MST) of keys
`collection/rkey`, in whose nodes a key leaves out what it shares with the one before. Specified at
atproto.com/specs/repository and ipld.io/specs/transport/car/carv1. The values are DAG-CBOR, which libipld reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

DAG_CBOR_SHA256 = b"\x01\x71\x12\x20"
"""How every CID of a repository begins: version 1, DAG-CBOR, SHA-256 of 32 bytes."""
CID = 36
LONGEST = 2 << 20
"""No block of a repository may be longer: records are at most 1 MiB."""


class Broken(Exception):
    """What is wrong, and at which byte."""

    def __init__(self, what: str, offset: int) -> None:
        super().__init__(what)
        self.offset = offset


class Block(NamedTuple):
    """Where a block's value lies."""

    start: int
    end: int


@dataclass(frozen=True)
class Entry:
    """One record: its key (`collection/rkey`), its value, and the byte at which its block (where it is missing, its node) starts."""

    key: str
    value: Any
    offset: int
    raw: bytes = b""
    problem: str = ""
    """Why `value` is None: what is wrong with the block."""


class Car:
    """The blocks of a file. `data` is anything that can be sliced into bytes; raises Broken where it is no CAR."""

    def __init__(self, data: Any) -> None:
        self.data, self.blocks = data, dict[bytes, Block]()
        self.damage: Broken | None = None
        """Where the blocks break off; those before it are there."""
        at, length = _varint(data, 0)
        header = _decoded(data[at : at + length]) if 0 < length < LONGEST else None
        if not isinstance(header, dict) or header.get("version") != 1 or not isinstance(header.get("roots"), list):
            raise Broken("the file does not begin as a CAR of version 1", 0)
        self.roots = [root for root in header["roots"] if isinstance(root, bytes)]
        try:
            self._index(at + length)
        except Broken as error:
            self.damage = error

    def value(self, cid: bytes) -> Any:
        """The value of a block. Raises Broken where it is not there, is not what its CID says, or cannot be read."""
        block = self.blocks.get(cid)
        if block is None:
            raise Broken("its block is not in the file", 0)
        raw = bytes(self.data[block.start : block.end])
        if hashlib.sha256(raw).digest() != cid[len(DAG_CBOR_SHA256) :]:
            raise Broken("its bytes are not those that its CID names: the file is damaged", block.start)
        value = _decoded(raw)
        if value is None:
            raise Broken("not DAG-CBOR", block.start)
        return value

    def _index(self, at: int) -> None:
        size = len(self.data)
        while at < size:
            start, length = _varint(self.data, at)
            end = start + length
            if end > size:
                raise Broken("the file ends inside a block", at)
            cid = bytes(self.data[start : start + CID])
            if not CID < length < LONGEST or not cid.startswith(DAG_CBOR_SHA256):
                raise Broken("no block of a repository (version 1, DAG-CBOR, SHA-256)", at)
            self.blocks.setdefault(cid, Block(start + CID, end))
            at = end


def commit(car: Car) -> dict[str, Any]:
    """The repository's commit: did, rev, data. Raises Broken where the file holds none."""
    if not car.roots:
        raise Broken("the header names no root", 0)
    try:
        found = car.value(car.roots[0])
    except Broken as error:
        raise Broken(f"the commit of the repository: {error}", error.offset) from error
    if not isinstance(found, dict) or not isinstance(found.get("did"), str) or not isinstance(found.get("data"), bytes):
        raise Broken("the root is no commit of a repository", car.blocks[car.roots[0]].start)
    return found


def entries(car: Car, root: bytes, wanted: tuple[str, ...]) -> Iterator[Entry]:
    """The records under `root` whose collection is wanted, by key; of the others the key alone (value None, no problem).

    A node that cannot be read is an entry without a key, which tells the problem.
    """
    waiting: list[tuple[bytes, str, int] | tuple[bytes, None, int]] = [(root, None, 0)]
    seen: set[bytes] = set()
    while waiting:
        cid, key, above = waiting.pop()
        if key is not None:
            yield _entry(car, cid, key, above, wanted)
        elif cid not in seen:
            # a node belongs in one place; hostile files make rings of them
            seen.add(cid)
            try:
                waiting += reversed(list(_node(car, cid)))
            except Broken as error:
                place = car.blocks[cid].start if cid in car.blocks else above
                yield Entry("", None, place, b"", f"a part of the tree of records: {error}")


def _node(car: Car, cid: bytes) -> Iterator[tuple[bytes, str, int] | tuple[bytes, None, int]]:
    value, at = car.value(cid), car.blocks[cid].start
    if not isinstance(value, dict) or not isinstance(value.get("e"), list):
        raise Broken("no node of a tree", at)
    if isinstance(value.get("l"), bytes):
        yield value["l"], None, at
    before = b""
    for item in value["e"]:
        match item:
            case {"p": int(shared), "k": bytes(rest), "v": bytes(record)} if 0 <= shared <= len(before):
                before = before[:shared] + rest
                yield record, before.decode("ascii", "replace"), at
            case _:
                raise Broken("no node of a tree", at)
        if isinstance(item.get("t"), bytes):
            yield item["t"], None, at


def _entry(car: Car, cid: bytes, key: str, above: int, wanted: tuple[str, ...]) -> Entry:
    block = car.blocks.get(cid)
    place = above if block is None else block.start
    if key.partition("/")[0] not in wanted:
        return Entry(key, None, place)
    try:
        return Entry(key, car.value(cid), place)
    except Broken as error:
        return Entry(key, None, place, b"" if block is None else bytes(car.data[block.start : block.end]), str(error))


def _decoded(raw: Any) -> Any:
    """The value; None where it is none, or nested deeper than any record."""
    import libipld

    try:
        return libipld.decode_dag_cbor(bytes(raw))
    except (ValueError, RecursionError):
        return None


def _varint(data: Any, at: int) -> tuple[int, int]:
    """(where it ends, its value) of an unsigned LEB128 at `at`. Raises Broken where it is longer than any length can be."""
    value, shift = 0, 0
    for place in range(at, min(at + 9, len(data))):
        byte = data[place]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return place + 1, value
        shift += 7
    raise Broken("the file ends inside a block" if len(data) - at < 9 else "no length of a block", at)
