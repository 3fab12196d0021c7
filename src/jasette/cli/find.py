"""Commands that find what nobody asked for by name: coordination, terms, bursts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from jasette.cli import show
from jasette.cli.app import AsOf, File, Form, Where, app, opened
from jasette.cli.ask import Lang, Platform, Topic

if TYPE_CHECKING:
    import pyarrow as pa


@app.command(epilog="Examples: jasette coordination · jasette coordination groups --window 10s · jasette coordination posts -f posts.csv")
def coordination(
    what: Annotated[str, typer.Argument(metavar="levels|groups|posts", help="Sums by level, groups of people, or their posts")] = "levels",
    where: Where = None,
    window: Annotated[str, typer.Option(metavar="TIME", help="How far apart two shares may be")] = "60s",
    participation: Annotated[int, typer.Option(metavar="N", help="Leave out who shared fewer things")] = 1,
    level: Annotated[
        str, typer.Option(metavar="LEVEL", help="For groups and posts: weight_1, weight_2 or beyond_chance")
    ] = "beyond_chance",
    topic: Topic = None,
    as_of: AsOf = "",
    form: Form = show.Format.table,
    file: File = None,
) -> None:
    """Who shares the same things within seconds: how many pairs, events and people, beside what chance makes. Nobody is named."""
    with opened(where) as observatory, show.working("Looking for what coincides"):
        how = {"participation": participation, "level": level}
        table = observatory.coordination(what, window=window, topic=topic or [], as_of=as_of, **how).arrow()
    show.emit(table, form, file)
    _left_out(table, "groups are left out: too few private people are in them.")


@app.command(
    epilog="Examples: jasette terms · jasette terms --between period --by month --lang fr · jasette terms --topic snow -f terms.csv"
)
def terms(
    where: Where = None,
    between: Annotated[str, typer.Option(metavar="group|period", help="What is set against all others of its kind")] = "group",
    by: Annotated[str, typer.Option("--by", metavar="day|week|month", help="How long a period is")] = "month",
    limit: Annotated[int, typer.Option(metavar="N", help="So many words for each side")] = 20,
    platform: Platform = "",
    lang: Lang = "",
    topic: Topic = None,
    as_of: AsOf = "",
    form: Form = show.Format.table,
    file: File = None,
) -> None:
    """Words that set a group or a period apart: log-odds with a Dirichlet prior. Words of fewer than ten private people are left out."""
    with opened(where) as observatory, show.working("Reading words"):
        table = observatory.terms(between, by=by, limit=limit, platform=platform, lang=lang, topic=topic or [], as_of=as_of).arrow()
        words = observatory.words()
    from jasette.render.terms import terms_to_terminal

    show.emit(table, form, file, partial(terms_to_terminal, words=words, grid=show.grid, say=show.say))


@app.command(epilog="Examples: jasette bursts · jasette bursts --topic 'logement OR loyer' --limit 50")
def bursts(
    where: Where = None,
    limit: Annotated[int, typer.Option(metavar="N", help="So many bursts, the heaviest")] = 20,
    platform: Platform = "",
    lang: Lang = "",
    topic: Topic = None,
    as_of: AsOf = "",
    form: Form = show.Format.table,
    file: File = None,
) -> None:
    """Days on which a word was used much more than usual (Kleinberg's automaton). Those of fewer than ten private people are left out."""
    with opened(where) as observatory, show.working("Reading words"):
        table = observatory.bursts(limit=limit, platform=platform, lang=lang, topic=topic or [], as_of=as_of).arrow()
        words = observatory.words()
    from jasette.render.terms import bursts_to_terminal

    show.emit(table, form, file, partial(bursts_to_terminal, words=words, grid=show.grid, say=show.say))


def _left_out(table: pa.Table, why: str) -> None:
    if withheld := (table.schema.metadata or {}).get(b"withheld"):
        show.say(f"{int(withheld)} {why}")
