"""From a declaration and a question to figures: plan the windows, ask the engine, finish, hide what must be hidden."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from jasette.measure import query
from jasette.measure.calendar import Period
from jasette.measure.contract import Part, fill
from jasette.measure.hide import hide, partitions
from jasette.measure.kinds import Figure, Kind, Portion, Stats
from jasette.measure.onepass import Pass
from jasette.measure.ranking import Compared, comparisons, standings
from jasette.measure.scene import Cell, Scene
from jasette.measure.spans import Span, common, length
from jasette.measure.windows import Plan
from jasette.people import FLOOR
from jasette.reconstruct.step import registered

if TYPE_CHECKING:
    import duckdb

WINDOWS = pa.schema(
    [
        ("of_voice", pa.string()),
        ("of_unit", pa.string()),
        *((name, pa.int64()) for name in ("window_from_us", "window_to_us", "frontier_us")),
    ]
)
PEERS = pa.schema([("of_peer", pa.string())])
LEFT_OUT = pa.schema([("of_person", pa.string())])
CALENDAR = pa.schema([("start_us", pa.int64()), ("end_us", pa.int64()), ("label", pa.string())])
HANDS = min(os.cpu_count() or 1, 4)
Key = tuple[str, str | None, str | None]
"""A cell within a part: voice (or what else the figures are of), period, slice."""
WITHHELD = Figure(None, None, None, 0, "none", "suppressed")
"""A hidden cell keeps nothing: how many and how few would tell as much as the value."""


@dataclass(frozen=True)
class Tally:
    """What was counted in one cell: the kind's statistics (None: no row), the people behind it, and those of the public."""

    stats: Stats | None = None
    people: int = 0
    private: int = 0


NOBODY = Tally()


def cells(connection: duckdb.DuckDBPyConnection, scenes: Sequence[Scene]) -> list[list[Cell]]:
    """For each measure (of one question) all cells with their figures, those hidden that must be; by part, voice, period, slice."""
    shown, _ = compare(connection, scenes)
    if scenes and scenes[0].ask.without:
        everybody = cells(connection, [replace(scene, ask=replace(scene.ask, without=frozenset())) for scene in scenes])
        shown = [_moved(mine, before, scenes[0].ask.floor) for mine, before in zip(shown, everybody, strict=True)]
    return [[cell for cell in mine if cell.voice in set(scene.units)] for scene, mine in zip(scenes, shown, strict=True)]


def compare(connection: duckdb.DuckDBPyConnection, scenes: Sequence[Scene]) -> tuple[list[list[Cell]], dict[int, Compared]]:
    """For each measure the cells of all units that are compared; and what acting people did, by the id of the part."""
    compared: dict[int, Compared] = {}
    found = _cells_of(connection, [(scene, scene.measure.parts, scene.units) for scene in scenes], compared)
    return [_ranked(_hide(scene, mine), compared) for scene, mine in zip(scenes, found, strict=True)], compared


def _ranked(found: list[Cell], compared: dict[int, Compared]) -> list[Cell]:
    """The cells with their places, those of ranked parts: only what is shown is ranked, so that no place tells of what is hidden."""
    return [replace(cell, standing=place) for cell, place in zip(found, standings(found, compared), strict=True)]


def _moved(found: list[Cell], everybody: list[Cell], floor: int) -> list[Cell]:
    """The cells beside what they were with the acts that are left out.

    What a few people of the public did, who are left out, must not follow from the two figures: the second is withheld, and its place,
    which tells less, is not.
    """
    known = {(cell.part.name, cell.voice, cell.period, cell.slice): cell for cell in everybody}
    moved: list[Cell] = []
    for cell in found:
        whole = known.get((cell.part.name, cell.voice, cell.period, cell.slice))
        place = cell.standing
        if place and whole and whole.standing:
            place = replace(place, before=whole.standing.rank)
        few = whole is not None and cell.figure is not None and 0 < whole.private - cell.private < max(floor, FLOOR)
        withheld: dict[str, Any] = {"figure": WITHHELD, "people": 0, "stats": None} if few else {}
        moved.append(replace(cell, standing=place, **withheld))
    return moved


def outlines(connection: duckdb.DuckDBPyConnection, scene: Scene, part: Part, units: Sequence[str]) -> list[Cell]:
    """The cells of one part and these units without values: enough to know which are hidden. Windows are those of the comparison."""
    family = [one for one in scene.measure.parts if one is part or (part.adds_to and one.adds_to == part.adds_to)]
    found = _cells_of(connection, [(scene, family, units)])[0]
    return [cell for cell in _hide(scene, found) if cell.part is part and cell.voice in units]


def _hide(scene: Scene, found: list[Cell]) -> list[Cell]:
    counted = [cell for cell in found if cell.figure is not None]
    ways: list[list[Hashable]] = [
        [(cell.part.name, cell.voice, cell.slice) for cell in counted],
        [(cell.part.name, cell.voice, cell.period) for cell in counted],
        [(cell.part.adds_to, cell.voice, cell.period, cell.slice) if cell.part.adds_to else None for cell in counted],
        # The shares of all units add up to one.
        [(cell.part.name, cell.period, cell.slice) if isinstance(cell.part.kind, Portion) else None for cell in counted],
        # The shares of a group add up to a whole.
        [(cell.part.name, scene.everyone.get(cell.voice), cell.period, cell.slice) if cell.part.together else None for cell in counted],
    ]
    hidden = hide([cell.private for cell in counted], partitions(ways), scene.ask.floor)
    withheld = {id(cell) for cell, hide_it in zip(counted, hidden, strict=True) if hide_it or scene.barred(cell)}
    return [replace(cell, figure=WITHHELD, people=0, stats=None) if id(cell) in withheld else cell for cell in found]


def _cells_of(
    connection: duckdb.DuckDBPyConnection,
    asked: Sequence[tuple[Scene, Sequence[Part], Sequence[str]]],
    compared: dict[int, Compared] | None = None,
) -> list[list[Cell]]:
    """The cells of these parts of each measure and these units; without `compared` only who stands behind them.

    Parts over the same rows and windows share one pass, whatever measure they belong to. Of a part that rests on others
    the cells of all units come: what is hidden hangs together. `compared` takes, by part, what acting people did.
    """
    wanted = [(scene, part, scene.plan(part), scene.chosen(part, units)) for scene, parts, units in asked for part in parts]
    passes: dict[Hashable, list[int]] = defaultdict(list)
    for place, (scene, part, part_plan, chosen) in enumerate(wanted):
        source = fill(query.source(part), scene.settings(part))
        rests_on = (source, part.given, part.network, scene.of)
        passes[*rests_on, part_plan.windows, tuple(part_plan.observable), tuple(chosen)].append(place)
    finished: dict[int, Iterator[Cell]] = {}
    with ThreadPoolExecutor(HANDS) as hands:
        # Drawing releases the interpreter, so that every core has its share of the cells, and draws while the engine counts the next.
        for places in passes.values():
            tallies = _tallies(connection, [wanted[place] for place in places], compared)
            for place, tally in zip(places, tallies, strict=True):
                finished[place] = hands.map(_finish, _lay_out(*wanted[place], tally))
    each = iter(range(len(wanted)))
    return [[cell for _ in parts for cell in finished[next(each)]] for _, parts, _ in asked]


def _tallies(
    connection: duckdb.DuckDBPyConnection,
    parts: Sequence[tuple[Scene, Part, Plan, Sequence[str]]],
    compared: dict[int, Compared] | None,
) -> list[dict[Key, Tally]]:
    """What the engine counts for parts over the same rows, for each by cell; cells without rows are absent."""
    scene, _, part_plan, chosen = parts[0]
    observable = [voice for voice in part_plan.observable if scene.unit(voice) in set(chosen)]
    if not observable:
        return [{} for _ in parts]
    values = compared is not None
    one = Pass(tuple(part for _, part, _, _ in parts), tuple(of.settings(part) for of, part, _, _ in parts), scene.ask, values)
    found: list[dict[Key, Tally]] = []
    with (
        mounted(connection, scene, part_plan, observable),
        given(connection, scene, part_plan, parts[0][1]),
        one.on(connection),
    ):
        people = _by_cell(connection, one.people())
        known: dict[str, dict[Key, Stats]] = {}
        for index, (_, part, _, _) in enumerate(parts):
            stats: dict[Key, Stats] = {}
            if compared is not None and (part.ranked or part.kind.joint) and part.kind.acts("voice"):
                compared[id(part)] = comparisons(part, connection.sql(one.acts(index)).to_arrow_table(), chosen)
            if compared is not None and part.kind.joint:
                stats = compared[id(part)].figures()
            elif compared is not None:
                # the median and the 90th percentile, or all shares of one curve, rest on the same statistics
                state = one.state(index)
                stats = known[state] if state in known else known.setdefault(state, _by_cell(connection, state))
            # A unit may have a figure, such as a share of nothing, and nobody behind it.
            behind = dict.fromkeys(stats, (0, 0))
            behind |= {key: (int(row[f"people{index}"][0]), int(row[f"private{index}"][0])) for key, row in people.items()}
            found.append({key: Tally(stats.get(key), many, part.kind.told_of(few)) for key, (many, few) in behind.items()})
    return found


def _lay_out(
    scene: Scene, part: Part, part_plan: Plan, units: Sequence[str], tallies: dict[Key, Tally]
) -> Iterator[tuple[Cell, Tally | None]]:
    """Every cell that there should be, by unit, period and slice, with what was counted in it; None where it cannot be seen."""
    views = scene.seen(part, part_plan)
    slices = sorted({key[2] for key in tallies if key[2] is not None}) if scene.ask.across else [None]
    spans = [
        (label, span, full, length(common(part_plan.spans, (span,)))) for label, span, full in _spans(part_plan, scene.periods(part_plan))
    ]
    for unit in units:
        view = views[unit]
        if view.missing or not part_plan.windows:
            yield Cell(part, unit, None, None, part_plan.hull, part_plan, view), None
            continue
        for label, span, full, seen in spans:
            blank = Cell(part, unit, label, None, span, part_plan, view, partly=seen < full)
            if not seen:
                yield blank, None
                continue
            for slice_ in slices:
                tally = tallies.get((unit, label, slice_), NOBODY)
                yield replace(blank, slice=slice_, people=tally.people, private=tally.private), tally


def _finish(draft: tuple[Cell, Tally | None]) -> Cell:
    """The cell with its figure."""
    cell, tally = draft
    if tally is None:
        return cell
    return replace(cell, figure=figure_of(cell.part.kind, tally.stats, partial=cell.partial), stats=tally.stats)


def figure_of(kind: Kind, stats: Stats | None, *, partial: bool) -> Figure:
    """The figure that follows from what was counted; None: nothing was. `partial`: not all was collected."""
    return kind.finish(stats, partial=partial) if stats else kind.nothing(partial=partial)


def _spans(part_plan: Plan, periods: Sequence[Period]) -> Iterator[tuple[str | None, Span, int]]:
    """The periods that touch the windows, cut at their ends, and how long each is; without periods the whole."""
    start, end = part_plan.hull
    if not periods:
        yield None, (start, end), end - start
    for period in periods:
        yield period.label, (max(start, period.start_us), min(end, period.end_us)), period.end_us - period.start_us


@contextmanager
def mounted(connection: duckdb.DuckDBPyConnection, scene: Scene, part_plan: Plan, voices: Sequence[str]) -> Iterator[None]:
    """`windows` of these voices, `peers` (all voices compared), `calendar` and `left_out` as views, for the queries of one part."""
    windows = [
        {
            "of_voice": voice,
            "of_unit": scene.unit(voice),
            "window_from_us": one.from_us,
            "window_to_us": one.to_us,
            "frontier_us": one.frontier_us,
        }
        for voice in voices
        for one in part_plan.windows
    ]
    tables = {
        "windows": pa.Table.from_pylist(windows, WINDOWS),
        "peers": pa.Table.from_pylist([{"of_peer": voice} for voice in part_plan.observable], PEERS),
        "calendar": pa.Table.from_pylist([asdict(period) for period in scene.periods(part_plan)], CALENDAR),
        "left_out": pa.Table.from_pylist([{"of_person": person} for person in sorted(scene.ask.without)], LEFT_OUT),
    }
    for name, table in tables.items():
        connection.register(name, table)
    try:
        yield
    finally:
        for name in tables:
            connection.unregister(name)


@contextmanager
def given(connection: duckdb.DuckDBPyConnection, scene: Scene, part_plan: Plan, part: Part) -> Iterator[None]:
    """The tables that the part's view is given, as views."""
    from_us, to_us = part_plan.hull
    tables = part.given(connection, scene.settings(part), from_us=from_us, to_us=to_us) if part.given else {}
    with registered(connection, tables):
        yield


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
