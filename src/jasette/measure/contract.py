"""What a measure declares. Everything that is printed of it comes from here.

    measure = Measure(name, title, formula, parts=(Part(…), …), sources=(…), cannot_see, example=Example(…))

SQL in a declaration is a predicate or a value over one derived table's columns (with a `view`, the view's) and
`frontier_us`, the end of the covered time in which the row lies: what happened after it is not known. `{window}` stands
for a parameter, in microseconds.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from jasette.errors import DeclarationError, QueryError, Refused
from jasette.measure.kinds import Kind
from jasette.people import FLOOR
from jasette.reconstruct.tables import DERIVED, SPINE
from jasette.schema import STREAMS
from jasette.topic import Topic, Touched, parse, touched

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

UNITS_US = {"s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000, "w": 604_800_000_000}
FIELDS = ("voice", "n", "hits", "value", "low", "high", "people", "from", "to", "before", "on", "beside")
"""Named fields of a sentence, besides the measure's parameters."""
OF = ("voice", "group", "all")
"""What a figure may be of: one voice, the voices of one group together, all together."""
ACROSS = ("platform", "lang", "group")
"""What figures can be put beside each other by; group is that of who acts."""


def duration(text: str) -> int:
    """Microseconds of `90s`, `15m`, `24h`, `7d`, `2w`. Raises QueryError on anything else, and on nothing."""
    match = re.fullmatch(r"(\d+)\s*([smhdw])", text.strip())
    if not match or int(match[1]) == 0:
        raise QueryError(f"{text!r} is not a length of time", remedy="write a number and s, m, h, d or w: 24h, 7d")
    return int(match[1]) * UNITS_US[match[2]]


class Given(Protocol):
    """Makes tables that a view reads from what is on the connection between two instants: what SQL cannot say, and what is not kept."""

    def __call__(
        self, connection: duckdb.DuckDBPyConnection, settings: Mapping[str, str], *, from_us: int, to_us: int
    ) -> Mapping[str, pa.Table]: ...


@dataclass(frozen=True)
class Part:
    """One figure of a measure: which rows of which derived table count, and how they add up."""

    name: str
    title: str
    table: str
    kind: Kind
    unit: str
    """share (0..1), seconds, or what is counted: requests, people, turns, days."""
    needs: tuple[str, ...]
    """Streams that must have been collected; without them the part is not observable."""
    sentence: str
    """What may be written from the figure, with named fields (FIELDS and parameters)."""
    sentence_one: str = ""
    """The same for a single hit (of a Share) or a value of one; empty where the words do not change."""
    rows: str = "TRUE"
    """SQL predicate: the rows that count."""
    view: str = ""
    """SQL of the rows to count from, where `table` alone does not tell enough: its columns and more, with `windows` and `peers`."""
    given: Given | None = None
    """Makes tables that the view reads beside the derived ones, for as long as the question is asked, from the time that counts."""
    follow: str = ""
    """Name of the parameter for which each row must have been followed up (of several: their sum): younger rows are left out,
    whatever came of them."""
    lead: str = ""
    """Name of the parameter for which time before each row must have been covered: earlier rows are left out."""
    whole: bool = False
    """Count over the time from the first to the last covered instant, gaps included."""
    adds_to: str = ""
    """The part of which this one and its siblings are the disjoint pieces: a hidden piece must not follow from the others."""
    params: Mapping[str, str] = field(default_factory=dict)
    """Parameters that are this part's own and not the user's."""
    together: bool = False
    """A voice's figure rests on all voices of its group: all are compared, whoever is asked for."""
    ranked: bool = False
    """Voices are ranked by it, all that are compared; how far a rank may be chance comes from acting people drawn anew."""
    network: bool = False
    """Acts upon anybody count, not only those upon the voices: each stands in what passes between all people."""
    always: str = ""
    """SQL predicate: rows that stand for time and for no act. No filter by platform, language or topic leaves them out."""
    whose: str = ""
    """SQL predicate: the rows that are the figure's evidence, and whose people stand behind it; all that count, where it is empty."""
    marks: tuple[str, str] = ("", "")
    """What to call a row that is a hit, and one that is not, where the posts behind the figure are listed."""

    @property
    def compared(self) -> bool:
        """A voice's figure, or its rank, rests on others': all are counted, whoever is asked for."""
        return self.together or self.ranked or self.network


@dataclass(frozen=True)
class Example:
    """A worked example: rows of derived tables, and what must come out.

    Columns that are not given are null; `*_us` may be written as `2024-03-01 09:30` (UTC). Without a `coverage` table all
    streams of all voices are complete in March 2024; without `voices` they are those that the rows name.
    """

    rows: Mapping[str, tuple[Mapping[str, Any], ...]]
    expect: tuple[Mapping[str, Any], ...]
    note: str = ""
    """What the rows have in common, or why this comes out."""


@dataclass(frozen=True)
class Measure:
    """One row of the book of measures. `name` equals the file's name. Raises DeclarationError where it contradicts itself."""

    name: str
    title: str
    formula: str
    parts: tuple[Part, ...]
    sources: tuple[str, ...]
    cannot_see: str
    example: Example
    params: Mapping[str, str] = field(default_factory=dict)
    """Parameters with their defaults, which the user may change: lengths of time."""
    of: str = "voice"
    """What its figures are of, unless the question says otherwise (OF)."""

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise DeclarationError(problem, place=f"measures/{self.name}.py")

    def part(self, name: str = "") -> Part:
        """The part of that name, the first without one. Raises QueryError that lists the parts there are."""
        if not name:
            return self.parts[0]
        for part in self.parts:
            if part.name == name:
                return part
        raise QueryError(f"{self.name} has no part {name!r}", remedy=f"its parts: {', '.join(part.name for part in self.parts)}")

    def settings(self, part: Part, asked: Mapping[str, str]) -> dict[str, str]:
        """The parameters of `part` as texts; `asked` stands above the measure's own. Raises QueryError on an unknown one."""
        unknown = sorted(set(asked) - set(self.params))
        if unknown:
            known = ", ".join(self.params) or "none"
            raise QueryError(f"{self.name} has no parameter {unknown[0]!r}", remedy=f"its parameters: {known}")
        return {**self.params, **asked, **part.params}

    def methods(self) -> dict[str, Any]:
        """The entry in the book of methods, as plain data for documentation and report."""
        from jasette.measure.methods import entry

        return entry(self)


@dataclass(frozen=True)
class Ask:
    """A question to a measure: of whom, when, where, by what. All empty asks for every voice over the time that all share."""

    by: str = ""
    """day, week or month; empty for one figure over the whole time."""
    voices: Sequence[str] = ()
    platform: str = ""
    lang: str = ""
    topic: str = ""
    """Only what is said of it: a query as in `topic/language.py`. The connection then has the relation `topic(post_id)`."""
    of: str = ""
    """voice, group or all; empty for what the measure is of."""
    across: str = ""
    """platform, lang or group (of who acts): their figures beside each other."""
    without: frozenset[str] = frozenset()
    """Persons whose acts are left out; how ranks stood with them is then told beside."""
    since_us: int | None = None
    until_us: int | None = None
    as_of_us: int | None = None
    """The clock: what came later is not known yet, answers included."""
    timezone: str = "UTC"
    floor: int = FLOOR
    settings: Sequence[str] = ()
    """Parameters of the measure that differ from its own: `window=24h`."""

    def __post_init__(self) -> None:
        if self.across not in ("", *ACROSS):
            raise QueryError(f"cannot put figures beside each other by {self.across!r}", remedy="use platform, lang or group")
        if self.of not in ("", *OF):
            raise QueryError(f"figures cannot be of {self.of!r}", remedy=f"use one of: {', '.join(OF)}")
        if self.topic:
            parse(self.topic)
        if self.across == "group" and self.touched:
            raise Refused("a sensitive topic is not put beside who acts", remedy="leave out --across group, or ask for another topic")

    @property
    def subject(self) -> Topic | None:
        """The topic as it was understood; None without one."""
        return parse(self.topic) if self.topic else None

    @property
    def touched(self) -> Touched:
        """What of the sensitive list the topic touches."""
        return touched(parse(self.topic)) if self.topic else Touched()

    @property
    def chosen(self) -> dict[str, str]:
        """`settings` by name. Raises QueryError where one is no `name=value`."""
        pairs = [setting.partition("=") for setting in self.settings]
        for name, equals, value in pairs:
            if not (name and equals and value):
                raise QueryError(f"{name + equals + value!r} is no setting", remedy="write name=value: window=24h")
        return {name.strip(): value.strip() for name, _, value in pairs}


def stretch(names: str, settings: Mapping[str, str]) -> int:
    """Microseconds of the parameters `names` (apart by blanks) together; 0 without any."""
    return sum(duration(settings[name]) for name in names.split())


def fill(sql: str, settings: Mapping[str, str]) -> str:
    """`sql` with `{name}` replaced by the parameter's microseconds."""
    for name, value in settings.items():
        sql = sql.replace("{" + name + "}", str(duration(value)))
    return sql


def _problems(measure: Measure) -> list[str]:
    """All that contradicts itself in a declaration, in words."""
    found = [f"is of {measure.of!r}, which is none of {', '.join(OF)}"] if measure.of not in OF else []
    found += [f"{name} is empty" for name in ("title", "formula", "parts", "sources", "cannot_see") if not getattr(measure, name)]
    names = [part.name for part in measure.parts]
    found += [f"part {name!r} is declared twice" for name in sorted({name for name in names if names.count(name) > 1})]
    for part in measure.parts:
        found += [f"part {part.name!r}: {problem}" for problem in _problems_of_part(measure, part, names)]
    if not measure.example.expect:
        found.append("the example expects nothing")
    return found


def _problems_of_part(measure: Measure, part: Part, names: list[str]) -> list[str]:
    found: list[str] = []
    settings = {**measure.params, **part.params}
    if part.table not in DERIVED or not set(SPINE) <= set(DERIVED[part.table].names):
        found.append(f"{part.table!r} is no derived table of acts")
    found += [f"{stream!r} is no stream" for stream in part.needs if stream not in STREAMS]
    if not part.needs:
        found.append("names no stream that it needs")
    if part.adds_to and part.adds_to not in names:
        found.append(f"adds to {part.adds_to!r}, which is no part")
    for words, needed in (("follows up for", part.follow), ("looks back for", part.lead)):
        found += [f"{words} {name!r}, which is no parameter" for name in needed.split() if name not in settings]
    allowed = {*FIELDS, *settings}
    for sentence in (part.sentence, part.sentence_one):
        used = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
        found += [f"the sentence uses {{{name}}}, which is no field" for name in sorted(used - allowed)]
    if not part.title or not part.sentence or not part.unit:
        found.append("title, unit and sentence must be there")
    return found
