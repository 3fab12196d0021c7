"""A text before each value of a column, beside what Python makes of it."""

from __future__ import annotations

import hypothesis.strategies as st
import pyarrow as pa
from hypothesis import given

from jasette.kernels.prefix import prefixed

TEXTS = st.lists(st.none() | st.text(max_size=5), max_size=12)


@given(st.text(max_size=3), TEXTS, st.integers(0, 3))
def test_as_python_does_it_of_a_part_of_a_column_too(prefix: str, texts: list[str | None], skipped: int) -> None:
    made = prefixed(prefix, pa.array(texts, pa.string())[skipped:])
    made.validate(full=True)
    assert made.to_pylist() == [None if text is None else prefix + text for text in texts[skipped:]]
