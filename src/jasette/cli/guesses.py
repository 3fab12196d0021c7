"""A guess which column is which: shown to a person, who takes it, mends it or leaves it; refused where nobody can be asked."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from jasette.cli import show
from jasette.errors import MapError

if TYPE_CHECKING:
    from jasette.source.files import InputFile
    from jasette.source.guess import Guess

QUESTIONS = {
    "--platform": ("platform", "Which platform are the rows from (x, facebook, mastodon, blog…)?"),
    "--dates": ("dates", "Two ways to read the days: how are they written (%d/%m/%Y, %m/%d/%Y, with %H:%M for the hour)?"),
    "--timezone": ("zone", "The times say no time zone: by whose clock are they (America/Toronto, UTC…)?"),
}
EXAMPLE = 60
"""Characters of an example that are shown."""


def settled(file: InputFile, how: dict[str, Any], *, take: bool) -> dict[str, Any]:
    """What to add to `how` a file is read: nothing where it is known; else the guess, if `take` or the person says yes.

    Raises MapError with the command line to give where nobody is there to be asked.
    """
    from jasette.source import Recipe
    from jasette.sources import propose

    guess = propose(file, Recipe(**how))
    if guess is None:
        return {}
    guess = _given(guess, how)
    if _person():
        _show(guess)
        return _answered(guess if take else _asked(guess), how)
    if not take:
        remedy = f"look at it: jasette guess {file.name}, or give: {guess.command(file.name)}"
        raise MapError("nobody knows these columns, and a guess is not taken unasked", place=file.name, remedy=remedy)
    if guess.open:
        raise MapError("the guess leaves something open", place=file.name, remedy=guess.command(file.name))
    _show(guess)
    return _answered(guess, how)


def _person() -> bool:
    return sys.stdin.isatty()


def _answered(guess: Guess, how: dict[str, Any]) -> dict[str, Any]:
    """The guess as `add` takes it, with what it leaves open asked for."""
    answers = {"platform": how["platform"] or guess.platform, "zone": how["zone"], "dates": how["dates"] or guess.dates}
    for option, (key, question) in QUESTIONS.items():
        if option in guess.open:
            answers[key] = typer.prompt(question).strip()
    return {"into": guess.into, "columns": guess.columns, **answers}


def tell(file: InputFile, into: str) -> None:
    """Show the guess for one file, and the command that takes it."""
    from jasette.source import Recipe
    from jasette.sources import propose

    guess = propose(file, Recipe(into=into))
    if guess is None:
        show.say(f"{file.name} needs no guess: it is known, or it is no table. jasette add {file.name}")
        return
    _show(guess)
    show.out.print(guess.command(file.name), markup=False, soft_wrap=True)


def _given(guess: Guess, how: dict[str, Any]) -> Guess:
    """The guess without the questions that the command line answers."""
    answers = {"--platform": how["platform"], "--timezone": how["zone"], "--dates": how["dates"]}
    return replace(guess, open=tuple(one for one in guess.open if not answers.get(one)))


def _show(guess: Guess) -> None:
    rows = [[column, guess.columns.get(column, "(not read)"), _short(guess.examples[column])] for column in guess.examples]
    show.grid(f"A guess: each row goes into {guess.into}", ["column", "field", "for example"], rows)


def _short(text: str) -> str:
    return text if len(text) <= EXAMPLE else text[: EXAMPLE - 1] + "…"


def _asked(guess: Guess) -> Guess:
    """The guess that the person says yes to. Raises Abort where they leave it."""
    from jasette.source.maps import fields

    while True:
        answer = typer.prompt("Read it like this? (yes, edit, no)", default="yes").strip().lower()
        if answer in ("n", "no", "non"):
            raise typer.Abort
        if answer in ("y", "yes", "o", "oui"):
            return guess
        columns = dict(guess.columns)
        show.say(f"COLUMN=FIELD, COLUMN= for one that is not read, an empty line to end. Fields: {', '.join(fields(guess.into))}")
        while line := typer.prompt("", default="", show_default=False, prompt_suffix="> ").strip():
            column, _, name = line.rpartition("=") if line.count("=") else (line, "", "")
            columns = {one: known for one, known in columns.items() if one != column and (not name or known != name)}
            if name and column in guess.examples:
                columns[column] = name
        guess = replace(guess, columns={one: columns[one] for one in guess.examples if one in columns})
        _show(guess)
