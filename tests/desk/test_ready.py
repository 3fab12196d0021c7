from __future__ import annotations

import csv
import io

import pytest

from jasette.desk import Desk, ready
from jasette.desk.addresses import parse_account
from jasette.errors import InputError


def test_there_are_media_and_parties_of_three_places():
    assert ready.names() == ("medias-canada", "medias-france", "medias-quebec", "partis-canada", "partis-france", "partis-quebec")


@pytest.mark.parametrize("name", ready.names())
def test_every_ready_roster_can_be_taken_over_and_reads_back(desk: Desk, name: str) -> None:
    count = desk.roster.import_csv(name)
    assert count == len(desk.roster.voices()) == len(set(ready.table(name)["voice"].to_pylist())) > 4
    assert {membership.group for membership in desk.roster.memberships()} == {"party" if name.startswith("partis") else "media"}
    assert all(desk.roster.accounts(voice.voice) for voice in desk.roster.voices())
    # People stand on no list that ships.
    assert {voice.kind for voice in desk.roster.voices()} == {"organisation"}
    assert desk.roster.import_csv(name) == count and desk.roster.import_text(desk.roster.export_text()) == count


def test_they_can_all_be_taken_over_together(desk: Desk) -> None:
    assert sum(desk.roster.import_csv(name) for name in ready.names()) == len(desk.roster.voices())


def test_a_name_that_is_neither_a_file_nor_ready_is_told_what_there_is(desk: Desk) -> None:
    with pytest.raises(InputError, match="medias-quebec"):
        desk.roster.import_csv("medias-québec")
    with pytest.raises(InputError, match="medias-quebec"):
        ready.table("nobody")


def test_addresses_of_french_media_are_those_that_a_census_found(real_data) -> None:
    with (real_data / "rosters" / "fr_medias.csv").open(encoding="utf-8", newline="") as file:
        rows = [{*row["prefixes"].split("|"), row["home_page"], *row["start_pages"].split("|")} for row in csv.DictReader(file)]
    census = [{account for address in row if (account := _account(address))} for row in rows]
    lines = list(csv.DictReader(io.StringIO(ready.text("medias-france"))))
    voices = {voice: {_account(line["account"]) for line in lines if line["voice"] == voice} for voice in {line["voice"] for line in lines}}
    # Two sites have moved since.
    apart = {voice for voice, accounts in voices.items() if not any(accounts <= known for known in census)}
    assert apart == {"brut", "basta"}


def _account(address: str) -> str:
    try:
        return parse_account(address)
    except InputError:
        return ""
