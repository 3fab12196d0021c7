"""Commands that bring things in: init, add, enter, rejects, coverage, sources."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jasette.cli import guesses, show
from jasette.cli.app import File, Form, Where, app, folder, opened

if TYPE_CHECKING:
    from jasette.archive import Receipt


RETENTION_DAYS = 180

coverage = typer.Typer(help="What was collected of whom: a figure about what was never collected is worse than none.", no_args_is_help=True)
app.add_typer(coverage, name="coverage")


@app.command(
    epilog='Example: jasette init --purpose "Does the city answer?" --responsible "A. Roy, roy@example.org" --retention 180',
)
def init(
    where: Where = None,
    name: Annotated[str, typer.Option(help="Shown at the top of reports [default: the folder's name]")] = "",
    purpose: Annotated[str, typer.Option(help="Why this is collected, in one sentence")] = "",
    responsible: Annotated[str, typer.Option(help="Who answers for it: name and address")] = "",
    retention: Annotated[int | None, typer.Option(help="Days for which posts of the public are kept [default: 180]")] = None,
    timezone: Annotated[str, typer.Option(help="Time zone of days and weeks")] = "America/Toronto",
    lang: Annotated[str, typer.Option("--lang", metavar="en|fr", help="Language of figures and reports")] = "en",
) -> None:
    """Create an observatory: one folder that holds everything. Asks for what is not given."""
    from jasette.kernels import warm
    from jasette.locale import LANGUAGES
    from jasette.observatory import Observatory

    if sys.stdin.isatty():
        purpose = purpose or typer.prompt("Purpose: why is this collected, in one sentence?")
        responsible = responsible or typer.prompt("Responsible person (name and address)")
        retention = retention or typer.prompt("Days for which posts of the public are kept", default=RETENTION_DAYS, type=int)
    for option, value in (("--purpose", purpose), ("--responsible", responsible)):
        if not value:
            raise typer.BadParameter(f"{option} is needed: it stands in the notice and on every report")
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"--lang is {' or '.join(LANGUAGES)}")
    path, retention = folder(where), retention or RETENTION_DAYS
    with show.working("Creating the observatory"):
        facts = {"name": name or path.resolve().name, "retention_days": retention, "timezone": timezone, "language": lang}
        Observatory.create(path, purpose=purpose, responsible=responsible, **facts).close()
    show.say(f"Observatory created in {path} (posts of the public are kept for {retention} days).")
    if warm.begin():
        show.say("What is computed is being compiled in the background, once; nothing needs to wait for it.")
    show.next_commands("jasette roster import roster.csv", "jasette add posts.jsonl", "jasette sources")


@app.command(
    epilog="Examples: jasette add tweets.jsonl.gz · jasette add export.csv --map fr_presidentielle2022 · "
    "jasette add list.csv --as audience --platform x --map user=handle --map user_id=member · cat a.jsonl | jasette add -",
)
def add(
    files: Annotated[list[str], typer.Argument(metavar="FILES…", help="Files, folders, .gz, .zst, .zip; - is standard input")],
    where: Where = None,
    into: Annotated[str, typer.Option("--as", metavar="TABLE", help="posts, accounts, audience or interactions")] = "",
    maps: Annotated[
        list[str] | None, typer.Option("--map", metavar="COLUMN=FIELD", help="Column of the file = field; or the name of a ready map")
    ] = None,
    platform: Annotated[str, typer.Option(help="Platform of rows that do not say it (x, mastodon, blog…)")] = "",
    account: Annotated[str, typer.Option(metavar="ACCOUNT", help="Whose posts a table holds, where no row says it: linkedin:@name")] = "",
    observed: Annotated[str, typer.Option(metavar="DATE", help="When the file was collected, where its records do not say")] = "",
    zone: Annotated[
        str, typer.Option("--timezone", metavar="ZONE", help="Time zone of a table's times that say none: America/Toronto")
    ] = "",
    dates: Annotated[str, typer.Option(metavar="FORMAT", help="How a table writes times, where not ISO 8601: %d/%m/%Y %H:%M")] = "",
    guess: Annotated[bool, typer.Option("--guess", help="Take the guess for a table that nobody knows, without asking")] = False,
    strict: Annotated[bool, typer.Option(help="Exit with 3 when a record was set aside")] = False,
    form: Form = show.Format.table,
) -> None:
    """Read files into the archive. What cannot be read is set aside, counted, and can be retried."""
    from jasette.source.through import begin
    from jasette.source.together import groups

    begin(Path(files[0]))  # beside all that has to be loaded first
    # a field has no = in its name, a column may
    pairs = {column: name for column, mark, name in (pair.rpartition("=") for pair in maps or []) if mark}
    ready = [name for name in maps or [] if "=" not in name]
    with opened(where) as observatory:
        receipts: list[Receipt] = []
        how = {
            "into": into,
            "columns": pairs,
            "map": "".join(ready),
            "platform": platform,
            "account": account,
            "zone": zone,
            "dates": dates,
        }
        settled = ((file, how | guesses.settled(file, how, take=guess)) for file in observatory.files(files))
        for group, this in groups(settled):
            label = group[0].name if len(group) == 1 else f"{group[0].name} … ({len(group)} files)"
            with show.progress(label, sum(file.size for file in group)) as advance:
                receipts += observatory.add_together(group, **this, observed=observed, progress=advance)
    _show_receipts(receipts, form)
    if any(receipt.rejected for receipt in receipts):
        show.say("Some records were set aside with file, line and reason: jasette rejects")
    show.next_commands("jasette coverage show", "jasette build", "jasette report")
    if strict and any(receipt.rejected for receipt in receipts):
        raise typer.Exit(3)


def _show_receipts(receipts: list[Receipt], form: show.Format) -> None:
    """read = stored + duplicate + rejected + filtered + opted out, for every file and table."""
    import pyarrow as pa

    columns = ("file", "source", "into", "read", "stored", "duplicate", "rejected", "filtered", "opted_out", "notes")
    rows = [{column: getattr(receipt, column) for column in columns} for receipt in receipts]
    for row in rows:
        row["notes"] = "; ".join(f"{count:,} {what}" for what, count in row["notes"].items())
    schema = pa.schema([(column, pa.int64() if column in columns[3:9] else pa.string()) for column in columns])

    def human(table: pa.Table) -> None:
        shown = [column for column in columns if column != "notes" or any(row["notes"] for row in rows)]
        # The last part of a path says enough to a person; programs get it whole.
        cells = [
            [f"{row[c]:,}" if isinstance(row[c], int) else str(row[c] or "").rpartition("/")[2] for c in shown] for row in table.to_pylist()
        ]
        show.grid("read = stored + duplicate + rejected + filtered + opted out", shown, cells, numeric=frozenset(range(3, 9)))

    show.emit(pa.Table.from_pylist(rows, schema=schema), form, None, human)


@app.command(
    epilog='Example: jasette enter --voice ville --with x:@marie --at "2026-05-03 14:10" --medium telephone '
    '--words "Called back: the crew comes on Monday." --source "call log" --witness "J. Tremblay" --answers x:151239',
)
def enter(
    voice: Annotated[str, typer.Option(help="The voice that took part")],
    at: Annotated[str, typer.Option(help="When (date and time; the observatory's time zone unless it says another)")],
    medium: Annotated[str, typer.Option(help="telephone, message, meeting, radio, screenshot…")],
    source: Annotated[str, typer.Option(help="Where this is known from")],
    witness: Annotated[str, typer.Option(help="Who saw or made the contact")],
    words: Annotated[str, typer.Option(help="What was said, as far as it is known")] = "",
    person: Annotated[str, typer.Option("--with", metavar="ACCOUNT", help="The account of the other person, where known")] = "",
    answers: Annotated[str, typer.Option(metavar="POST_ID", help="The post that it answers, where there is one")] = "",
    by_person: Annotated[bool, typer.Option("--by-person", help="The person spoke (default: the voice did)")] = False,
    where: Where = None,
) -> None:
    """Enter a conversation by hand, with its source and witness. It is counted apart from public answers."""
    with opened(where) as observatory:
        post_id = observatory.enter(
            voice=voice,
            person=person,
            at=at,
            medium=medium,
            words=words,
            source=source,
            witness=witness,
            answers=answers,
            by_person=by_person,
        )
    show.say(f"Entered as {post_id}.")


@app.command(epilog="Examples: jasette rejects · jasette rejects --format csv -f rejects.csv · jasette rejects --retry")
def rejects(
    where: Where = None,
    retry: Annotated[bool, typer.Option("--retry", help="Read them again, with the sources as they are now")] = False,
    form: Form = show.Format.table,
    file: File = None,
) -> None:
    """What could not be read: file, byte, line, reason, and the bytes themselves."""
    with opened(where) as observatory:
        if retry:
            _show_receipts(observatory.retry_rejects(), form)
            return
        table = observatory.rejects().arrow()
    show.emit(table, form, file)


@app.command(epilog="Examples: jasette guess export.csv · jasette guess links.xlsx --as interactions")
def guess(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A table: CSV, Parquet or a spreadsheet")],
    into: Annotated[str, typer.Option("--as", metavar="TABLE", help="posts, audience or interactions")] = "",
) -> None:
    """Which column of an unknown table is which field, as far as names and cells tell; and the command that takes it."""
    from jasette.source.files import expand

    for one in expand([file]):
        guesses.tell(one, into)


@app.command(epilog="Example: jasette sources --format json")
def sources(form: Form = show.Format.table) -> None:
    """What can be read, how to get such a file today, and what it cannot tell."""
    import pyarrow as pa

    from jasette.source.maps import ready
    from jasette.sources import all_sources
    from jasette.sources.table import MAPS

    rows = [
        {"source": s.name, "title": s.title, "into": ", ".join(s.tables), "obtain": s.obtain, "covers": "", "cannot_tell": s.cannot_tell}
        for s in all_sources().values()
    ]
    # a table that a map knows is a format of its own to whoever holds it
    rows += [
        {
            "source": f"table: {m.name}",
            "title": m.title,
            "into": m.into,
            "obtain": m.obtain,
            "covers": m.covers,
            "cannot_tell": m.cannot_tell,
        }
        for m in ready(MAPS).values()
    ]
    show.emit(pa.Table.from_pylist(rows), form, None)


@coverage.command("show", epilog="Example: jasette coverage show --format json")
def coverage_show(where: Where = None, form: Form = show.Format.table, file: File = None) -> None:
    """What is covered: voice, stream, from, to, how, and who says so."""
    with opened(where) as observatory:
        table = observatory.coverage().arrow()
    show.emit(table, form, file)


@coverage.command(
    "set", epilog="Example: jasette coverage set --voice ville --stream replies --from 2026-04-01 --to 2026-05-01 --how complete"
)
def coverage_set(
    stream: Annotated[list[str], typer.Option(help="own_posts, mentions, replies, threads, reposts, audience, or all")],
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="First covered day or instant")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="First day or instant no longer covered")],
    voice: Annotated[list[str] | None, typer.Option(help="Voice, or account; left out: every voice")] = None,
    how: Annotated[str, typer.Option(help="complete, sample, query, unknown")] = "complete",
    source: Annotated[str, typer.Option(help="What says so")] = "set by hand",
    where: Where = None,
) -> None:
    """Say what was collected, where the files cannot say it themselves."""
    with opened(where) as observatory:
        observatory.desk.coverage.set(subjects=voice or ["*"], streams=stream, start=start, end=end, how=how, source=source)
    show.say("Coverage set.")
