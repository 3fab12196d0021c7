"""The Typer application: where the observatory is, how errors end, and the groups of commands."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jasette.cli import show
from jasette.errors import JasetteError
from jasette.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jasette.observatory import Observatory

app = typer.Typer(
    name="jasette",
    help="Who is talking, who is heard, and who answers: public conversations, measured with their evidence.",
    epilog="Exit codes: 0 done · 1 an error, with its remedy · 2 wrong usage · 3 done, but records were set aside (add --strict).",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Where = Annotated[
    Path | None,
    typer.Option("-o", "--observatory", metavar="DIR", help="The observatory's folder [env: JASETTE_OBSERVATORY; default: ./observatory]"),
]
File = Annotated[Path | None, typer.Option("-f", "--file", metavar="FILE", help="Write to this file")]
Form = Annotated[show.Format, typer.Option("--format", help="How rows come out")]
AsOf = Annotated[str, typer.Option("--as-of", metavar="DATE", help="Set the clock: what came later does not count")]


def folder(where: Path | None) -> Path:
    """The observatory's folder: the option, else the environment, else ./observatory."""
    return where or Path(os.environ.get("JASETTE_OBSERVATORY") or "observatory")


@contextmanager
def opened(where: Path | None) -> Iterator[Observatory]:
    """The observatory, opened for one command and closed after it."""
    from jasette.observatory import Observatory

    with Observatory.open(folder(where)) as observatory:
        yield observatory


@app.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    where: Where = None,
    version: Annotated[bool, typer.Option("--version", "-V", help="Print the version and leave")] = False,
) -> None:
    if version:
        typer.echo(f"jasette {__version__}")
        raise typer.Exit
    if where is not None:
        # `jasette -o DIR measure …` and `jasette measure … -o DIR` say the same.
        os.environ["JASETTE_OBSERVATORY"] = str(where)


def run() -> None:
    """Run the application; an error on purpose ends in one message and exit code 1, without a traceback."""
    from jasette.cli import ask, collect, find, keep, roster, takeout  # noqa: F401  (their import registers the commands)

    try:
        app()
    except JasetteError as error:
        show.say(f"Error: {error}")
        sys.exit(1)
    except KeyboardInterrupt:
        show.say("Interrupted. What was finished is kept; the same command can be given again.")
        sys.exit(130)
    except BrokenPipeError:
        # `jasette sql … | head`: the reader has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
