"""Commands that keep the house: forget, doctor, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jasette.cli import show
from jasette.cli.app import AsOf, Where, app, folder, opened


@app.command(epilog="Examples: jasette forget x:@marie --yes · jasette forget --list opted-out.csv")
def forget(
    accounts: Annotated[list[str] | None, typer.Argument(help="platform:@handle, platform:id, or an address")] = None,
    where: Where = None,
    listed: Annotated[
        Path | None, typer.Option("--list", metavar="FILE", help="Accounts that opted out: one a line, or a CSV with a column `account`")
    ] = None,
    platform: Annotated[str, typer.Option(help="Platform of accounts of the list written as @handle")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask")] = False,
) -> None:
    """Remove accounts' words and identifiers from every file of the observatory, and keep them out. Gives a receipt."""
    from jasette.desk import optout_list

    wanted = [*(accounts or []), *(optout_list.read(listed, platform) if listed else [])]
    if not wanted:
        raise typer.BadParameter("name an account, or a list of accounts (--list FILE)")
    if not yes:
        whose = wanted[0] if len(wanted) == 1 else f"{len(wanted):,} accounts"
        typer.confirm(f"Remove everything of {whose}? This cannot be taken back.", abort=True)
    with opened(where) as observatory, show.working("Erasing") as step:
        receipt = observatory.forget(*wanted, progress=step)
    show.say(receipt.text())


@app.command(epilog="Examples: jasette expire · jasette expire --as-of 2026-12-31")
def expire(where: Where = None, as_of: AsOf = "") -> None:
    """Remove posts of the public that have been kept for longer than the retention. Happens by itself, once a day."""
    with opened(where) as observatory, show.working("Erasing what is too old") as step:
        receipt = observatory.expire(as_of=as_of, progress=step)
        days = observatory.desk.retention_days
    show.say(receipt.text() if receipt else f"Nothing of the public has been kept for more than {days} days.")


@app.command(epilog="Example: jasette doctor -o valmont")
def doctor(where: Where = None) -> None:
    """Versions, space, integrity of the archive, unfinished work, what is missing."""
    from jasette import health

    problems = 0
    for check in health.examine(folder(where)):
        problems += not check.ok
        show.say(f"{'ok ' if check.ok else 'BAD'} {check.what}: {check.found}" + (f"\n    → {check.remedy}" if check.remedy else ""))
    if problems:
        raise typer.Exit(1)


@app.command(epilog="Example: jasette demo -o valmont -f valmont.html")
def demo(
    where: Where = None,
    file: Annotated[Path, typer.Option("-f", "--file", metavar="FILE", help="Where to write the report")] = Path("report.html"),
    seed: Annotated[int, typer.Option(help="Another seed gives another world")] = 2008,
    scale: Annotated[float, typer.Option(help="A larger world, for benchmarks")] = 1.0,
    lang: Annotated[str, typer.Option("--lang", metavar="en|fr", help="Language of the report")] = "en",
) -> None:
    """Build an observatory from the bundled example (a made-up city, Valmont) and write its report."""
    from jasette.demo import tour
    from jasette.kernels import warm

    warm.begin()  # while the example's files are written
    path = folder(where) if where else Path("demo")
    tour.run(path, report=file, seed=seed, scale=scale, lang=lang, say=show.say, working=show.working)
