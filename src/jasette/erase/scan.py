"""Looks for words and ids in every file under a folder, as they are on disk and as they read once decoded.

Decoded are Parquet (values, notes, least and largest values), gzip, zstd, zip, and SQLite with its write-ahead log.
All others, SQLite's own files and whatever cannot be decoded are searched as plain bytes, where freed pages and logs
show. A needle is found as a whole word (an id is not found inside a longer number), whatever its case.
"""

from __future__ import annotations

import gzip
import math
import re
import sqlite3
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import zstandard

from jasette.kernels.held import HeldWords

CHUNK = 4 << 20
ROWS = 1 << 16
OVERLAP = 64 << 10
"""Read again at each seam of a raw file, so that a needle across it is found."""
WORD = re.compile(r"\w+")
RUN = re.compile(r"[a-z0-9_]+")
WINDOW = 8
"""Bytes of a needle that are looked for at every place at once."""
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Hit:
    """Needle number `needle` stands in `file`; `where` says as what it was read. The needle itself is not repeated."""

    file: str
    where: str
    needle: int


class Needles:
    """Finds many needles in one pass: each is looked up by the word that fewest others share, then compared whole."""

    def __init__(self, needles: Iterable[str]) -> None:
        folded = [needle.lower() for needle in needles]
        self._by_word = _by_rarest(WORD, folded)
        by_run = _by_rarest(RUN, folded)
        self._held = HeldWords(by_run)
        self._runless = {needle for needles in self._by_word.values() for _, needle in needles if not RUN.search(needle)}
        windows: dict[bytes, list[tuple[int, str]]] = {}
        self._narrow: list[tuple[int, str]] = []
        for sharing in self._by_word.values():
            for number, needle in sharing:
                window = next((found[0] for found in re.finditer(rf"[\x21-\x7e]{{{WINDOW}}}", needle)), "")
                (windows.setdefault(window.encode(), []) if window else self._narrow).append((number, needle))
        self._windows = windows
        self._window_codes = np.sort(np.frombuffer(b"".join(windows), np.uint64))

    def find(self, text: str) -> set[int]:
        """Numbers of the needles that stand in the text, as whole words."""
        folded = text.lower()
        known = self._by_word.keys() & set(WORD.findall(folded))
        return {number for word in known for number, needle in self._by_word[word] if _stands(needle, folded)}

    def find_in(self, strings: pa.Array) -> set[int]:
        """The same in a column of strings or binaries, of which only candidates become text."""
        rows = range(len(strings)) if self._runless else self._held.holding(strings)
        candidates = strings.take(pa.array(rows, pa.int64())).to_pylist()
        return self.find("\n".join(_shown(value) for value in candidates if value is not None)) if candidates else set()

    def find_in_bytes(self, text: str) -> set[int]:
        """The same where any byte may stand before and after a word: an id is found inside a longer one."""
        folded = text.lower()
        wanted = list(self._narrow)
        for window in self._seen(folded.encode("utf-8", "replace")):
            wanted += self._windows[window]
        return {number for number, needle in wanted if needle in folded}

    def _seen(self, data: bytes) -> Iterator[bytes]:
        """The windows that stand somewhere in the bytes."""
        if not len(self._window_codes):
            return
        seen: set[int] = set()
        for shift in range(WINDOW):
            codes = np.frombuffer(data, np.uint64, max(len(data) - shift, 0) // WINDOW, shift) if len(data) >= shift + WINDOW else None
            if codes is not None:
                at = np.searchsorted(self._window_codes, codes)
                hit = self._window_codes[np.minimum(at, len(self._window_codes) - 1)] == codes
                seen.update(codes[hit].tolist())
        yield from (np.uint64(code).tobytes() for code in seen)


def _by_rarest(pattern: re.Pattern[str], needles: list[str]) -> dict[str, list[tuple[int, str]]]:
    """The needles with their numbers, by the word of each that is long and shared by few others; without those that hold no word."""
    shared = Counter(word for needle in needles for word in set(pattern.findall(needle)))
    found: dict[str, list[tuple[int, str]]] = {}
    for number, needle in enumerate(needles):
        if words := pattern.findall(needle):
            rarest = max(words, key=lambda word: (len(word) - 1.5 * math.log2(shared[word]), word))
            found.setdefault(rarest, []).append((number, needle))
    return found


def _stands(needle: str, text: str) -> bool:
    """Whether it stands there, not inside a longer word."""
    at = text.find(needle)
    while at >= 0:
        end = at + len(needle)
        before = at > 0 and _in_word(needle[0]) and _in_word(text[at - 1])
        after = end < len(text) and _in_word(needle[-1]) and _in_word(text[end])
        if not before and not after:
            return True
        at = text.find(needle, at + 1)
    return False


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


DAMAGED = (
    EOFError,
    ValueError,
    pa.ArrowException,
    sqlite3.DatabaseError,
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    zstandard.ZstdError,
)


def scan(folder: Path, needles: Iterable[str]) -> list[Hit]:
    """Every needle in every file, sorted; [] where nothing is found. A file that vanishes meanwhile is left out."""
    wanted = Needles(needles)
    hits: set[Hit] = set()
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = str(path.relative_to(folder))
        hits |= {Hit(name, "name", number) for number in wanted.find(name)}
        try:
            hits |= {Hit(name, where, number) for where, number in _search(path, wanted)}
        except FileNotFoundError:
            continue
    return sorted(hits, key=lambda hit: (hit.file, hit.where, hit.needle))


def _search(path: Path, wanted: Needles) -> Iterator[tuple[str, int]]:
    """(how it was read, needle); as plain bytes too, unless all of the file is packed."""
    with path.open("rb") as file:
        head = file.read(16)
        kind, decode = next((known for magic, known in DECODERS.items() if head.startswith(magic)), ("", None))
        if decode is not None:
            try:
                for part in decode(path):
                    found = wanted.find(part) if isinstance(part, str) else wanted.find_in(part)
                    yield from ((kind, number) for number in found)
                if kind != "SQLite":  # whose free pages only the bytes show
                    return
            except DAMAGED:
                pass  # half-written, or not what it claims to be: its bytes are searched below
        file.seek(0)
        for text in _texts(file):
            find = wanted.find_in_bytes if decode is not None or "\0" in text else wanted.find
            yield from (("bytes", number) for number in find(text))


def _texts(file: IO[bytes]) -> Iterator[str]:
    tail = b""
    while chunk := file.read(CHUNK):
        text = (tail + chunk).decode("utf-8", "replace")
        yield text
        if "\\" in text:  # JSON may write é as \u00e9, and / as \/
            yield ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace('\\"', '"').replace("\\/", "/").replace("\\n", "\n")
        tail = chunk[-OVERLAP:]


def _parquet(path: Path) -> Iterator[str | pa.Array]:
    with pq.ParquetFile(path) as file:
        yield from _footer(file.metadata)
        for batch in file.iter_batches(batch_size=ROWS):
            for column in batch.columns:
                yield from _values(column)


def _footer(metadata: pq.FileMetaData) -> Iterator[str]:
    """Notes, and the least and largest value of each column."""
    yield "\n".join(_shown(part) for note in (metadata.metadata or {}).items() for part in note)
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            statistics = metadata.row_group(group).column(column).statistics
            if statistics is not None and statistics.has_min_max:
                yield f"{_shown(statistics.min)}\n{_shown(statistics.max)}"


def _values(column: pa.Array) -> Iterator[pa.Array]:
    """Columns of strings, whatever the type: numbers as they are written, lists and structs by what is in them."""
    kind = column.type
    if pa.types.is_nested(kind):
        for inside in (
            column.flatten() if pa.types.is_struct(kind) else (column.keys, column.items) if pa.types.is_map(kind) else (column.flatten(),)
        ):
            yield from _values(inside)
    elif pa.types.is_dictionary(kind):
        yield from _values(column.dictionary)
    elif pa.types.is_string(kind) or pa.types.is_binary(kind):
        yield column
    elif pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        yield pc.cast(column, pa.binary())
    elif not pa.types.is_null(kind) and not pa.types.is_boolean(kind):
        yield pc.cast(column, pa.string())


def _gzip(path: Path) -> Iterator[str]:
    with gzip.open(path) as file:
        yield from _texts(file)  # type: ignore[arg-type]


def _zstd(path: Path) -> Iterator[str]:
    with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True) as file:
        yield from _texts(file)


def _zip(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        yield archive.comment.decode("utf-8", "replace")
        for member in archive.namelist():
            yield member
            with archive.open(member) as file:
                yield from _texts(file)


def _sqlite(path: Path) -> Iterator[str]:
    """All values of all tables as a reader sees them, the write-ahead log included."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            quoted = table.replace('"', '""')
            for row in connection.execute(f'SELECT * FROM "{quoted}"'):
                yield "\n".join(_shown(value) for value in row if value is not None)


def _shown(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


DECODERS: dict[bytes, tuple[str, Callable[[Path], Iterator[str | pa.Array]]]] = {
    b"PAR1": ("Parquet", _parquet),
    b"\x1f\x8b": ("gzip", _gzip),
    b"\x28\xb5\x2f\xfd": ("zstd", _zstd),
    b"PK\x03\x04": ("zip", _zip),
    b"SQLite format 3\x00": ("SQLite", _sqlite),
}
"""By the first bytes of a file: its name may say anything."""
