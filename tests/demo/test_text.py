"""Texts are cut at a piece, with dots, and never longer than asked."""

from __future__ import annotations

import numpy as np

from jasette.demo import block
from jasette.demo.text import MORE, MORE_URL, phrasebook


def texts(made, wording):
    return wording.texts(made.handles, made.codes, phrasebook().as_json).to_pylist()


def test_what_is_too_long_is_cut_with_dots():
    made = block.make(3, 0, 300)
    everywhere = np.ones(made.draft.size, bool)
    cut = made.wording.cut(everywhere, 80, link=False)
    whole = made.wording.lengths.sum(axis=1)
    assert (cut.lengths.sum(axis=1) <= np.minimum(whole, 80)).all()
    for before, after, long in zip(texts(made, made.wording), texts(made, cut), whole > 80, strict=True):
        assert after == before if not long else after.endswith("…") and before.startswith(after[:-1])


def test_a_cut_text_can_end_in_a_link():
    made = block.make(3, 0, 300)
    cut = made.wording.cut(np.ones(made.draft.size, bool), 80, link=True)
    assert (cut.lengths.sum(axis=1) <= np.maximum(80, 0)).all()
    assert ((cut.lengths[:, MORE_URL] > 0) == (cut.lengths[:, MORE] > 0)).all()
    assert all("… https://t.co/" in text for text, more in zip(texts(made, cut), cut.lengths[:, MORE], strict=True) if more)


def test_lengths_count_code_points():
    made = block.make(5, 0, 300)
    import json

    written = [json.loads(f'"{text}"') for text in texts(made, made.wording)]
    assert [len(text) for text in written] == made.wording.lengths.sum(axis=1).tolist()
