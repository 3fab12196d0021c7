"""Commands that bring things out: export, exports, reproduce."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jasette.cli import show
from jasette.cli.app import AsOf, File, Form, Where, app, opened
from jasette.cli.ask import By, Platform, Settings, Topic, Voices

if TYPE_CHECKING:
    import pyarrow as pa


@app.command(
    epilog="Examples: jasette export csv -f posts.csv · jasette export xlsx --table requests -f requests.xlsx · "
    "jasette export gexf -f who.gexf · jasette export convokit -f corpus.zip · jasette export ids -f ids/ · "
    "jasette export package -f figures.zip --by month",
)
def export(
    kind: Annotated[str, typer.Argument(metavar="FORMAT", help="A format of jasette exports")],
    file: Annotated[Path, typer.Option("-f", "--file", metavar="FILE", help="Where to write it: a file; for some a folder, or one .zip")],
    where: Where = None,
    table: Annotated[
        str, typer.Option(help="csv, ndjson, parquet, xlsx: posts, accounts, threads, requests, exchanges, interactions, …")
    ] = "posts",
    voices_only: Annotated[
        bool, typer.Option("--voices-only", help="Posts of rostered voices alone, with their own ids and addresses")
    ] = False,
    platform: Platform = "",
    reason: Annotated[str, typer.Option(help="What it is for; written to the access log")] = "not said",
    bom: Annotated[bool, typer.Option("--bom", help="CSV: mark it as UTF-8, so that Excel opens it right")] = False,
    measures: Annotated[
        list[str] | None,
        typer.Option("--measure", metavar="NAME", help="package: this measure (can be given more than once) [default: all]"),
    ] = None,
    by: By = "",
    voice: Voices = None,
    topic: Topic = None,
    as_of: AsOf = "",
    settings: Settings = None,
    rows: Annotated[bool, typer.Option("--rows", help="package: also the rows behind the figures; not for publication")] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="en|fr", help="Language of what people read [default: the observatory's]")] = "",
) -> None:
    """Write what may leave: private people are pseudonyms under a key of this export alone. Every export is logged."""
    from jasette import exports as shelf

    found = shelf.find(kind)
    wish = {"table": table, "whose": "voices" if voices_only else "everyone", "platform": platform, "bom": bom, "rows": rows}
    asked = {"by": by, "voices": voice or [], "topic": topic or [], "as_of": as_of, "settings": settings or []}
    with opened(where) as observatory, show.working("Exporting") as step:
        written = observatory.export(kind, file, reason=reason, lang=lang, progress=step, measures=measures or [], **wish, **asked)
        words = observatory.words(lang)
    show.say(f"{', '.join(f'{count:,} {what}' for what, count in written.items()) or 'nothing'} written to {file}")
    show.say(words(found.warned(rows=rows)))
    if kind == "package":
        show.next_commands(f"jasette reproduce {file}")


@app.command(epilog="Example: jasette exports")
def exports(form: Form = show.Format.table) -> None:
    """The formats in which things leave, what each holds and what it cannot hold."""
    import pyarrow as pa

    from jasette.exports import all_exports

    rows = [{"format": e.name, "title": e.title, "holds": e.holds, "cannot_hold": e.cannot_hold} for e in all_exports().values()]
    show.emit(pa.Table.from_pylist(rows), form, None)


@app.command(epilog="Examples: jasette reproduce figures.zip · jasette reproduce figures.zip -o valmont --since")
def reproduce(
    package: Annotated[Path, typer.Argument(help="A folder or zip that jasette export package wrote")],
    where: Where = None,
    since: Annotated[
        bool, typer.Option("--since", help="Also say what has gone from the observatory since, and which figures changed")
    ] = False,
    form: Form = show.Format.table,
    file: File = None,
) -> None:
    """Check a data package and work its figures out again: exit code 0 where all are the same, 1 where one differs."""
    from jasette.export import reproduce as again
    from jasette.locale import Words

    with show.working("Working the figures out again"):
        if since:
            with opened(where) as observatory:
                found, words = observatory.reproduce(package), observatory.words()
        else:
            found, words = again.reproduce(package), Words()
    show.emit(found.table(), form, file, partial(_differing, different=again.DIFFERENT))
    for line in again.lines(found, words):
        show.say(line)
    if not found.same:
        raise typer.Exit(1)


def _differing(table: pa.Table, different: str) -> None:
    """To a person only what is not the same."""
    rows = [
        [row["measure"], row["part"], row["voice"], row["period"] or "", row["why"]]
        for row in table.to_pylist()
        if row["verdict"] == different
    ]
    if rows:
        show.grid("", ["measure", "part", "voice", "period", "what differs"], rows)
