"""Commands that ask: build, measure, measures, evidence, search, thread, sql, report."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jasette.cli import show
from jasette.cli.app import AsOf, File, Form, Where, app, opened

if TYPE_CHECKING:
    import pyarrow as pa

By = Annotated[str, typer.Option("--by", metavar="day|week|month", help="One row for each period")]
Voices = Annotated[list[str] | None, typer.Option("--voice", metavar="V", help="Only this voice (can be given more than once)")]
Platform = Annotated[str, typer.Option("--platform", help="Only this platform")]
Lang = Annotated[str, typer.Option("--lang", help="Only posts in this language")]
Topic = Annotated[
    list[str] | None,
    typer.Option(
        "--topic", metavar="QUERY", help='Only what is on this topic: words, "phrases", beginn*, #tags, AND, OR, NOT; given twice, on both'
    ),
]
Of = Annotated[str, typer.Option("--of", metavar="voice|group|all", help="Figures of voices, of their groups, or of all together")]
Without = Annotated[
    bool,
    typer.Option("--without-flagged", help="Without acts of who coincides beyond chance, and who moves (jasette coordination)"),
]
Across = Annotated[str, typer.Option("--across", metavar="platform|lang|group", help="Beside each other: group is that of who acts")]
Settings = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A setting of the measure, e.g. window=24h")]


@app.command(epilog="Example: jasette build -o valmont")
def build(where: Where = None, force: Annotated[bool, typer.Option("--force", help="Also when nothing changed")] = False) -> None:
    """Turn the archive into threads, requests, exchanges and interactions. `measure` does it too, when something changed."""
    with opened(where) as observatory, show.working("Building") as step:
        summary = observatory.build(force=force, progress=step)
    for line in summary.lines():
        show.say(line)
    show.next_commands("jasette measure response_rate", "jasette report")


@app.command(
    epilog="Examples: jasette measure response_rate · jasette measure post_mix --by week --voice ville --format csv · "
    "jasette measure response_rate --set window=24h --as-of 2026-05-01 · jasette measure received --of group --across group",
)
def measure(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="Names of measures (jasette measures), or all")],
    where: Where = None,
    by: By = "",
    voice: Voices = None,
    platform: Platform = "",
    lang: Lang = "",
    topic: Topic = None,
    of: Of = "",
    across: Across = "",
    without_flagged: Without = False,
    as_of: AsOf = "",
    settings: Settings = None,
    form: Form = show.Format.table,
    file: File = None,
) -> None:
    """A figure for each voice, with interval, n, the window it holds for, and the sentence that it permits."""
    from jasette.measures import all_measures

    with opened(where) as observatory, show.working("Measuring"):
        wanted = list(all_measures()) if names == ["all"] else names
        asked = {"by": by, "voices": voice or [], "platform": platform, "lang": lang, "topic": topic or [], "of": of, "across": across}
        table = observatory.measure(*wanted, **asked, without_flagged=without_flagged, as_of=as_of, settings=settings or []).arrow()
        words = observatory.words()
    from jasette.render import figures

    show.emit(table, form, file, partial(figures.to_terminal, words=words, grid=show.grid, say=show.say))


@app.command(
    epilog="Examples: jasette agreement · jasette agreement received pagerank --platform x --format csv · "
    "jasette agreement --of group --by month"
)
def agreement(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME…]", help="Measures by which voices are ranked [default: all]")] = None,
    where: Where = None,
    by: By = "",
    platform: Platform = "",
    lang: Lang = "",
    topic: Topic = None,
    of: Annotated[str, typer.Option("--of", metavar="voice|group", help="Over voices, or over their groups")] = "",
    across: Annotated[str, typer.Option("--across", metavar="platform|lang", help="One matrix for each")] = "",
    as_of: AsOf = "",
    settings: Settings = None,
    form: Form = show.Format.table,
    file: File = None,
) -> None:
    """How far measures agree on who stands first: Spearman's correlation of each two, with its range."""
    with opened(where) as observatory, show.working("Measuring"):
        asked = {"by": by, "platform": platform, "lang": lang, "topic": topic or [], "of": of, "across": across, "as_of": as_of}
        table = observatory.agreement(*(names or []), **asked, settings=settings or []).arrow()
        words = observatory.words()
    from jasette.render import figures

    show.emit(table, form, file, partial(figures.agreement_to_terminal, words=words, grid=show.grid))


@app.command(epilog="Examples: jasette measures · jasette measures response_rate")
def measures(name: Annotated[str, typer.Argument(help="Show this one in full")] = "", form: Form = show.Format.table) -> None:
    """What is measured, with formulas and sources."""
    import pyarrow as pa

    from jasette import measures as shelf

    entries = [one.methods() for one in ([shelf.find(name)] if name else shelf.all_measures().values())]
    if name and form is show.Format.table:
        for field, value in entries[0].items():
            for key, text in value.items() if isinstance(value, dict) else [("", value)]:
                show.out.print(f"{field}{f' {key}' if key else ''}: {text}", markup=False)
        return
    show.emit(pa.Table.from_pylist([{field: str(value) for field, value in entry.items()} for entry in entries]), form, None, _short)


def _short(table: pa.Table) -> None:
    rows = [[row["name"], row["title"], row["formula"]] for row in table.to_pylist()]
    show.grid("", ["measure", "title", "formula"], rows)


@app.command(epilog="Example: jasette evidence response_rate --voice ville --part questions --format csv -f evidence.csv")
def evidence(
    name: Annotated[str, typer.Argument(help="Name of a measure")],
    voice: Annotated[str, typer.Option(metavar="V", help="The voice (with --of the group) whose figure it is")],
    part: Annotated[str, typer.Option(help="Part of the measure [default: the first]")] = "",
    where: Where = None,
    platform: Platform = "",
    lang: Lang = "",
    topic: Topic = None,
    of: Of = "",
    as_of: AsOf = "",
    settings: Settings = None,
    limit: Annotated[int, typer.Option(help="At most so many posts; 0 for all")] = 100,
    form: Form = show.Format.table,
    file: File = None,
) -> None:
    """The posts behind a figure. Private people are pseudonyms; evidence of a small cell is withheld."""
    with opened(where) as observatory:
        table = observatory.evidence(
            name,
            voice=voice,
            part=part,
            platform=platform,
            lang=lang,
            topic=topic or [],
            of=of,
            as_of=as_of,
            settings=settings or [],
            limit=limit,
        ).arrow()
        words = observatory.words()
    from jasette.render import figures

    show.emit(table, form, file, partial(figures.evidence_to_terminal, words=words, say=show.out.print))


@app.command(epilog="Examples: jasette search 'logement OR \"loyer abord*\"' --by month · jasette search snow --posts --format csv")
def search(
    topic: Annotated[list[str], typer.Argument(metavar="QUERY…", help='Words, "phrases", beginn*, #tags, AND, OR, NOT')],
    where: Where = None,
    by: By = "",
    voice: Voices = None,
    platform: Platform = "",
    lang: Lang = "",
    as_of: AsOf = "",
    posts: Annotated[bool, typer.Option("--posts", help="The posts of public voices instead of counts")] = False,
    limit: Annotated[int, typer.Option(help="At most so many posts, the newest first; 0 for all")] = 20,
    form: Form = show.Format.table,
    file: File = None,
) -> None:
    """How much is said on a topic, when and by which groups; posts of public voices. Private people are counted, never listed."""
    asked = {"voices": voice or [], "platform": platform, "lang": lang, "as_of": as_of}
    people = form is show.Format.table and file is None
    with opened(where) as observatory, show.working("Searching"):
        counted = None if posts else observatory.search(topic, by=by, **asked).arrow()
        listed = observatory.search_posts(topic, limit=limit, **asked) if posts or people else None
    if counted is not None:
        show.emit(counted, form, file)
    if listed is not None:
        show.emit(listed.arrow(), form, file)
        if listed.withheld:
            show.say(listed.withheld)


@app.command(epilog='Example: jasette thread x:1512390850344636417 --reason "to answer it"')
def thread(
    post_id: Annotated[str, typer.Argument(help="Any post of the conversation")],
    where: Where = None,
    reason: Annotated[str, typer.Option(help="Why it is opened; written to the access log")] = "to be read",
    form: Form = show.Format.table,
) -> None:
    """One conversation as it was published, to be read or answered. Opening it is logged."""
    with opened(where) as observatory:
        table = observatory.thread(post_id, reason=reason).arrow()
        words = observatory.words()
    from jasette.render import figures

    show.emit(table, form, None, partial(figures.thread_to_terminal, words=words, say=show.out.print))


@app.command(epilog='Example: jasette sql "SELECT voice, count(*) FROM requests GROUP BY voice"')
def sql(
    query: Annotated[
        str, typer.Argument(help="One SELECT over posts, requests, exchanges, interactions, citations, gaps, coverage, voices")
    ],
    where: Where = None,
    form: Form = show.Format.table,
    file: File = None,
) -> None:
    """Ask the derived tables in SQL, read only. Private people are pseudonyms there."""
    with opened(where) as observatory:
        table = observatory.sql(query).arrow()
    show.emit(table, form, file)


@app.command(epilog="Example: jasette report -f valmont.html")
def report(
    where: Where = None,
    file: Annotated[Path, typer.Option("-f", "--file", metavar="FILE", help="Where to write it")] = Path("report.html"),
    lang: Annotated[str, typer.Option("--lang", metavar="en|fr", help="Language of the report [default: the observatory's]")] = "",
    topic: Topic = None,
    as_of: AsOf = "",
) -> None:
    """One HTML file that can be read, printed and shared: coverage, figures with their posts, methods."""
    with opened(where) as observatory, show.working("Writing the report") as step:
        path = observatory.report(file, lang=lang, topic=topic or [], as_of=as_of, progress=step)
    show.say(f"Report written to {path}; open it in any browser.")
