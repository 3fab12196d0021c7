"""Words as they are searched: without case, accents, ligatures and the shapes of apostrophes; handles and addresses are left out.

`tokens` says what the words of a text are. `kernels/tokens.py` says the same of whole columns, from the tables that are made
here, and is compared with it.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

GAP = ""
"""Stands between what are no neighbours: no phrase reaches over it."""
SEPARATOR = "\x1f"
"""In a text to be indexed: what comes next is no neighbour of what came before."""
PLAIN = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i"}
"""Letters that Unicode does not take apart, and that people type without their sign."""
APOSTROPHES = "\u02bb\u02bc"
"""Letters by their category; where they stand in French and English they are apostrophes, and words end there as at any other."""
BREAK = "\u200b"
TABLED = 0x20000
"""Below it characters are folded by a table. Above lie rare Han characters, which stand for themselves, and signs."""
HAN = range(TABLED, 0x33480)
SIGNS = 0xE0000
INSIDE = "._+-"
"""What may stand inside a host, a handle or the name of a mailbox."""


@cache
def folded(character: str) -> str:
    """What a character stands for: letters and digits, a blank where a word ends, nothing for signs inside words that are not read."""
    code = ord(character)
    if code >= TABLED:
        return character if code in HAN else "" if code >= SIGNS else " "
    category = unicodedata.category(character)
    if category in ("Mn", "Me") or (category == "Cf" and character != BREAK):
        return ""
    if category[0] not in "LMN":
        return " "
    taken_apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(map(_letter, taken_apart))


def _letter(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Mn", "Me"):
        return ""
    return PLAIN.get(character, character if category[0] in "LMN" and character not in APOSTROPHES else " ")


def wordy(character: str) -> bool:
    """Whether a character is, or stands for, a letter or a digit."""
    return bool(folded(character).strip())


def tokens(text: str) -> list[str]:
    """The words of a text in their order, then, behind a GAP, its tags with their # (whose words are among the others too).

    Left out are handles (@name, @name@host), addresses of mail, and addresses of pages with or without a scheme: nobody is
    found by them. No words: [].
    """
    words: list[str] = []
    tags: list[str] = []
    at = 0
    while at < len(text):
        end = _end(text, at, INSIDE)
        run, sign, after = text[at:end], text[end : end + 1], text[end + 1 : end + 2]
        at = end + 1
        if sign in ("@", "\uff20") and after and wordy(after):
            at = _end(text, at, INSIDE + "@\uff20")
        elif (sign == ":" and text[end + 1 : end + 3] == "//") or (sign == "/" and _dotted(run)) or run[:4].lower() == "www.":
            at = _blank(text, end)
        else:
            words += "".join(map(folded, run)).split()
            if sign in ("#", "\uff03") and after and wordy(after) and not (run and wordy(run[-1])):
                tags.append("#" + "".join(c if c == "_" else folded(c).replace(" ", "") for c in text[at : _end(text, at, "_")]))
            if sign == SEPARATOR:
                words.append(GAP)
    return [*words, GAP, *tags] if tags else words


def _end(text: str, at: int, inside: str) -> int:
    """Where a run of letters, digits, unread signs and the characters `inside` ends."""
    while at < len(text) and (text[at] in inside or folded(text[at]) == "" or wordy(text[at])):
        at += 1
    return at


def _dotted(run: str) -> bool:
    """Whether a dot stands between two letters or digits, as in a host's name."""
    return any(run[i] == "." and wordy(run[i - 1]) and wordy(run[i + 1]) for i in range(1, len(run) - 1))


def _blank(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


@cache
def tables() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """`folded` of all characters below TABLED: where each begins (and the last ends), and the bytes, UTF-8."""
    parts = [b" " if 0xD800 <= code < 0xE000 else folded.__wrapped__(chr(code)).encode() for code in range(TABLED)]
    starts = np.zeros(TABLED + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=starts[1:])
    return starts, np.frombuffer(b"".join(parts), np.uint8)
