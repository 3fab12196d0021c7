"""Lists of edges without a header: `source target [weight]` between blanks, tabs, commas or semicolons; and Pajek's .net files.

Lines that begin with # or % are remarks. A first line of two numbers that says how many nodes and edges follow is none itself.
networkx writes an edge's data as a dict: its weight is taken. Lists with a header and delimiters are tables (`sources/maps/edges.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from jasette.source import Head, Item, Recipe, Rejected, Source
from jasette.source.files import BLOCK
from jasette.source.graphs import Edge, Network

if TYPE_CHECKING:
    from jasette.source.files import InputFile

SAMPLE = 50
DELIMITERS = ("\t", ";", ",", None)
NUMBER = re.compile(r"-?\d+(\.\d*)?([eE][-+]?\d+)?")
WEIGHT = re.compile(r"['\"]weight['\"]\s*:\s*([^,}\s]+)")
QUOTED = re.compile(r'\s*(\S+)\s+(?:"([^"]*)"|(\S+))')
NAMES = (".edgelist", ".edges", ".ncol", ".net")


def _small(edge: Edge) -> bytes:
    return "\t".join((edge.source, edge.target, edge.weight)).rstrip("\t").encode("utf-8", "replace")


def _lines(file: InputFile) -> Iterator[tuple[bytes, int, int]]:
    stream, rest, offset, number = file.open(), b"", 0, 1
    while True:
        block = stream.read(BLOCK)
        *lines, rest = (rest + block).split(b"\n")
        for line in [*lines, *([rest] if not block and rest else [])]:
            yield line, offset, number
            offset, number = offset + len(line) + 1, number + 1
        if not block:
            break
    if stream.damage:
        raise _Cut(f"{stream.damage}; what follows could not be unpacked", offset)


class _Cut(Exception):
    """The file ends before its end: why, and where."""


def _is_data(line: str) -> bool:
    return bool(line.strip()) and line.lstrip()[:1] not in "#%"


def _fields(line: str, delimiter: str | None) -> list[str]:
    """Two ends and what follows them, which may hold the delimiter."""
    return [part.strip().strip('"') for part in line.strip().split(delimiter, 2)]


def _delimiter(lines: list[str]) -> str | bool | None:
    """What stands between the ends of nearly all of these edges; False where they are none."""
    for delimiter in DELIMITERS:
        rows = [_fields(line, delimiter) for line in lines]
        if _nearly(len(row) >= 2 and all(row[:2]) and not any(re.search(r"\s", end) for end in row[:2]) for row in rows):
            return delimiter
    return False


def _nearly(said: Iterable[bool]) -> bool:
    """True of the first and of three in four: a list has bad lines, and the header of a table is another kind of line."""
    found = list(said)
    return bool(found) and found[0] and sum(found) >= 0.75 * len(found)


def _sample(data: bytes) -> list[str]:
    # the last line may be cut
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    return [line for line in (lines[:-1] if len(lines) > SAMPLE else lines) if _is_data(line)][:SAMPLE]


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    network = Network(file.name, recipe, _small)
    lines = _sample(file.head().data)
    pajek = bool(lines) and lines[0].casefold().startswith("*")
    found = _delimiter(lines[1:] or lines)
    reader = _Pajek(network) if pajek else _Plain(network, None if isinstance(found, bool) else found, _counts(file, lines))
    try:
        for data, offset, number in _lines(file):
            text = data.decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\r")
            if _is_data(text):
                if "\ufffd" in text and "\ufffd".encode() not in data:
                    yield Rejected("interactions", "the line is not UTF-8", data, offset, number)
                else:
                    yield from reader.take(text, data, offset, number)
                yield from network.ready()
    except _Cut as cut:
        yield from network.rest()
        yield Rejected("interactions", str(cut.args[0]), b"", cut.args[1], None)
        return
    yield from network.rest()


def _counts(file: InputFile, lines: list[str]) -> bool:
    """Whether the first line says how many nodes and edges there are."""
    first = lines[0].split() if lines else []
    if len(first) != 2 or not all(part.isdigit() and len(part) < 12 for part in first):
        return False
    return sum(1 for data, _, _ in _lines_to_count(file) if _is_data(data.decode("utf-8", "replace"))) == int(first[1]) + 1


def _lines_to_count(file: InputFile) -> Iterator[tuple[bytes, int, int]]:
    try:
        yield from _lines(file)
    except _Cut:
        return


class _Plain:
    def __init__(self, network: Network, delimiter: str | None, counted: bool) -> None:
        self.network, self.delimiter, self.counted, self.first = network, delimiter, counted, True

    def take(self, text: str, data: bytes, offset: int, number: int) -> Iterator[Item]:
        if self.counted:
            self.counted = False
            return
        parts = _fields(text, self.delimiter)
        if self.first and _headed(parts):
            self.first = False
            return
        self.first = False
        if len(parts) < 2 or not all(parts[:2]):
            yield Rejected("interactions", "the line does not name two ends", data, offset, number)
            return
        more = parts[2] if len(parts) > 2 else ""
        if more.startswith("{"):
            held = WEIGHT.search(more)
            more = held[1] if held else ""
        weight = re.split(r"[\s,;]", more, maxsplit=1)[0]
        self.network.edge(Edge(parts[0], parts[1], weight=weight, offset=offset, line=number))


class _Pajek:
    def __init__(self, network: Network) -> None:
        self.network, self.section = network, ""

    def take(self, text: str, data: bytes, offset: int, number: int) -> Iterator[Item]:
        if text.startswith("*"):
            self.section = text[1:].strip().partition(" ")[0].casefold()
            if self.section not in ("network", "vertices", "arcs", "edges", "arcslist", "edgeslist"):
                yield Rejected("interactions", f"*{self.section[:40]} is not read", data, offset, number)
            return
        if self.section == "vertices":
            if found := QUOTED.match(text):
                self.network.node(found[1], {"label": found[2] or found[3] or ""})
            return
        parts = text.split()
        if self.section in ("arcs", "edges") and len(parts) >= 2:
            weight = parts[2] if len(parts) > 2 else ""
            self.network.edge(Edge(parts[0], parts[1], self.section == "arcs", weight, offset=offset, line=number))
        elif self.section in ("arcslist", "edgeslist") and len(parts) >= 2:
            for target in parts[1:]:
                self.network.edge(Edge(parts[0], target, self.section == "arcslist", offset=offset, line=number))
        else:
            yield Rejected("interactions", "the line belongs to no section that is read", data, offset, number)


def _sniff(head: Head) -> float:
    lines = _sample(head.data)
    if lines and lines[0].casefold().startswith(("*vertices", "*network")):
        return 0.95
    delimiter = _delimiter(lines)
    if isinstance(delimiter, bool) or not lines:
        return 0.0
    rows = [_fields(line, delimiter) for line in lines]
    if delimiter is None and _headed(rows[0]):
        return 0.6
    weighed = _nearly(len(row) == 3 and (bool(NUMBER.fullmatch(row[2])) or row[2].startswith("{")) for row in rows)
    numbers = _nearly(len(row) == 2 and row[0].isdigit() and row[1].isdigit() for row in rows)
    named = head.name.lower().removesuffix(".gz").endswith(NAMES)
    return 0.6 if named else 0.5 if len(rows) > 2 and (weighed or numbers) else 0.0


def _headed(row: list[str]) -> bool:
    return [part.casefold() for part in row[:2]] in (["source", "target"], ["from", "to"])


source = Source(
    name="edge_list",
    title="Lists of edges without a header, and Pajek networks",
    tables=("interactions",),
    sniff=_sniff,
    read=_read,
    obtain="repositories of networks (SNAP, KONECT), networkx `write_edgelist`, igraph `write.graph`, Pajek .net files, your own crawler",
    cannot_tell="what was said, and when; what an edge means, unless whoever made the list says it; nodes without edges",
)
