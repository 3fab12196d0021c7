from __future__ import annotations

import csv
import io
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jasette.desk import Desk
from jasette.desk.addresses import parse_account
from jasette.desk.roster import Roster
from jasette.desk.voices import AccountLink, Membership, Voice
from jasette.errors import InputError, JasetteError, Refused

CANONICAL = dedent(
    """\
    voice,name,kind,group,camp,account,how,from,to,evidence,reason
    hidalgo,"Hidalgo, Anne",person,party,left,x:@anne_hidalgo,owns,,,https://annehidalgo.example,candidate
    hidalgo,"Hidalgo, Anne",person,party,left,x:42,owns,,,,candidate
    roy,Ségolène Roy,person,party,green,,,,2021-06-01,,deputy
    roy,Ségolène Roy,person,media,,blog:roy.example/blog,owns,2021-06-01,,,deputy
    roy,Ségolène Roy,person,,,x:@team_roy,speaks_for,2021-06-01T08:30:00-04:00,2021-07-01,,deputy
    daily,The Daily,organisation,,,,,,,,
    """
)


def load(desk: Desk, text: str, **options: object) -> int:
    return desk.roster.import_text(text, file="r.csv", **options)  # type: ignore[arg-type]


def test_a_canonical_roster_comes_out_as_it_went_in(desk: Desk) -> None:
    assert load(desk, CANONICAL) == 3
    assert desk.roster.export_text() == CANONICAL
    assert load(desk, CANONICAL) == 3  # again: nothing new
    assert desk.roster.export_text() == CANONICAL


def test_source_and_lapse_travel_where_they_are_used(desk: Desk) -> None:
    text = (
        "voice,name,kind,group,camp,account,how,from,to,evidence,reason,source,lapses\na,A,organisation,,,,,,,,,the register,2030-01-01\n"
    )
    load(desk, text)
    assert desk.roster.export_text() == text


def test_a_plain_list_is_enough(desk: Desk) -> None:
    load(
        desk,
        "\ufeffName,Kind,Account,Group\r\nLe Monde,organisation,lemonde.fr,media\r\n,,,\r\nMédiapart,organisation,@Mediapart,media\r\n",
        platform="x",
    )
    assert [voice.voice for voice in desk.roster.voices()] == ["le-monde", "mediapart"]
    assert [link.account_id for link in desk.roster.accounts()] == ["blog:lemonde.fr", "x:@mediapart"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("b,B,robot,,,,,,,,", "kind is 'robot'"),
        ("b,B,person,,,,,,,,", "without a reason"),
        (",,organisation,,,,,,,,", "names no voice"),
        ("b,B,organisation,,,@handle,,,,,", "platform of '@handle'"),
        ("b,B,organisation,party,,,,10/04/2022,,,", "not a date"),
        ("b,B,organisation,party,,,,2022-02-01,2022-01-01,,", "ends before"),
        ("b,B,organisation,,,,owns,,,,", "without an account"),
        ("b,B,organisation,,left,,,,,,", "without a group"),
        ("b,B,organisation,,,,,2022-01-01,,,", "without a group or an account"),
        ("b,B,organisation,,,x:1,,,,,", "already belongs to a"),
        ("a,Another,,,,,,,,,", "name of a is 'Another'"),
        ("b,B,organisation,a,b,c,d,e,f,g,h,i", "12 values for 11 columns"),
    ],
)
def test_an_error_names_line_and_remedy_and_leaves_nothing(desk: Desk, line: str, problem: str) -> None:
    header = "voice,name,kind,group,camp,account,how,from,to,evidence,reason"
    with pytest.raises(JasetteError) as caught:
        load(desk, f'{header}\na,A,organisation,,,x:1,,,,"two\nlines",\n{line}\n')
    assert problem in str(caught.value)
    assert caught.value.place == "r.csv, line 4"
    assert caught.value.remedy
    assert desk.roster.voices() == []


def test_the_class_of_an_error_stays(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"r\.csv, line 2"):
        load(desk, "voice,name,kind\nb,B,person\n")


def test_files(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    with pytest.raises(InputError, match="No such file"):
        desk.roster.import_csv(file)
    file.write_bytes("voice,name,kind\na,Média,organisation\n".encode("latin-1"))
    with pytest.raises(InputError, match="byte 19"):
        desk.roster.import_csv(file)
    file.write_text(CANONICAL, encoding="utf-8")
    assert desk.roster.import_csv(file) == 3
    assert desk.roster.export_text() == CANONICAL
    assert desk.roster.table().column_names == CANONICAL.partition("\n")[0].split(",")
    assert desk.roster.table().num_rows == 6


@pytest.mark.parametrize("text", ["", "who,what\n", "voice,name,kind,colour\n"])
def test_a_header_that_is_none(desk: Desk, text: str) -> None:
    with pytest.raises(InputError, match=r"r\.csv, line 1"):
        load(desk, text)


def test_an_import_updates_what_it_states_and_keeps_the_rest(desk: Desk) -> None:
    load(desk, CANONICAL)
    load(desk, "voice,name\ndaily,The New Daily\n")
    assert desk.roster.voices()[-1] == Voice("daily", "The New Daily", "organisation")
    load(desk, "voice,name,kind\nalone,Alone,organisation\n", replace=True)
    assert [voice.voice for voice in desk.roster.voices()] == ["alone"]


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]) | st.just(" "), max_size=8).map(str.strip)
periods = st.sampled_from([(None, None), (None, 10**15), (10**15, 2 * 10**15 + 1), (2 * 10**15 + 1, None)])


@st.composite
def rosters(draw: st.DrawFn) -> tuple[list[Voice], list[Membership], list[AccountLink]]:
    names = draw(st.lists(st.sampled_from(["a", "b", "c-d", "é"]), unique=True, max_size=4))
    kind, lapse = st.sampled_from(["person", "organisation"]), st.none() | st.integers(0, 2**52)
    voices = [Voice(n, draw(words) or n, draw(kind), draw(words) or "why", draw(words), draw(lapse)) for n in names]
    memberships = [Membership(n, draw(words) or "g", draw(words), *draw(periods)) for n in names for _ in range(draw(st.integers(0, 2)))]
    links = [
        AccountLink(f"x:{draw(st.integers(0, 5))}", n, draw(st.sampled_from(["owns", "speaks_for"])), *draw(periods), draw(words))
        for n in names
        for _ in range(draw(st.integers(0, 3)))
    ]
    return voices, memberships, links


def facts(roster: Roster) -> tuple[set[object], ...]:
    return set(roster.voices()), set(roster.memberships()), set(roster.accounts())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(rosters())
def test_every_roster_survives_the_way_out_and_in(state: tuple[list[Voice], list[Membership], list[AccountLink]]) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        one, two = (stack.enter_context(Desk.create(Path(name) / file, "p", "r")) for file in ("one", "two"))
        for add, rows in zip((one.roster.put, one.roster.join, one.roster.tie), state, strict=True):
            for row in rows:
                with suppress(InputError):  # draws that contradict each other are not part of the roster
                    add(row)  # type: ignore[operator]
        text = one.roster.export_text()
        two.roster.import_text(text)
        assert facts(two.roster) == facts(one.roster)
        assert two.roster.export_text() == text


def test_the_addresses_of_478_french_media_are_one_roster(desk: Desk, real_data: Path) -> None:
    """medialab/corpora lists each medium with every form of its addresses (http, https, www): 2,384 accounts in 9,631 forms."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["name", "kind", "group", "account"])
    refused = 0
    with (real_data / "rosters" / "fr_medias.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for address in row["prefixes"].split("|"):
                try:
                    lines.writerow([row["name"], "organisation", "media", parse_account(address)])
                except InputError:
                    refused += 1  # pages and channels that name no account
    load(desk, out.getvalue())
    assert len(desk.roster.voices()) == 478
    assert len(desk.roster.accounts()) == 2384
    assert refused == 103
    before, text = facts(desk.roster), desk.roster.export_text()
    desk.roster.import_text(text, replace=True)
    assert facts(desk.roster) == before
    assert desk.roster.export_text() == text
