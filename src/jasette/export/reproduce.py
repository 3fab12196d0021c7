"""Works the figures of a data package out again, and says of each whether it is the same.

Twice where the package has rows: from the sums, to the last digit, and from the rows by the SQL of this version. There the
limits may differ where they depend on names that the export made anew: which thread stands for a thing in a share of distinct
things, and which people are drawn where all voices are drawn together. Of these value, n, hits and people are compared, not
their limits; places in rankings neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jasette import engine, measure, measures
from jasette.errors import InputError
from jasette.export import manifest
from jasette.export.folder import opened
from jasette.locale import Words
from jasette.measure import Ask, Share, statistics
from jasette.reconstruct import asking
from jasette.sql import literal

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from jasette.measure import Measure
    from jasette.topic import Topic

COMPARED = ("value", "low", "high", "n", "hits", "interval", "state")
COUNTED = ("value", "n", "hits", "people", "state")
KEY = ("measure", "part", "of", "voice", "period", "platform", "lang", "beside")
SAME, DIFFERENT, UNCHECKED = "same", "different", "not checked"
ABSENT = "there is no such figure"
TOPIC = "topic.parquet"
"""Beside the rows of a question on a topic: the numbers of the posts that are on it."""


@dataclass
class Reproduction:
    """`verdicts`: a row for each figure (KEY, value, again, verdict, why). `same`: nothing is damaged and no figure differs."""

    verdicts: list[dict[str, Any]]
    damaged: list[str]
    versions: dict[str, tuple[str, str]]
    """`{library: (then, now)}` of those that differ."""
    gone: int | None = None
    """Posts of which the words have gone from the observatory since; None where none was named."""
    changed: int | None = None
    """Figures that the observatory gives otherwise today."""
    made: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def differing(self) -> list[str]:
        return [f"{row['measure']} {row['part']} {row['voice']}: {row['why']}" for row in self.verdicts if row["verdict"] == DIFFERENT]

    @property
    def same(self) -> bool:
        return not self.damaged and not self.differing

    def table(self) -> pa.Table:
        """The verdicts as a table."""
        import pyarrow as pa

        texts = [(name, pa.string()) for name in KEY]
        schema = pa.schema([*texts, ("value", pa.float64()), ("again", pa.float64()), ("verdict", pa.string()), ("why", pa.string())])
        return pa.Table.from_pylist(self.verdicts, schema)


def reproduce(path: Path, now: duckdb.DuckDBPyConnection | None = None) -> Reproduction:
    """Check the files and work every figure out again. Raises InputError where `path` is no such package.

    `now`: a connection to the observatory that it came from, with the posts on its `subject`, to say what has gone and what changed since.
    """
    with opened(path) as folder:
        run = manifest.read_json(folder / manifest.RUN)
        damaged = manifest.damaged(folder)
        told, kept = _read(folder)
        known = measures.all_measures()
        verdicts = _from_sums(known, told, kept)
        ask = _question(run["question"])
        asked = [known[name] for name in run["question"]["measures"] if name in known]
        if (folder / "rows").is_dir():
            with engine.connect() as connection:
                asking.mount(connection, folder / "rows")
                if ask.topic:
                    posts = literal(str(folder / "rows" / TOPIC))
                    connection.execute(f"CREATE TEMP TABLE topic AS SELECT post_id FROM read_parquet({posts})")
                _from_rows(verdicts, told, measure.run(connection, asked, ask).to_pylist(), known)
        then = run["versions"]
        other = {name: (str(then.get(name)), value) for name, value in manifest.versions().items() if then.get(name) != value}
        found = Reproduction(verdicts, damaged, other, made=str(run["made"]))
        if now is not None:
            _since(found, run, now, told, measure.run(now, asked, ask).to_pylist())
    found.counts = {verdict: sum(row["verdict"] == verdict for row in verdicts) for verdict in (SAME, DIFFERENT, UNCHECKED)}
    return found


def subject(path: Path) -> Topic | None:
    """The topic of the question that the package answers. Raises InputError where `path` is no such package."""
    with opened(path) as folder:
        return _question(manifest.read_json(folder / manifest.RUN)["question"]).subject


def _read(folder: Path) -> tuple[list[dict[str, Any]], dict[str, pa.Table]]:
    import pyarrow as pa
    from pyarrow.parquet import read_table

    try:
        told = read_table(folder / "figures.parquet").cast(statistics.SCHEMA).to_pylist()
        kept = {file.stem: read_table(file) for file in sorted((folder / "sums").glob("*.parquet"))}
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"its figures cannot be read: {error}", place=str(folder), remedy="fetch the package again") from None
    return told, kept


def _question(asked: Mapping[str, Any]) -> Ask:
    return Ask(**{name: value for name, value in asked.items() if name != "measures"})


def _from_sums(known: Mapping[str, Measure], told: list[dict[str, Any]], kept: Mapping[str, pa.Table]) -> list[dict[str, Any]]:
    verdicts = []
    for row, figure in zip(told, statistics.again(known, told, kept), strict=True):
        verdict = {name: row[name] for name in (*KEY, "value")} | {"again": None, "verdict": UNCHECKED, "why": ""}
        if figure is not None:
            again = {name: getattr(figure, name) for name in COMPARED}
            wrong = _differing(row, again, COMPARED)
            verdict |= {"again": figure.value, "verdict": DIFFERENT if wrong else SAME, "why": wrong}
        elif row["measure"] not in known:
            verdict["why"] = f"this version has no measure {row['measure']}"
        elif row["observable"] and row["state"] != "suppressed":
            verdict["why"] = "no sums are kept of this kind of figure: only a package with rows tells"
        verdicts.append(verdict)
    return verdicts


def _from_rows(
    verdicts: list[dict[str, Any]], told: list[dict[str, Any]], again: list[dict[str, Any]], known: Mapping[str, Measure]
) -> None:
    """Compare with the figures counted from the rows; what differs there differs, whatever its sums say."""
    by_key = {tuple(row[name] for name in KEY): row for row in again}
    for verdict, row in zip(verdicts, told, strict=True):
        found = by_key.get(tuple(row[name] for name in KEY))
        if row["measure"] not in known:
            continue
        if found is None:
            verdict |= {"verdict": DIFFERENT, "why": ABSENT}
            continue
        kind = known[row["measure"]].part(row["part"]).kind
        exact = row[statistics.KIND] is not None and not (isinstance(kind, Share) and kind.grain)
        compared = (*COUNTED, "low", "high") if exact else COUNTED
        if wrong := _differing(row, found, compared):
            verdict |= {"again": found["value"], "verdict": DIFFERENT, "why": wrong}
        elif verdict["verdict"] == UNCHECKED:
            verdict |= {"again": found["value"], "verdict": SAME}


def _since(
    found: Reproduction,
    run: Mapping[str, Any],
    connection: duckdb.DuckDBPyConnection,
    told: list[dict[str, Any]],
    today: list[dict[str, Any]],
) -> None:
    found.gone = int(run["posts_with_words"]) - manifest.held(connection, [row["digest"] for row in run["inputs"]])
    by_key = {tuple(row[name] for name in KEY): row for row in today}
    found.changed = sum(
        1 for row in told if _differing(row, by_key.get(tuple(row[name] for name in KEY), dict.fromkeys(COMPARED)), COMPARED)
    )


def _differing(then: Mapping[str, Any], now: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """What differs, in words; "" where nothing does."""
    wrong = [f"{name} {then[name]} is now {now[name]}" for name in names if then[name] != now[name]]
    return ", ".join(wrong)


def lines(found: Reproduction, words: Words) -> list[str]:
    """What a person reads at the end."""
    said = [
        words("{count} figures are the same.", count=words.number(found.counts[SAME])),
        *([words("{count} figures differ.", count=words.number(found.counts[DIFFERENT]))] if found.counts[DIFFERENT] else []),
        *(
            [
                words(
                    "{count} figures are withheld, not observable, or of a kind whose sums are not kept: there is nothing to work out.",
                    count=words.number(found.counts[UNCHECKED]),
                )
            ]
            if found.counts[UNCHECKED]
            else []
        ),
        *(words("{file}: this file is not what was written.", file=one) for one in found.damaged),
        *(words("{library}: {then} then, {now} now.", library=name, then=then, now=now) for name, (then, now) in found.versions.items()),
    ]
    if found.gone is not None and found.changed is not None:
        said.append(words("Posts whose words have gone from the observatory since: {count}.", count=words.number(found.gone)))
        said.append(words("Figures that the observatory gives otherwise today: {count}.", count=words.number(found.changed)))
    return said
