"""Records of JSON as rows of a table: whatever an interface answers, so long as a map knows the names in its records.

The records are the first objects, from the outside in, whose names a map knows: those of an array, of an array in an answer
(`{"articles": […]}`), of answers after one another. Numbers stay as they are written; what lies in an object is `outer.inner`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from jasette.errors import InputError
from jasette.source import Item, Rejected, Repaired, Rows
from jasette.source.repair import SURROGATE
from jasette.source.tabular import CELLS, ROW

if TYPE_CHECKING:
    from jasette.source.files import InputFile

LARGEST = 128 << 20
DEEPEST = 6
"""Objects that are opened to find the records."""
_decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
Known = Callable[[list[str]], bool]


def is_json_table(head: bytes, known: Known) -> bool:
    """Whether a file that begins like this holds records that a map knows."""
    text = head.decode("utf-8", "ignore").removeprefix("\ufeff").lstrip()
    return text[:1] in ("{", "[") and _next(text, 0, known) is not None


def records(file: InputFile, known: Known, into: str) -> Iterator[Item]:
    """One table `cells` of all records, and a reject where they cannot be read further. Raises InputError."""
    import pyarrow as pa

    stream = file.open()
    data = stream.read(LARGEST)
    if stream.read(1):
        raise InputError(f"JSON of more than {LARGEST >> 20} MiB", place=file.name, remedy="save it as CSV, or in several files")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"byte 0x{data[error.start]:02x} at position {error.start} is not UTF-8"
        raise InputError(what, place=file.name, remedy="save it as UTF-8") from error
    rows, position, problem = list[dict[str, str | None]](), 0, stream.damage
    found = _next(text, 0, known)
    while found is not None:
        record, position = found
        rows.append(record)
        while text[position : position + 1] in (",", " ", "\n", "\r", "\t"):
            position += 1
        if text[position : position + 1] != "{":
            found = _next(text, position, known)
        elif (found := _decoded(text, position)) is None:
            # beside a record stand records, whether or not they have all their names
            problem = problem or "not JSON"
    names = list(dict.fromkeys(name for row in rows for name in row))
    repaired = sum("\ufffd" in (value or "") for row in rows for value in row.values()) if "\\ud" in text.lower() else 0
    schema = pa.schema([*((name, pa.string()) for name in names), (ROW, pa.int64())])
    if rows:
        columns = [[row.get(name) or None for row in rows] for name in names]
        yield Rows(CELLS, pa.table([*columns, list(range(1, len(rows) + 1))], schema=schema))
    if problem:
        at = len(text[:position].encode("utf-8", "surrogatepass"))
        yield Rejected(into, f"{problem}; what follows was not read", b"", at, text.count("\n", 0, position) + 1)
    if repaired:
        yield Repaired(SURROGATE, repaired)


Found = tuple[dict[str, str | None], int]
"""A record, and where it ends in the text."""


def _next(text: str, position: int, known: Known) -> Found | None:
    """The next object that a map knows, and where it ends; None where none is in sight."""
    for _ in range(DEEPEST):
        position = text.find("{", position)
        if position < 0:
            return None
        found = _decoded(text, position)
        if found is not None and known(list(found[0])):
            return found
        position += 1
    return None


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
