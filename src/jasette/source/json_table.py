"""Records of JSON as rows of a table: whatever an interface answers, so long as a map knows the names in its records.

The records are the first objects, from the outside in, whose names a map knows: those of an array, of an array in an answer
(`{"articles": […]}`), of answers after one another. Numbers stay as they are written; what lies in an object is `outer.inner`.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from jasette.errors import InputError
from jasette.source import Item, Rejected, Repaired, Rows
from jasette.source.repair import SURROGATE
from jasette.source.tabular import CELLS, ROW

if TYPE_CHECKING:
    from jasette.source.files import InputFile, Stream

LONGEST = 16 << 20
"""Bytes that are read at once, and that a record may have: what is longer is opened, and its inner objects are the records."""
ROWS_AT_ONCE = 50_000
DEEPEST = 6
"""Objects that are opened to find the records."""
_decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
Known = Callable[[list[str]], bool]
Row = dict[str, str | None]


def is_json_table(head: bytes, known: Known) -> bool:
    """Whether a file that begins like this holds records that a map knows."""
    text = head.decode("utf-8", "ignore").removeprefix("\ufeff").lstrip()
    return text[:1] in ("{", "[") and _next(_Text(text), 0, known) is not None


def records(file: InputFile, known: Known, into: str) -> Iterator[Item]:
    """Tables `cells` of all records, with the same columns, and a reject where they cannot be read further. Raises InputError.

    Memory does not grow with the file: one of more than LONGEST is read twice, first for the names in its records.
    """
    try:
        text = _Text.of(file)
        names, few = dict[str, None](), list[Row]()
        for row in _rows(text, known):
            names.update(dict.fromkeys(row))
            if not text.dropped:
                few.append(row)
        rows: Iterator[Row] = iter(few)
        if text.dropped:
            text = _Text.of(file)
            rows = _rows(text, known)
        yield from _tables(rows, list(names), text)
    except UnicodeDecodeError as error:
        what = f"byte 0x{error.object[error.start]:02x} at position {text.read + error.start} is not UTF-8"
        raise InputError(what, place=file.name, remedy="save it as UTF-8") from error
    if text.problem:
        yield Rejected(into, f"{text.problem}; what follows was not read", b"", *text.place())


def _tables(rows: Iterator[Row], names: list[str], text: _Text) -> Iterator[Item]:
    import pyarrow as pa

    schema, done, repaired = pa.schema([*((name, pa.string()) for name in names), (ROW, pa.int64())]), 0, 0
    while some := list(islice(rows, ROWS_AT_ONCE)):
        columns = [[row.get(name) or None for row in some] for name in names]
        yield Rows(CELLS, pa.table([*columns, list(range(done + 1, done + len(some) + 1))], schema=schema))
        done += len(some)
        repaired += sum("\ufffd" in (value or "") for row in some for value in row.values())
    if repaired and text.halves:
        yield Repaired(SURROGATE, repaired)


class _Text:
    """The text of a file of which a part is in memory: more is read where it is asked for, and what is done is dropped."""

    def __init__(self, part: str, stream: Stream | None = None) -> None:
        self.part, self.stream = part, stream
        self.read = self.dropped = self.lines = self.position = 0
        """Bytes decoded, bytes and lines dropped, and where in `part` the reader has come to."""
        self.problem, self.halves = "", False
        """What is wrong; whether a half of a surrogate pair may be there."""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    @classmethod
    def of(cls, file: InputFile) -> _Text:
        return cls("", file.open())

    def more(self) -> bool:
        """Read on; False at the end. Raises UnicodeDecodeError."""
        if self.stream is None:
            return False
        first, block = not self.read, self.stream.read(LONGEST)
        held = len(self._decoder.getstate()[0])
        self.read -= held
        more = self._decoder.decode(block, not block)
        self.read += held + len(block)
        self.halves = self.halves or "\\ud" in more.lower()
        self.part += more.removeprefix("\ufeff") if first else more
        if not block:
            self.problem, self.stream = self.problem or self.stream.damage, None
        return bool(block)

    def drop(self, position: int) -> None:
        gone = self.part[:position]
        self.dropped += len(gone.encode("utf-8", "surrogatepass"))
        self.lines += gone.count("\n")
        self.part = self.part[position:]

    def place(self) -> tuple[int, int]:
        """Byte and line of `position`."""
        before = self.part[: self.position]
        return self.dropped + len(before.encode("utf-8", "surrogatepass")), self.lines + before.count("\n") + 1


Found = tuple[Row, int]
"""A record, and where it ends in the text."""


def _rows(text: _Text, known: Known) -> Iterator[Row]:
    """The records, in the order of the text; at the end `text` knows where it has come to, and what is wrong there."""
    found = _next(text, 0, known)
    while found is not None:
        record, text.position = found
        yield record
        if text.position >= LONGEST:
            text.drop(text.position)
            text.position = 0
        while text.position < len(text.part) or text.more():
            if text.part[text.position : text.position + 1] not in (",", " ", "\n", "\r", "\t"):
                break
            text.position += 1
        if text.part[text.position : text.position + 1] != "{":
            found = _next(text, text.position, known)
        elif (found := _whole(text, text.position)) is None:
            # beside a record stand records, whether or not they have all their names
            text.problem = text.problem or "not JSON"


def _next(text: _Text, position: int, known: Known) -> Found | None:
    """The next object that a map knows, and where it ends; None where none is in sight."""
    for _ in range(DEEPEST):
        while (at := text.part.find("{", position)) < 0:
            position = len(text.part)
            if not text.more():
                return None
        found = _whole(text, at)
        if found is not None and known(list(found[0])):
            return found
        position = at + 1
    return None


def _whole(text: _Text, position: int) -> Found | None:
    """The object that begins there; None for what is none, or longer than a record may be."""
    while (found := _decoded(text.part, position)) is None and len(text.part) - position < LONGEST and text.more():
        pass
    return found


def _decoded(text: str, position: int) -> Found | None:
    try:
        value, end = _decoder.raw_decode(text, position)
        return flat(value), end
    except (ValueError, RecursionError):
        return None


def flat(record: dict[str, Any], outer: str = "") -> dict[str, str | None]:
    """The record's values as text, in its order."""
    found: dict[str, str | None] = {}
    for key, value in record.items():
        name = outer + key.encode("utf-8", "replace").decode()
        if isinstance(value, dict):
            found.update(flat(value, f"{name}."))
        else:
            found[name] = _text(value)
    return found


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        plain = all(isinstance(one, str) for one in value)
        value = " ".join(value) if plain else json.dumps(value, ensure_ascii=False)
    return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in value) if _odd(value) else value


def _odd(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False
