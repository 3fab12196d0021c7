"""What a question is asked about, and the cells that its figures stand in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from jasette.errors import QueryError
from jasette.measure.calendar import Period, calendar
from jasette.measure.contract import Ask, Measure, Part, stretch
from jasette.measure.kinds import Figure, Portion, Stats
from jasette.measure.spans import Span
from jasette.measure.windows import Covered, Plan, View, plan, pooled
from jasette.people import FLOOR, may_have_topic
from jasette.reconstruct.tables import DERIVED

if TYPE_CHECKING:
    import duckdb

    from jasette.measure.ranking import Standing

ALL = "all"
"""The unit of all voices together."""


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
    untold: frozenset[str] = frozenset()
    """Voices that have no figure on this topic (docs/decisions/0004)."""

    @property
    def voices(self) -> list[str]:
        return list(self.names)

    @property
    def of(self) -> str:
        """What the figures are of: voice, group or all."""
        return self.ask.of or self.measure.of

    def unit(self, voice: str) -> str:
        """What the voice's figures belong to."""
        return {"voice": voice, "group": self.everyone[voice] or "unknown", "all": ALL}[self.of]

    @property
    def units(self) -> list[str]:
        """What is asked for: the voices, their groups, or all, in order."""
        return self.voices if self.of == "voice" else sorted({self.unit(voice) for voice in self.voices})

    def compared(self, part: Part) -> list[str]:
        """The voices that a part's figures rest on."""
        return list(self.everyone) if part.compared else self.voices

    def chosen(self, part: Part, units: Sequence[str]) -> list[str]:
        """The units that are counted where `units` are asked for."""
        return list(dict.fromkeys(self.unit(voice) for voice in self.everyone)) if part.compared else list(units)

    def seen(self, part: Part, part_plan: Plan) -> dict[str, View]:
        """What can be seen of each unit: all that can be seen of any of its voices."""
        if self.of == "voice":
            return part_plan.views
        members: dict[str, list[View]] = defaultdict(list)
        for view in part_plan.views.values():
            members[self.unit(view.voice)].append(view)
        return {unit: pooled(unit, views) for unit, views in members.items()}

    def settings(self, part: Part) -> dict[str, str]:
        return self.measure.settings(part, self.ask.chosen)

    def barred(self, cell: Cell) -> bool:
        """Whether a cell is hidden for its topic, whoever is behind it: a voice's own, and what its own would follow from."""
        few = {unit for unit, voices in Counter(map(self.unit, self.untold)).items() if voices < FLOOR}
        if isinstance(cell.part.kind, Portion):
            return bool(few)
        if cell.part.together:
            return self.everyone[cell.voice] in {self.everyone[voice] for voice in few}
        return cell.voice in few

    def plan(self, part: Part) -> Plan:
        """The windows of a part; none on a topic where its rows have no words."""
        settings = self.settings(part)
        seen = plan(
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
        return replace(seen, windows=(), reason="wordless") if self.ask.topic and not DERIVED[part.table].on_topic else seen

    def periods(self, part_plan: Plan) -> list[Period]:
        return calendar(self.ask.by, *part_plan.hull, self.ask.timezone) if self.ask.by else []


@dataclass(frozen=True)
class Cell:
    """One cell of one part: where it lies in time, how many people stand behind it, and its figure (None: not observable).

    `voice` is what it is of: a voice, a group, or all.
    """

    part: Part
    voice: str
    period: str | None
    slice: str | None
    span: Span
    plan: Plan
    view: View
    figure: Figure | None = None
    people: int = 0
    private: int = 0
    partly: bool = False
    standing: Standing | None = None
    """Its place among those that are compared, where a part is ranked and the figure is shown."""
    stats: Stats | None = None
    """What the figure was made from; None where there was no row, and where the figure is hidden."""

    @property
    def partial(self) -> bool:
        """Not all of what the figure needs was collected."""
        return self.view.how != "complete"

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
    for measure in measures:
        if (ask.of or measure.of) != "voice" and any(part.together for part in measure.parts):
            raise QueryError(f"{measure.name} compares the voices of a group, and has no figure of a group", remedy="ask for voices")
    return [Scene(measure, ask, asked, coverage, everyone, untold(connection, ask)) for measure in measures]


def untold(connection: duckdb.DuckDBPyConnection, ask: Ask) -> frozenset[str]:
    """The voices of whom nothing is told on this topic: individuals, where it is sensitive."""
    if not ask.touched:
        return frozenset()
    found = connection.execute('SELECT voice, kind, "group" FROM voices').fetchall()
    return frozenset(str(voice) for voice, kind, group in found if not may_have_topic(kind, group, policy=ask.touched.policy))
