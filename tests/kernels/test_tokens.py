"""The kernel cuts texts as `topic/folding.py` says."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jasette.kernels.tokens import cut
from jasette.topic.folding import tables, tokens

SIGNS = [
    "@",
    "#",
    "_",
    ".",
    "-",
    "+",
    "/",
    "://",
    "www.",
    "’",
    "'",
    "\x1f",
    " ",
    "\u200b",
    "\xad",
    "\u0301",
    "½",
    "ﷺ",
    "œ",
    "É",
    "ß",
    "№",
    "𝗯",
    "字",
    "𠀀",
    "😀",
    "\ufe0f",
    "＃",
    "＠",
    "a",
    "b1",
]
PIECES = st.lists(st.sampled_from(SIGNS) | st.characters(exclude_categories=["Cs"]) | st.sampled_from("ab. @#/"), max_size=30).map("".join)


def cut_each(texts: list[str | None]) -> list[list[str]]:
    found: list[list[str]] = []
    for counts, words in cut(pa.array(texts, pa.string()), *tables()):
        each = iter(words.to_pylist())
        found += [[next(each) for _ in range(count)] for count in counts]
        assert next(each, None) is None
    return found


@given(st.lists(st.none() | PIECES, max_size=6))
@example(["ﷺ" * 50, "a", None, "#" + "ﷺ" * 9])
@settings(max_examples=300)
def test_what_python_cuts(texts):
    assert cut_each(texts) == [[] if text is None else tokens(text) for text in texts]


def test_every_character_alone():
    texts = [
        "".join(f"{chr(code)} x{chr(code)}x " for code in range(at, at + 256))
        for at in (*range(0, 0x3000, 256), 0xFF00, 0x1F600, 0x20000, 0xE0100)
    ]
    assert cut_each(texts) == [tokens(text) for text in texts]


def test_no_texts_and_a_slice():
    assert cut_each([]) == []
    sliced = pa.array(["a", "b c", None, "d"]).slice(1, 3)
    assert [(counts.tolist(), words.to_pylist()) for counts, words in cut(sliced, *tables())] == [([2, 0, 1], ["b", "c", "d"])]
