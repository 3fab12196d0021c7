"""The posts behind a figure: rule 4 of PEOPLE apart, whoever doubts a figure can open what it was counted from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from jasette.errors import QueryError
from jasette.locale import Words
from jasette.measure import figures, query, rows, sentence
from jasette.measure.contract import Ask, Measure
from jasette.measure.scene import look

if TYPE_CHECKING:
    import duckdb


def evidence(
    connection: duckdb.DuckDBPyConnection,
    measure: Measure,
    part: str,
    voices: str | Sequence[str] = (),
    ask: Ask | None = None,
    *,
    limit: int = 0,
    words: Words | None = None,
) -> pa.Table:
    """The rows that count for one voice, or several (all without one), in one part (the first without a name).

    By voice, oldest first, at most `limit` of each (0: all), `hit` telling which are hits. Same windows as `run` with the
    same question. Where nothing may or can be shown (a sensitive topic, members of an audience), no rows: the schema's metadata
    says why under `withheld`; so it does where some periods or voices are left out. Raises QueryError on an unknown part or voice.
    """
    ask = ask or Ask()
    words = words or Words(timezone=ask.timezone)
    chosen = measure.part(part)
    scene = look(connection, [measure], ask)[0]
    wanted = [voices] if isinstance(voices, str) else list(voices) or scene.units
    if unknown := [unit for unit in wanted if unit not in scene.units]:
        raise QueryError(f"no voice {unknown[0]!r} in this comparison", remedy=f"voices: {', '.join(scene.units)}")
    mine = figures.outlines(connection, scene, chosen, wanted)
    shown = [(cell.voice, cell.period, cell.slice) for cell in mine if cell.figure is not None and not cell.hidden]
    reasons = [rows.why_not(scene, cell, words) for cell in mine if cell.figure is None or cell.hidden]
    if reason := counts_only(ask, words) or (words(sentence.MEMBERS) if "audience" in chosen.needs else ""):
        shown, reasons = [], [reason, *reasons]
    part_plan = scene.plan(chosen)
    members = [voice for voice in scene.compared(chosen) if scene.unit(voice) in set(wanted)]
    with figures.mounted(connection, scene, part_plan, members), figures.given(connection, scene, part_plan, chosen):
        table: pa.Table = connection.sql(query.posts(chosen, scene.settings(chosen), ask, shown, limit)).to_arrow_table()
    return table.replace_schema_metadata({"withheld": " ".join(dict.fromkeys(reasons))}) if reasons else table


def counts_only(ask: Ask, words: Words) -> str:
    """Why no posts are listed on a topic; empty where they may be."""
    return words(sentence.COUNTS_ONLY, kinds=sentence.kinds(ask.touched, words)) if ask.touched else ""
