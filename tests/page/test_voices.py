from jasette.locale import Words
from jasette.page.voices import roster

ROWS = {
    "voices": (
        {"voice": "b", "name": "Beta", "group": "blog"},
        {"voice": "z", "name": "Zeta", "group": "fans"},
        {"voice": "v", "name": "Bike Valmont", "group": "public body"},
        {"voice": "a", "name": "alpha", "group": "blog"},
        {"voice": "n", "name": None, "group": None},
    )
}


def test_voices_stand_by_group_and_name_in_the_language_of_the_report(read) -> None:
    found = roster(read(ROWS), Words("fr"))
    assert [(voice.name, voice.group) for voice in found.values()] == [
        ("Vélo Valmont", "organisme public"), ("alpha", "blogue"), ("Beta", "blogue"), ("n", ""), ("Zeta", "fans"),
    ]  # fmt: skip
    assert [voice.rank for voice in found.values()] == list(range(5))


def test_no_roster_no_voices(read) -> None:
    assert roster(read({"voices": ()}), Words()) == {}
