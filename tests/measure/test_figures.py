"""The one pass that all parts over the same rows share gives what each part's own SQL text gives."""

from __future__ import annotations

import pytest

from jasette.measure import Ask, figures, query
from jasette.measure.calendar import calendar
from jasette.measures import all_measures


@pytest.mark.parametrize(
    "ask", [Ask(), Ask(by="month"), Ask(by="week", across="platform"), Ask(platform="x")], ids=["all", "month", "across", "x"]
)
@pytest.mark.parametrize("name", all_measures())
def test_shared_pass_equals_the_text_that_is_shown(town, name: str, ask: Ask):
    measure = all_measures()[name]
    scene = figures.look(town, measure, ask)
    cells = {
        (cell.part.name, cell.voice, cell.period, cell.slice): cell for cell in figures._cells_of(town, scene, measure.parts, scene.voices)
    }
    for part in measure.parts:
        plan = scene.plan(part)
        periods = calendar(ask.by, *plan.hull) if ask.by else []
        with figures.mounted(town, plan, periods, plan.observable):
            found = figures._by_cell(town, query.state(part, scene.settings(part), ask))
        for (voice, period, slice_), stats in found.items():
            assert cells[part.name, voice, period, slice_].figure == part.kind.finish(stats, partial=plan.views[voice].how != "complete")
        empty = [cell for key, cell in cells.items() if key[0] == part.name and key[1:] not in found and cell.figure is not None]
        assert all(not cell.figure.n for cell in empty)


def test_nothing_stays_on_the_connection(town):
    before = town.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    scene = figures.look(town, all_measures()["requests"], Ask())
    figures.cells(town, scene)
    assert town.execute("SELECT table_name FROM duckdb_tables()").fetchall() == before
    assert not town.execute("SELECT view_name FROM duckdb_views() WHERE view_name IN ('windows', 'peers', 'calendar')").fetchall()
