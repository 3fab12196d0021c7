"""The one pass that all parts over the same rows share gives what each part's own SQL text gives."""

from __future__ import annotations

import pytest

from jasette.measure import Ask, figures, query, ranking, run
from jasette.measure.scene import look
from jasette.measures import all_measures


@pytest.mark.parametrize(
    "ask", [Ask(), Ask(by="month"), Ask(by="week", across="platform"), Ask(platform="x")], ids=["all", "month", "across", "x"]
)
@pytest.mark.parametrize("name", all_measures())
def test_shared_pass_equals_the_text_that_is_shown(town, name: str, ask: Ask):
    measure = all_measures()[name]
    [scene] = look(town, [measure], ask)
    [found] = figures._cells_of(town, [(scene, measure.parts, scene.units)], {})
    cells = {(cell.part.name, cell.voice, cell.period, cell.slice): cell for cell in found}
    for part in measure.parts:
        plan = scene.plan(part)
        with figures.mounted(town, scene, plan, plan.observable), figures.given(town, scene, plan, part):
            text = query.state(part, scene.settings(part), ask)
            if part.kind.joint:
                found = ranking.comparisons(part, town.sql(text).to_arrow_table(), scene.units).figures()
            else:
                found = figures._by_cell(town, text)
        for (voice, period, slice_), stats in found.items():
            assert cells[part.name, voice, period, slice_].figure == part.kind.finish(stats, partial=plan.views[voice].how != "complete")
        empty = [cell for key, cell in cells.items() if key[0] == part.name and key[1:] not in found and cell.figure is not None]
        assert all(not cell.figure.n for cell in empty)


@pytest.mark.parametrize("ask", [Ask(), Ask(across="platform")], ids=["all", "across"])
def test_measures_asked_together_give_what_each_gives_alone(town, ask: Ask):
    """Whatever else is counted in the same pass."""
    measures = list(all_measures().values())
    together = run(town, measures, ask).to_pylist()
    assert together == [row for measure in measures for row in run(town, measure, ask).to_pylist()]
    assert run(town, [], ask).num_rows == 0


def test_nothing_stays_on_the_connection(town):
    left = "SELECT table_name FROM duckdb_tables() UNION ALL SELECT current_setting('disabled_optimizers')"
    before = town.execute(left).fetchall()
    figures.cells(town, look(town, [all_measures()["requests"]], Ask()))
    assert town.execute(left).fetchall() == before
    assert not town.execute("SELECT view_name FROM duckdb_views() WHERE view_name IN ('windows', 'peers', 'calendar')").fetchall()
