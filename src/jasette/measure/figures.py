"""From a declaration and a question to figures: plan the windows, ask the engine, finish, hide what must be hidden."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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
from jasette.measure.kinds import Figure, Stats
from jasette.measure.onepass import Pass
from jasette.measure.spans import Span, common, length
from jasette.measure.windows import Covered, Plan, plan

if TYPE_CHECKING:
    import duckdb

WINDOWS = pa.schema([("of_voice", pa.string()), *((name, pa.int64()) for name in ("window_from_us", "window_to_us", "frontier_us"))])
PEERS = pa.schema([("of_peer", pa.string())])
CALENDAR = pa.schema([("start_us", pa.int64()), ("end_us", pa.int64()), ("label", pa.string())])
HANDS = min(os.cpu_count() or 1, 4)
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


def look(connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], ask: Ask) -> list[Scene]:
    """Read the voices and their coverage, and see that the question can be asked: a scene for each measure."""
    found = connection.execute('SELECT voice, name, "group" FROM voices ORDER BY voice').fetchall()
    names = {str(voice): str(name or voice) for voice, name, _ in found}
    for wanted in ask.voices:
        if wanted not in names:
            near = ", ".join(get_close_matches(wanted, names, 3, 0.5) or list(names)[:5])
            raise QueryError(f"no voice {wanted!r} in the roster", remedy=f"voices: {near or 'none yet (jasette roster import)'}")
    covered = "SELECT voice, stream, from_us, to_us, how FROM coverage WHERE from_us IS NOT NULL AND to_us IS NOT NULL"
    rows = connection.execute(f"{covered} ORDER BY voice, stream, from_us").fetchall()
    asked = {voice: name for voice, name in names.items() if not ask.voices or voice in ask.voices}
    coverage, everyone = tuple(Covered(*row) for row in rows), {str(voice): group for voice, _, group in found}
    return [Scene(measure, ask, asked, coverage, everyone) for measure in measures]


def cells(connection: duckdb.DuckDBPyConnection, scenes: Sequence[Scene]) -> list[list[Cell]]:
    """For each measure (of one question) all cells with their figures, those hidden that must be; by part, voice, period, slice."""
    found = _cells_of(connection, [(scene, scene.measure.parts) for scene in scenes], scenes[0].voices if scenes else [])
    return [[cell for cell in _hide(scene, mine) if cell.voice in scene.names] for scene, mine in zip(scenes, found, strict=True)]


def outlines(connection: duckdb.DuckDBPyConnection, scene: Scene, part: Part, voices: Sequence[str]) -> list[Cell]:
    """The cells of one part and these voices without values: enough to know which are hidden. Windows are those of the comparison."""
    family = [one for one in scene.measure.parts if one is part or (part.adds_to and one.adds_to == part.adds_to)]
    found = _cells_of(connection, [(scene, family)], voices, values=False)[0]
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
    connection: duckdb.DuckDBPyConnection, asked: Sequence[tuple[Scene, Sequence[Part]]], voices: Sequence[str], *, values: bool = True
) -> list[list[Cell]]:
    """The cells of these parts of each measure; without `values` only who stands behind them.

    Parts over the same rows and windows share one pass, whatever measure they belong to. Of a part that rests on a whole
    group the cells of all voices come: what is hidden hangs together.
    """
    wanted = [(scene, part, scene.plan(part)) for scene, parts in asked for part in parts]
    passes: dict[Hashable, list[int]] = defaultdict(list)
    for place, (scene, part, part_plan) in enumerate(wanted):
        source = fill(query.source(part), scene.settings(part))
        passes[source, part.together, part_plan.windows, tuple(part_plan.observable)].append(place)
    drafts: dict[int, list[tuple[Cell, Tally | None]]] = {}
    for places in passes.values():
        scene, first, part_plan = wanted[places[0]]
        chosen = scene.compared(first) if first.together else voices
        tallies = _tallies(connection, [wanted[place][:2] for place in places], part_plan, chosen, values=values)
        for place, tally in zip(places, tallies, strict=True):
            of, part, own_plan = wanted[place]
            drafts[place] = list(_lay_out(of, part, own_plan, chosen, tally))
    with ThreadPoolExecutor(HANDS) as hands:
        # Drawing releases the interpreter, so that every core has its share of the cells.
        finished = {place: list(hands.map(_finish, drafts[place])) for place in range(len(wanted))}
    each = iter(finished.values())
    return [[cell for _ in parts for cell in next(each)] for _, parts in asked]


def _tallies(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[tuple[Scene, Part]], part_plan: Plan, voices: Sequence[str], *, values: bool
) -> list[dict[Key, Tally]]:
    """What the engine counts for parts over the same rows, for each by cell; cells without rows are absent."""
    observable = [voice for voice in voices if voice in set(part_plan.observable)]
    if not observable:
        return [{} for _ in parts]
    scene = parts[0][0]
    one = Pass(tuple(part for _, part in parts), tuple(of.settings(part) for of, part in parts), scene.ask, values)
    with mounted(connection, part_plan, scene.periods(part_plan), observable), one.on(connection):
        people = _by_cell(connection, one.people())
        stats = [_by_cell(connection, one.state(index)) if values else {} for index in range(len(parts))]
    return [
        {
            key: Tally(stats[index].get(key), int(row[f"people{index}"][0]), part.kind.told_of(int(row[f"private{index}"][0])))
            for key, row in people.items()
        }
        for index, (_, part) in enumerate(parts)
    ]


def _lay_out(
    scene: Scene, part: Part, part_plan: Plan, voices: Sequence[str], tallies: dict[Key, Tally]
) -> Iterator[tuple[Cell, Tally | None]]:
    """Every cell that there should be, by voice, period and slice, with what was counted in it; None where it cannot be seen."""
    observable = set(part_plan.observable)
    slices = sorted({key[2] for key in tallies if key[2] is not None}) if scene.ask.across else [None]
    spans = [
        (label, span, full, length(common(part_plan.spans, (span,)))) for label, span, full in _spans(part_plan, scene.periods(part_plan))
    ]
    for voice in voices:
        if voice not in observable:
            yield Cell(part, voice, None, None, part_plan.hull, part_plan), None
            continue
        for label, span, full, seen in spans:
            blank = Cell(part, voice, label, None, span, part_plan, partly=seen < full)
            if not seen:
                yield blank, None
                continue
            for slice_ in slices:
                tally = tallies.get((voice, label, slice_), NOBODY)
                yield replace(blank, slice=slice_, people=tally.people, private=tally.private), tally


def _finish(draft: tuple[Cell, Tally | None]) -> Cell:
    """The cell with its figure."""
    cell, tally = draft
    if tally is None:
        return cell
    partial, kind = cell.plan.views[cell.voice].how != "complete", cell.part.kind
    return replace(cell, figure=kind.finish(tally.stats, partial=partial) if tally.stats else kind.nothing(partial=partial))


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
