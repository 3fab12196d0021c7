"""Commands on who the voices are: roster import, add, link, unlink, show, ready, proposals, accept, refuse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jasette.cli import show
from jasette.cli.app import File, Form, Where, app, opened
from jasette.errors import InputError

if TYPE_CHECKING:
    from jasette.desk.proposals import Proposal
    from jasette.observatory import Observatory

Proposed = Annotated[str, typer.Argument(help="The voice it is proposed for")]
ProposedAccount = Annotated[str, typer.Argument(help="The account, as `roster proposals` writes it")]

roster = typer.Typer(help="Who the voices are: organisations and public persons with their accounts.", no_args_is_help=True)
app.add_typer(roster, name="roster")


@roster.command("import", epilog="Columns: voice,name,kind,group,camp,account,how,from,to,evidence,reason")
def roster_import(
    file: Annotated[Path, typer.Argument(help="CSV, one line for each account; or the name of a ready roster (jasette roster ready)")],
    where: Where = None,
    platform: Annotated[str, typer.Option(help="Platform of accounts written as @handle")] = "x",
) -> None:
    """Take over voices and accounts from a CSV, or a ready roster; lines that are there already change nothing."""
    with opened(where) as observatory:
        count = observatory.roster.import_csv(file, platform=platform)
        show.say(f"{count} voices taken over; the roster holds {len(observatory.roster.voices())}.")
    show.next_commands("jasette add FILES…", "jasette roster show")


@roster.command("add", epilog='Example: jasette roster add ville --name "Ville de Valmont" --group "public body" --account x:@VilleValmont')
def roster_add(
    voice: Annotated[str, typer.Argument(help="Short name, used in every table")],
    name: Annotated[str, typer.Option(help="Name to show")],
    kind: Annotated[str, typer.Option(help="organisation or person")] = "organisation",
    group: Annotated[str, typer.Option(help="party, elected, public body, media, blog, organisation")] = "organisation",
    camp: Annotated[str, typer.Option(help="Camp, where there is one")] = "",
    account: Annotated[list[str] | None, typer.Option(help="platform:@handle, platform:id, or an address")] = None,
    reason: Annotated[str, typer.Option(help="Why this is a public voice")] = "",
    where: Where = None,
) -> None:
    """Add one voice. Only public voices have names: say why this one is."""
    with opened(where) as observatory:
        observatory.roster.add(voice, name=name, kind=kind, group=group, camp=camp, accounts=account or [], reason=reason)
    show.say(f"{voice} added.")


@roster.command("link", epilog='Example: jasette roster link ville x:@ServiceValmont --how speaks_for --evidence "profile links both ways"')
def roster_link(
    voice: Annotated[str, typer.Argument(help="A voice of the roster")],
    account: Annotated[str, typer.Argument(help="platform:@handle, platform:id, or an address")],
    evidence: Annotated[str, typer.Option(help="What the person or organisation published that shows it")],
    how: Annotated[str, typer.Option(help="owns, or speaks_for")] = "owns",
    where: Where = None,
) -> None:
    """Link an account to a voice, with the evidence for it."""
    with opened(where) as observatory:
        observatory.roster.link(voice, account, how=how, evidence=evidence)
    show.say(f"{account} linked to {voice} ({how}).")


@roster.command("show", epilog="Example: jasette roster show --format csv -f roster.csv")
def roster_show(where: Where = None, form: Form = show.Format.table, file: File = None) -> None:
    """The roster, one line for each account; the CSV can be imported again."""
    with opened(where) as observatory:
        table = observatory.roster.table()
    show.emit(table, form, file)


@roster.command("ready", epilog="Examples: jasette roster ready · jasette roster ready medias-quebec --format csv -f roster.csv")
def roster_ready(
    name: Annotated[str, typer.Argument(help="Show this one: a line for each account")] = "",
    form: Form = show.Format.table,
    file: File = None,
) -> None:
    """Lists to start from: public addresses of media and parties. Look them through before you take one over."""
    import pyarrow as pa

    from jasette.desk import ready

    if name:
        show.emit(ready.table(name), form, file)
        return
    rows = [
        {"roster": one, "voices": len(set(ready.table(one)["voice"].to_pylist())), "accounts": len(ready.table(one))}
        for one in ready.names()
    ]
    show.emit(pa.Table.from_pylist(rows), form, file)
    show.next_commands("jasette roster import medias-quebec")


@roster.command("proposals", epilog="Example: jasette roster proposals")
def roster_proposals(where: Where = None, form: Form = show.Format.table, file: File = None) -> None:
    """Accounts that may be a voice's too, each with what was published for it: links both ways, or the host as a handle."""
    import pyarrow as pa

    with opened(where) as observatory:
        rows = [{"voice": one.voice, "account": one.account_id, "evidence": one.evidence} for one in observatory.proposals()]
    columns = pa.schema([(name, pa.string()) for name in ("voice", "account", "evidence")])
    show.emit(pa.Table.from_pylist(rows, columns), form, file)
    if rows:
        show.next_commands("jasette roster accept VOICE ACCOUNT", "jasette roster refuse VOICE ACCOUNT")


@roster.command("accept", epilog="Example: jasette roster accept ville bluesky:did:plc:ewvi7nxzyoun6zhxrhs64oiz")
def roster_accept(voice: Proposed, account: ProposedAccount, where: Where = None) -> None:
    """Take over a proposed account with its evidence; `roster unlink` undoes it."""
    with opened(where) as observatory:
        one = _proposal(observatory, voice, account)
        observatory.roster.link(voice, one.account_id, evidence=one.evidence)
    show.say(f"{account} linked to {voice}: {one.evidence}.")


@roster.command("refuse", epilog="Example: jasette roster refuse ville bluesky:did:plc:ewvi7nxzyoun6zhxrhs64oiz")
def roster_refuse(voice: Proposed, account: ProposedAccount, where: Where = None) -> None:
    """Say that a proposed account is not the voice's: it is not proposed again (only a keyed hash of it is kept)."""
    with opened(where) as observatory:
        one = _proposal(observatory, voice, account)
        observatory.roster.refuse(voice, observatory.desk.gate().hash(one.account_id))
    show.say(f"{account} will not be proposed for {voice} again.")


def _proposal(observatory: Observatory, voice: str, account: str) -> Proposal:
    for one in observatory.proposals():
        if (one.voice, one.account_id) == (voice, account):
            return one
    raise InputError(f"{account!r} is not proposed for {voice!r}", remedy="`jasette roster proposals` lists what is")


@roster.command("unlink", epilog="Example: jasette roster unlink ville x:@ServiceValmont")
def roster_unlink(
    voice: Annotated[str, typer.Argument(help="A voice of the roster")],
    account: Annotated[str, typer.Argument(help="As `roster show` writes it")],
    where: Where = None,
) -> None:
    """Undo the link of an account to a voice."""
    from jasette.desk.addresses import parse_account

    with opened(where) as observatory:
        count = observatory.roster.unlink(parse_account(account), voice)
    if not count:
        raise InputError(f"{account} is not linked to {voice}", remedy="`jasette roster show` lists the links")
    show.say(f"{account} is no longer linked to {voice}.")
