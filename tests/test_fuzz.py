"""Mutated records of every source, read as `add` reads them: none raises but on purpose, none takes long or much, each is accounted for.

The golden files are the seeds: their bytes, their tokens (numbers, strings, tags) and their structure are changed at random, from a
seed (JASETTE_SEED begins another row of changes). A file of lines is read many changed lines at a time, since that is how the fast readers
work, and so is a JSON document that its source also reads in lines; any other document alone. `./run faults` reads over 200,000 mutated
records, `./run test` a few (JASETTE_FUZZED). A document counts as one record, whatever it holds.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jasette.archive import Archive
from jasette.errors import InputError, UnknownFormat
from jasette.people import Gate
from jasette.source import Filtered, Item, Recipe, Rejected, Rows, Source, contained
from jasette.source.files import InputFile
from jasette.sources import all_sources, choose

pytestmark = pytest.mark.faults
GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(path for path in GOLDEN.glob("*/*") if path.is_file() and not path.name.endswith((".expected.json", ".recipe.json")))
RECORDS = int(os.environ.get("JASETTE_FUZZED", "4000"))
SEED = os.environ.get("JASETTE_SEED", "")
AT_ONCE, PAGES_AT_ONCE, MOST_S, MOST_MB = 250, 50, 5, 300
ALONE = {"actor.json", "feed.json"}
"""JSON that is no line of anything."""
GATE = Gate("a" * 64, "b" * 64)

TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|<[^<>]*>|true|false|null|[{}\[\],:;]')
POISON = [
    rb'"\ud800"', rb'"\u0000"', rb'"\u2028"', b'"\xe2\x80\xa8"', b'"\xff"', b'"caf\xe9"', b'"0000-00-00"', b'"30000-01-01T00:00:00Z"',
    b'"1.4E+18"', b"1.4E+18", b"9" * 5000, b"-1", b"1e400", b"NaN", b"-Infinity", b"null", b"{}", b"[]", b"true", b'""',
    b'"' + b"x" * 20_000 + b'"', b"[" * 3000, b'{"a":' * 3000, b"]" * 50, b'"\\', b"&#0;", b"&x;", b"<![CDATA[", b"]]>",
    b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", b"<div>" * 2000, b"</item>", b"\0", b"\r", b"\xef\xbb\xbf", b"=cmd()",
    b"2026-13-45T99:99:99Z", b"99999999999999999999", "\u0130\U0001d4b3\u00e9".encode(), b"../../etc/passwd", b"\x1f\x8b",
]  # fmt: skip
WORDS = [
    "", " ", "0", "-1", "1.4E+18", "0000-00-00", "30000-01-01T00:00:00Z", "2026-13-45T99:99:99Z", "9999-12-31T23:59:59Z", "1969-12-31",
    "99999999999999999999", "9" * 5000, "NaN", "null", "=cmd()", "x" * 20_000, "\u2028", "\u0130\U0001d4b3\u00e9", "\u202e\u200b",
    "&#0;&x;", "<p>" * 500, "https://", "http://[::1", "https://exa mple/%zz", "at://", "@", "#", "../../etc/passwd", "did:plc:",
    "\x00", "\ufffd",
]  # fmt: skip
"""Values that a field may hold without breaking the record around it."""
VALUES = [json.dumps(word).encode() for word in WORDS] + [
    b"-1", b"0", b"1e400", b"9" * 30, b"9" * 5000, b"1.5", b"null", b"{}", b"[]", b"true", b'[null]', b'{"a":{}}', b"[" * 900 + b"]" * 900,
    b'"\\ud800"', b'["", 1, {}]',
]  # fmt: skip
VALUE = re.compile(rb'[:\[,]\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)(?=\s*[,}\]])')
CELL = re.compile(rb'(?:^|[,;\t])("(?:[^"]|"")*"|[^,;\t"<>]*)(?=[,;\t]|$)')


def share(path: Path) -> int:
    """How many records of a file: lines are quick to read together, documents each take a while."""
    weights = {one: 60 if lines(one) else 12 if paged(one) else 1 for one in FILES}
    return max(RECORDS * weights[path] // sum(weights.values()), 4) + 1


def lines(path: Path) -> bool:
    return path.suffix in (".jsonl", ".csv", ".ndjson", ".tsv")


def paged(path: Path) -> bool:
    """Whether it is a JSON document of which a file may hold one a line."""
    return path.suffix == ".json" and path.name not in ALONE


def mutate(data: bytes, draw: random.Random) -> bytes:
    """One record, changed in one to three places."""
    for _ in range(draw.randint(1, 3)):
        data = draw.choice(CHANGES)(data, draw)
    return data


def of_bytes(data: bytes, draw: random.Random) -> bytes:
    at, end = sorted(draw.randrange(len(data) + 1) for _ in "ab")
    end = min(end, at + 8)
    return data[:at] + draw.choice([b"", draw.randbytes(2), data[at:end] * 2, bytes(reversed(data[at:end]))]) + data[end:]


def of_tokens(data: bytes, draw: random.Random) -> bytes:
    """A token replaced by a poison, or by another one of the same record."""
    found = list(TOKEN.finditer(data))
    if not found:
        return of_bytes(data, draw)
    one, other = draw.choice(found), draw.choice(found)
    return data[: one.start()] + (draw.choice(POISON) if draw.random() < 0.6 else other[0]) + data[one.end() :]


def of_structure(data: bytes, draw: random.Random) -> bytes:
    """What lies between two tokens is left out, or written twice, or moved."""
    found = list(TOKEN.finditer(data))
    if len(found) < 4:
        return of_bytes(data, draw)
    at, end = sorted(draw.sample(range(len(found)), 2))
    part, start, stop = data[found[at].start() : found[end].start()], found[at].start(), found[end].start()
    if len(part) > 100_000:
        return data[:stop]
    return draw.choice([data[:start] + data[stop:], data[:stop] + part + data[stop:], data[stop:] + part, data[:stop]])


def of_values(data: bytes, draw: random.Random) -> bytes:
    """A value of a JSON object, or a cell, replaced by a poison that leaves the record a record."""
    of_json = data.lstrip()[:1] in (b"{", b"[")
    found = list((VALUE if of_json else CELL).finditer(data))
    if not found:
        return of_tokens(data, draw)
    one = draw.choice(found)
    value = draw.choice(VALUES) if of_json else b'"' + draw.choice(WORDS).encode() + b'"'
    return data[: one.start(1)] + value + data[one.end(1) :]


CHANGES: list[Callable[[bytes, random.Random], bytes]] = [of_bytes, of_tokens, of_structure, *[of_values] * 5]


def inputs(path: Path, draw: random.Random) -> Iterator[tuple[int, bytes]]:
    """(records, file) until the share of this golden file is done."""
    data, wanted = path.read_bytes(), share(path)
    records = [line for line in data.split(b"\n") if line] if lines(path) else []
    if paged(path):
        records = [data.replace(b"\n", b" ")]
    while wanted > 0:
        if records and not (paged(path) and draw.random() < 0.3):
            count = min(PAGES_AT_ONCE if paged(path) else AT_ONCE, wanted)
            # the first line tells what a file is: where that is changed too, most is refused as a whole
            head = records[:1] if path.suffix in (".csv", ".tsv") or draw.random() < 0.8 else []
            changed = [mutate(draw.choice(records[len(head) :] or records), draw).replace(b"\n", b" ") for _ in range(count)]
            yield count, b"\n".join([*head, *changed]) + b"\n"
        else:
            count = 1
            yield count, mutate(data, draw)
        wanted -= count


def cpu_s() -> float:
    """Of this process and of those that read for it."""
    spent = time.process_time()
    for worker in contained._idle:
        fields = Path(f"/proc/{worker.process.pid}/stat").read_text().rpartition(")")[2].split()
        spent += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def worker_mb() -> float:
    peaks = [0]
    for worker in contained._idle:
        peaks += [int(one[0]) for one in re.findall(r"(?:VmHWM):\s+((\d+)) kB", Path(f"/proc/{worker.process.pid}/status").read_text())]
    return max(peaks) / 1024


def recipe_of(path: Path) -> Recipe:
    """How a golden file is read: as it says itself, unless `<file>.recipe.json` adds what a person must."""
    told = path.with_name(f"{path.name}.recipe.json")
    return Recipe(**json.loads(told.read_text(encoding="utf-8"))) if told.exists() else Recipe()


def read(source: Source, data: bytes, recipe: Recipe) -> list[Item]:
    file = InputFile.of_bytes("f", data)
    with contextlib.suppress(UnknownFormat):  # so changed that nobody knows it: its own source must bear it all the same
        source = choose(file, recipe)
    try:
        return list(source.items(file, recipe))
    except InputError:
        return [Rejected("posts", "the file", b"")]


def records_of(item: Item) -> int:
    match item:
        case Rows():
            return item.rows.num_rows
        case Filtered():
            return item.count
    return isinstance(item, Rejected)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_mutated_records(path: Path, tmp_path: Path, record_property: Callable[[str, Any], None]) -> None:
    draw, done, taken = random.Random(f"{SEED}{path.parent.name}/{path.name}"), 0, 0
    source, archive = all_sources()[path.parent.name], Archive.create(tmp_path / "archive")
    recipe = recipe_of(path)
    list(source.items(InputFile.of_path(path), recipe))  # what is loaded and compiled once is not the records' cost
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = worker_mb()
    for number, (count, data) in enumerate(inputs(path, draw)):
        began = cpu_s()
        items = read(source, data, recipe)
        assert cpu_s() - began < MOST_S, (path, number)
        done += count
        for item in items:
            if isinstance(item, Rejected):
                assert item.reason and item.into
            elif isinstance(item, Rows):
                taken += item.rows.num_rows
        if number % (4 if lines(path) else 20) == 0:
            emitted = sum(map(records_of, items))
            receipts = archive.add(items, file="f", digest=f"{number:064x}", source=source.name, recipe=recipe, gate=GATE)
            assert sum(receipt.read for receipt in receipts) == emitted, (path, number)
            assert all(receipt.balanced for receipt in receipts)
    assert archive.unbalanced() == []
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 1024 < MOST_MB
    assert worker_mb() - workers < MOST_MB
    record_property("mutated records", done)
    record_property("rows read from mutated records", taken)


def test_how_many_records_that_is() -> None:
    assert sum(map(share, FILES)) >= RECORDS
