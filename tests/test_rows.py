import pyarrow as pa
import pytest

import jasette
from jasette.errors import QueryError
from jasette.rows import Rows

TABLE = pa.table({"voice": ["ville", "<b>x</b>"], "value": [0.5, None]})


def test_every_arrow_library_takes_it() -> None:
    rows = Rows(TABLE)
    assert pa.table(rows).equals(TABLE)
    assert rows.arrow() is TABLE
    assert (len(rows), rows.columns, rows.withheld) == (2, ["voice", "value"], "")
    assert [row["voice"] for row in rows] == ["ville", "<b>x</b>"]
    assert rows == Rows(TABLE)
    assert rows != TABLE
    assert repr(rows) == "<2 rows: voice, value>"


def test_a_notebook_shows_words_of_posts_as_text() -> None:
    shown = Rows(TABLE)._repr_html_()
    assert "&lt;b&gt;x" in shown
    assert "<b>x" not in shown
    assert "450 more rows" in Rows(pa.table({"n": range(500)}))._repr_html_()


@pytest.mark.parametrize(("library", "method"), [("polars", "pl"), ("pandas", "df")])
def test_frames(library: str, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pytest.importorskip(library)
    assert len(getattr(Rows(TABLE), method)()) == 2
    assert frame


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(QueryError, match="pip install polars"):
        Rows(TABLE).pl()


def test_the_public_face() -> None:
    from jasette.observatory import Observatory

    assert jasette.Observatory is Observatory
    assert jasette.Rows is Rows
    for name in jasette.__all__:
        assert getattr(jasette, name)
    with pytest.raises(AttributeError, match="nothing"):
        jasette.nothing  # noqa: B018
