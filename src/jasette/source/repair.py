"""One record that the strict reader refused: what is wrong with it, or its bytes made good.

Only two repairs are made, and counted: a lone surrogate (half a character that no text can hold) becomes U+FFFD, and
of keys that come twice the first wins. Everything else is set aside with its reason.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from jasette.source.shape import Pairs, Shape, first_wins, repeats

SURROGATE = "lone surrogates replaced by U+FFFD"
REPEATED = "keys that came twice: the first was taken"

# pairs of backslashes are consumed together, so that `\\ud800` (a backslash and letters) is left alone
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)


def surrogates(data: bytes) -> bytes:
    """`data` with every lone surrogate escape replaced; the same bytes where there is none."""
    return _ESCAPE.sub(lambda match: b"\\ufffd" if match["lone"] else match[0], data)


def vet(data: bytes, decoder: msgspec.json.Decoder[Any]) -> tuple[bytes, str]:
    """(bytes, "") for a record of the right shape, perhaps repaired; (bytes, reason) for one that cannot be read."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data, f"byte 0x{data[error.start]:02x} at position {error.start} of the record is not UTF-8"
    reason = _wrong(data, decoder)
    if reason and b"\\u" in data:
        repaired = surrogates(data)
        if repaired != data:
            return (data, reason) if (reason := _wrong(repaired, decoder)) else (repaired, "")
    return data, reason


def _wrong(data: bytes, decoder: msgspec.json.Decoder[Any]) -> str:
    try:
        decoder.decode(data)
    except msgspec.ValidationError as error:
        return str(error)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return f"not JSON: {error}"
    return ""


def repeated_keys(data: bytes, shape: Shape) -> bytes | None:
    """`data` with the first of equal keys only; None where no key that matters comes twice."""
    try:
        value = json.loads(data, object_pairs_hook=Pairs)
        if not repeats(shape, value):
            return None
        return json.dumps(first_wins(value), ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):  # nested deeper than can be followed: the database refuses it
        return None
