"""How a value stands in one cell of a table of text, so that a spreadsheet runs none of it and every value comes back.

    null                                an empty cell
    an empty text                       '
    a text that looks like a formula    ' before it (= + - @ and their wide forms, also after blanks; tab, line breaks)
    a text that begins with '           one more ' before it
    a list                              JSON: ["a","b"]
    times and numbers                   as they are; times are whole microseconds UTC

Whoever reads such a table takes one ' away where the rest begins in one of these ways, and nowhere else.
Source of the guard: OWASP, "CSV Injection".
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from jasette.sql import identifier, literal

if TYPE_CHECKING:
    import pyarrow as pa

QUOTE = "'"
BLANK = "[\\x00-\\x20\u00a0\u200b\ufeff]"
GUARDED = f"^(?:'|[\\t\\r\\n]|{BLANK}*[=+\\-@＝＋－＠])"
"""Texts that get a ' (patterns without lookaround, so that Python and the engines, RE2, read them alike)."""
ESCAPED = GUARDED.replace("(?:", "(?:$|")
"""The same, and the empty text: where it must not be taken for null."""
_ESCAPED = re.compile(ESCAPED)


def escape(text: str) -> str:
    """`text` as it stands in a cell; `unescape` gives it back. "" becomes a lone '."""
    return QUOTE + text if _ESCAPED.search(text) else text


def unescape(cell: str) -> str:
    """The text of a cell that is not empty (an empty one is null)."""
    return cell[1:] if cell.startswith(QUOTE) and _ESCAPED.search(cell[1:]) else cell


def unescape_sql(column: str) -> str:
    """The same as SQL over a quoted column whose empty cells are null."""
    name = identifier(column)
    inner = ESCAPED.removeprefix("^(?:").removesuffix(")")
    return f"CASE WHEN regexp_matches({name}, {literal(f'^{QUOTE}(?:{inner})')}) THEN substr({name}, 2) ELSE {name} END"


def to_cells(column: pa.ChunkedArray | pa.Array, pattern: str = ESCAPED) -> pa.ChunkedArray | pa.Array:
    """A column as cells of text, null where it is null; `pattern` says which texts get a '."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.array([None if one is None else json.dumps(one, ensure_ascii=False) for one in column.to_pylist()], pa.string())
    if pa.types.is_floating(kind):
        # Arrow writes 1e16 as 1e+16, which starts like nothing, and -1 as it is: numbers are numbers
        return pa.array([None if one is None else repr(one) for one in column.to_pylist()], pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        column = pa.array([None if one is None else one.decode("utf-8", "backslashreplace") for one in column.to_pylist()], pa.string())
    elif not pa.types.is_string(kind):
        return column.cast(pa.string())
    return pc.if_else(pc.match_substring_regex(column, pattern), pc.binary_join_element_wise(QUOTE, column, ""), column)


def from_cells(cells: list[str | None], kind: pa.DataType) -> pa.Array:
    """The column of that type. Raises ValueError on a cell that holds something else."""
    import pyarrow as pa

    if pa.types.is_list(kind):
        return pa.array([None if cell is None else json.loads(cell) for cell in cells], kind)
    if pa.types.is_string(kind):
        return pa.array([None if cell is None else unescape(cell) for cell in cells], kind)
    if pa.types.is_boolean(kind):
        return pa.array([None if cell is None else {"true": True, "false": False}[cell] for cell in cells], kind)
    convert = float if pa.types.is_floating(kind) else int
    return pa.array([None if cell is None else convert(cell) for cell in cells], kind)
