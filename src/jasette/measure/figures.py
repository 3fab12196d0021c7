"""From a declaration and a question to figures: plan the windows, ask the engine, finish, hide what must be hidden."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from jasette.errors import QueryError
from jasette.measure import query
from jasette.measure.calendar import Period, calendar
from jasette.measure.contract import Ask, Measure, Part, fill, stretch
from jasette.measure.hide import hide, partitions
from jasette.measure.kinds import Figure, Stats, Summed
from jasette.measure.spans import Span, common, length
from jasette.measure.windows import Covered, Plan, plan

if TYPE_CHECKING:
    import duckdb

WINDOWS = pa.schema([("of_voice", pa.string()), *((name, pa.int64()) for name in ("window_from_us", "window_to_us", "frontier_us"))])
PEERS = pa.schema([("of_peer", pa.string())])
CALENDAR = pa.schema([("start_us", pa.int64()), ("end_us", pa.int64()), ("label", pa.string())])
Key = tuple[str, str | None, str | None]
"""A cell within a part: voice, period, slice."""

WITHHELD = Figure(None, None, None, 0, "none", "suppressed")
"""A hidden cell keeps nothing: how many and how few would tell as much as the value."""


@dataclass(frozen=True)
class Scene:
    """What a question is asked about: the voices by name, their coverage, the parameters.

    `everyone`: all voices of the roster with their group, whether they are asked for or not.
    """

    measure: Measure
    ask: Ask
    names: dict[str, str]
    coverage: tuple[Covered, ...]
    everyone: dict[str, str | None]

    @property
    def voices(self) -> list[str]:
        return list(self.names)

    def compared(self, part: Part) -> list[str]:
        """The voices that a part's figures rest on."""
        return list(self.everyone) if part.together else self.voices

    def settings(self, part: Part) -> dict[str, str]:
        return self.measure.settings(part, self.ask.chosen)

    def plan(self, part: Part) -> Plan:
        settings = self.settings(part)
        return plan(
            self.compared(part),
            self.coverage,
            part.needs,
            follow_us=stretch(part.follow, settings),
            lead_us=stretch(part.lead, settings),
            whole=part.whole,
            since_us=self.ask.since_us,
            until_us=self.ask.until_us,
            as_of_us=self.ask.as_of_us,
        )

    def periods(self, part_plan: Plan) -> list[Period]:
        return calendar(self.ask.by, *part_plan.hull, self.ask.timezone) if self.ask.by else []


@dataclass(frozen=True)
class Tally:
    """What was counted in one cell: the kind's statistics (None: no row), the people behind it, and those of the public."""

    stats: Stats | None = None
    people: int = 0
    private: int = 0


NOBODY = Tally()


@dataclass(frozen=True)
class Cell:
    """One cell of one part: where it lies in time, how many people stand behind it, and its figure (None: not observable)."""

    part: Part
    voice: str
    period: str | None
    slice: str | None
    span: Span
    plan: Plan
    figure: Figure | None = None
    people: int = 0
    private: int = 0
    partly: bool = False

    @property
    def hidden(self) -> bool:
        return self.figure is not None and self.figure.state == "suppressed"


def look(connection: duckdb.DuckDBPyConnection, measure: Measure, ask: Ask) -> Scene:
    """Read the voices and their coverage, and see that the question can be asked."""
    found = connection.execute('SELECT voice, name, "group" FROM voices ORDER BY voice').fetchall()
    names = {str(voice): str(name or voice) for voice, name, _ in found}
    for wanted in ask.voices:
        if wanted not in names:
            near = ", ".join(get_close_matches(wanted, names, 3, 0.5) or list(names)[:5])
            raise QueryError(f"no voice {wanted!r} in the roster", remedy=f"voices: {near or 'none yet (jasette roster import)'}")
    covered = "SELECT voice, stream, from_us, to_us, how FROM coverage WHERE from_us IS NOT NULL AND to_us IS NOT NULL"
    rows = connection.execute(f"{covered} ORDER BY voice, stream, from_us").fetchall()
    asked = {voice: name for voice, name in names.items() if not ask.voices or voice in ask.voices}
    return Scene(measure, ask, asked, tuple(Covered(*row) for row in rows), {str(voice): group for voice, _, group in found})


def cells(connection: duckdb.DuckDBPyConnection, scene: Scene) -> list[Cell]:
    """All cells of all parts with their figures, those hidden that must be; by part, voice, period, slice."""
    found = _hide(scene, _cells_of(connection, scene, scene.measure.parts, scene.voices))
    return [cell for cell in found if cell.voice in scene.names]


def outlines(connection: duckdb.DuckDBPyConnection, scene: Scene, part: Part, voices: Sequence[str]) -> list[Cell]:
    """The cells of one part and these voices without values: enough to know which are hidden. Windows are those of the comparison."""
    family = [one for one in scene.measure.parts if one is part or (part.adds_to and one.adds_to == part.adds_to)]
    found = _cells_of(connection, scene, family, voices, values=False)
    return [cell for cell in _hide(scene, found) if cell.part is part and cell.voice in voices]


def _hide(scene: Scene, found: list[Cell]) -> list[Cell]:
    counted = [cell for cell in found if cell.figure is not None]
    ways: list[list[Hashable]] = [
        [(cell.part.name, cell.voice, cell.slice) for cell in counted],
        [(cell.part.name, cell.voice, cell.period) for cell in counted],
        [(cell.part.adds_to, cell.voice, cell.period, cell.slice) if cell.part.adds_to else None for cell in counted],
        # The shares of a group add up to a whole.
        [(cell.part.name, scene.everyone[cell.voice], cell.period, cell.slice) if cell.part.together else None for cell in counted],
    ]
    hidden = hide([cell.private for cell in counted], partitions(ways), scene.ask.floor)
    withheld = {id(cell) for cell, hide_it in zip(counted, hidden, strict=True) if hide_it}
    return [replace(cell, figure=WITHHELD, people=0) if id(cell) in withheld else cell for cell in found]


def _cells_of(
    connection: duckdb.DuckDBPyConnection, scene: Scene, parts: Sequence[Part], voices: Sequence[str], *, values: bool = True
) -> list[Cell]:
    """The cells of these parts; without `values` only who stands behind them. Parts over the same rows share one pass.

    Of a part that rests on a whole group the cells of all voices come: what is hidden hangs together.
    """
    plans = {part.name: scene.plan(part) for part in parts}
    done: dict[str, list[Cell]] = {}
    for part in parts:
        if part.name in done:
            continue
        same = [one for one in parts if _ground(scene, one) == _ground(scene, part) and plans[one.name] == plans[part.name]]
        chosen = scene.compared(part) if part.together else voices
        tallies = _tallies(connection, scene, same, plans[part.name], chosen, values=values)
        for one in same:
            done[one.name] = list(_lay_out(scene, one, plans[part.name], chosen, tallies[one.name]))
    return [cell for part in parts for cell in done[part.name]]


def _ground(scene: Scene, part: Part) -> tuple[str, bool]:
    """What rows a part is counted from, and of whom: parts with the same share a pass."""
    return fill(query.source(part), scene.settings(part)), part.together


def _tallies(
    connection: duckdb.DuckDBPyConnection, scene: Scene, parts: Sequence[Part], part_plan: Plan, voices: Sequence[str], *, values: bool
) -> dict[str, dict[Key, Tally]]:
    """What the engine counts for parts over the same rows, by part and cell; cells without rows are absent."""
    observable = [voice for voice in voices if voice in set(part_plan.observable)]
    if not observable:
        return {part.name: {} for part in parts}
    ask, settings = scene.ask, [scene.settings(part) for part in parts]
    found: dict[str, dict[Key, Tally]] = {}
    clusters = ("person", "thread") if values else ("person",)
    with mounted(connection, part_plan, scene.periods(part_plan), observable):
        try:
            for cluster in clusters:
                connection.execute(f"CREATE OR REPLACE TEMP TABLE per_{cluster} AS {query.sums(parts, settings, ask, cluster)}")
            people = _by_cell(connection, query.people(parts, ask))
            for index, part in enumerate(parts):
                kind = part.kind
                if not values:
                    stats: dict[Key, Stats] = {}
                elif isinstance(kind, Summed) and kind.shared:
                    stats = _by_cell(connection, query.state_of_sums(kind, index, ask))
                else:
                    stats = _by_cell(connection, query.state(part, settings[index], ask))
                found[part.name] = {
                    key: Tally(stats.get(key), int(row[f"people{index}"][0]), kind.told_of(int(row[f"private{index}"][0])))
                    for key, row in people.items()
                }
        finally:
            for cluster in clusters:
                connection.execute(f"DROP TABLE IF EXISTS per_{cluster}")
    return found


def _lay_out(scene: Scene, part: Part, part_plan: Plan, voices: Sequence[str], tallies: dict[Key, Tally]) -> Iterator[Cell]:
    """Every cell that there should be, by voice, period and slice: those without rows too, and those that cannot be seen."""
    observable = set(part_plan.observable)
    slices = sorted({key[2] for key in tallies if key[2] is not None}) if scene.ask.across else [None]
    spans = [
        (label, span, full, length(common(part_plan.spans, (span,)))) for label, span, full in _spans(part_plan, scene.periods(part_plan))
    ]
    for voice in voices:
        if voice not in observable:
            yield Cell(part, voice, None, None, part_plan.hull, part_plan)
            continue
        partial = part_plan.views[voice].how != "complete"
        for label, span, full, seen in spans:
            blank = Cell(part, voice, label, None, span, part_plan, partly=seen < full)
            if not seen:
                yield blank
                continue
            for slice_ in slices:
                tally = tallies.get((voice, label, slice_), NOBODY)
                figure = part.kind.finish(tally.stats, partial=partial) if tally.stats else part.kind.nothing(partial=partial)
                yield replace(blank, slice=slice_, figure=figure, people=tally.people, private=tally.private)


def _spans(part_plan: Plan, periods: Sequence[Period]) -> Iterator[tuple[str | None, Span, int]]:
    """The periods that touch the windows, cut at their ends, and how long each is; without periods the whole."""
    start, end = part_plan.hull
    if not periods:
        yield None, (start, end), end - start
    for period in periods:
        yield period.label, (max(start, period.start_us), min(end, period.end_us)), period.end_us - period.start_us


@contextmanager
def mounted(connection: duckdb.DuckDBPyConnection, part_plan: Plan, periods: Sequence[Period], voices: Sequence[str]) -> Iterator[None]:
    """`windows` of these voices, `peers` (all voices compared) and `calendar` as views, for the queries of one part."""
    windows = [
        {"of_voice": voice, "window_from_us": window.from_us, "window_to_us": window.to_us, "frontier_us": window.frontier_us}
        for voice in voices
        for window in part_plan.windows
    ]
    connection.register("windows", pa.Table.from_pylist(windows, WINDOWS))
    connection.register("peers", pa.Table.from_pylist([{"of_peer": voice} for voice in part_plan.observable], PEERS))
    connection.register("calendar", pa.Table.from_pylist([asdict(period) for period in periods], CALENDAR))
    try:
        yield
    finally:
        connection.unregister("windows")
        connection.unregister("peers")
        connection.unregister("calendar")


def _by_cell(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[Key, Stats]:
    """The rows of a query, cut into cells, each with its columns as arrays. What is no key of a cell is null in all keys."""
    table: pa.Table = connection.sql(sql).to_arrow_table()
    present = [name for name in ("voice", "period", "slice") if name in table.column_names]
    codes = np.zeros(table.num_rows, dtype=np.int64)
    for name in present:
        encoded = table[name].combine_chunks().dictionary_encode()
        codes = codes * len(encoded.dictionary) + encoded.indices.to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    columns = {name: table[name].to_numpy()[order] for name in table.column_names if name not in present}
    firsts = table.select(present).take(order[starts]).to_pylist()
    found: dict[Key, Stats] = {}
    for first, start, end in zip(firsts, starts, np.append(starts, len(order))[1:], strict=True):
        key = (first["voice"], first.get("period"), first.get("slice"))
        found[key] = {name: column[start:end] for name, column in columns.items()}
    return found
