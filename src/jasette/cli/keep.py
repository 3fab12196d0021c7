"""Commands that keep the house: forget, doctor, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jasette.cli import show
from jasette.cli.app import Where, app, folder, opened


@app.command(epilog="Example: jasette forget x:@marie --yes")
def forget(
    account: Annotated[str, typer.Argument(help="platform:@handle or platform:id")],
    where: Where = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask")] = False,
) -> None:
    """Remove an account's words and identifiers from every file of the observatory, and keep it out. Gives a receipt."""
    if not yes:
        typer.confirm(f"Remove everything of {account}? This cannot be taken back.", abort=True)
    with opened(where) as observatory, show.working("Erasing") as step:
        receipt = observatory.forget(account, progress=step)
    show.say(receipt.text())


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
