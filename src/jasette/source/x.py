"""What all records of Twitter and X share, as SQL: ids, addresses, accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from jasette.kernels.prefix import prefixed
from jasette.kernels.xxh64 import arrow_bytes
from jasette.source.expressions import distinct

if TYPE_CHECKING:
    import pyarrow as pa

NATIVE = "[0-9]{1,20}"
HANDLE = "[A-Za-z0-9_]{1,50}"
SNOWFLAKES = 29_700_859_247
"""Ids above it (since November 2010) hold the time of posting in their upper bits; documented by Twitter."""


def wrong_id(name: str, value: str) -> str:
    """A WHEN clause: the id is there but is no whole number."""
    return (
        f"WHEN NOT regexp_full_match({value}, '{NATIVE}') THEN concat('{name} ', substr({value}, 1, 60), ' is not a whole number', "
        f"CASE WHEN regexp_matches({value}, '^[0-9.]+[eE]') OR regexp_matches({value}, '^[0-9]+\\.') "
        f"THEN ': a spreadsheet (Excel) has rounded it; export again with ids as text' ELSE '' END)"
    )


def global_id(native: str) -> str:
    """`x:` and the native id; null for null."""
    return f"('x:' || {native})"


def are_native(ids: pa.Array) -> bool:
    """Whether all ids are whole numbers, as `wrong_id` asks of one: a thirtieth of the pattern's time."""
    starts, data = arrow_bytes(ids)
    sizes = np.diff(starts)
    given = len(ids) - ids.null_count
    if not given:
        return True
    sizes = sizes[sizes > 0]
    return len(sizes) == given and int(sizes.max()) <= 20 and not np.any(data[starts[0] : starts[-1]] - np.uint8(48) > 9)


def accounts(natives: pa.Array, handles: pa.Array) -> pa.Array:
    """Global ids: `x:` and the native id, else `x:@handle` in small letters; null where neither is one."""
    if not natives.null_count and are_native(natives):
        return prefixed("x:", natives)
    by_id = pc.fill_null(pc.match_substring_regex(natives, f"^{NATIVE}$"), False)
    by_handle = pc.fill_null(pc.match_substring_regex(handles, f"^{HANDLE}$"), False)
    named = pc.if_else(by_handle, prefixed("x:@", pc.ascii_lower(handles)), None)
    return pc.if_else(by_id, prefixed("x:", natives), named)


def account(native: str, handle: str) -> str:
    """`x:` and the native id, else `x:@handle`; null where neither is one."""
    return (
        f"CASE WHEN regexp_full_match({native}, '{NATIVE}') THEN 'x:' || {native} "
        f"WHEN regexp_full_match({handle}, '{HANDLE}') THEN 'x:@' || lower({handle}) END"
    )


def snowflake_us(native: str) -> str:
    """The time of posting that the id holds; null for ids from before November 2010."""
    number = f"TRY_CAST({native} AS BIGINT)"
    return f"CASE WHEN {number} > {SNOWFLAKES} THEN (({number} >> 22) + 1288834974657) * 1000 END"


def unescaped(text: str) -> str:
    """The words as they were typed: the platform hands out `&`, `<` and `>` escaped, and no other sign."""
    plain = f"replace(replace(replace({text}, '&lt;', '<'), '&gt;', '>'), '&amp;', '&')"
    # few have one, and each `replace` copies the text
    return f"CASE WHEN contains({text}, '&') THEN {plain} ELSE {text} END"


def foreign(addresses: str, quoted: str) -> str:
    """Addresses without those of the post's own pictures and films, and without that of the post it quotes (`quote_of` has it)."""
    return (
        f"list_filter({addresses}, lambda link: link IS NOT NULL AND NOT regexp_matches(link, "
        f"'^https?://(www\\.)?(twitter|x)\\.com/[^/]+/status/[0-9]+/(photo|video)/[0-9]+$') "
        f"AND NOT coalesce(contains(link, '/status/' || {quoted}), false))"
    )


def foreign_links(addresses: str, quoted: str) -> str:
    """The same without repeats."""
    return distinct(foreign(addresses, quoted))
