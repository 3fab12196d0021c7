from __future__ import annotations

from jasette import engine
from jasette.measure import Ask, run
from jasette.measure.example import mount
from jasette.measures import find

VOICES = [{"voice": v, "name": v, "group": g} for v, g in (("a", "media"), ("b", "party"), ("c", "blog"))]
COVERED = [
    {"voice": v, "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
    for v in "abc"
    for stream in ("mentions", "reposts")
]


def shared(voice: str, count: int, first: int = 0) -> list[dict[str, object]]:
    return [
        {"person": f"p:{first + i:03}", "group": "public", "kind": "repost", "to_voice": voice, "to_person": voice} for i in range(count)
    ]


def heard(acts: list[dict[str, object]], ask: Ask) -> dict[object, dict[str, object]]:
    with engine.connect() as connection:
        mount(connection, {"voices": VOICES, "coverage": COVERED, "interactions": acts})
        rows = [row for row in run(connection, find("heard"), ask).to_pylist() if row["part"] == "reposts"]
    return {(row["voice"], row["beside"]) if ask.across else row["voice"]: row for row in rows}


def test_a_hidden_share_does_not_follow_from_the_others():
    found = heard([*shared("a", 40), *shared("b", 20, 100), *shared("c", 3, 200)], Ask())
    assert [found[group]["state"] for group in ("media", "party", "blog")] == ["ok", "suppressed", "suppressed"]
    open_ = heard([*shared("a", 40), *shared("b", 20, 100), *shared("c", 20, 200)], Ask())
    assert [open_[group]["value"] for group in ("media", "party", "blog")] == [0.5, 0.25, 0.25]
    assert sum(row["value"] for row in open_.values()) == 1


def test_the_matrix_has_one_whole_for_each_acting_group():
    press = [{"person": "a", "voice": "a", "group": "media", "kind": "repost", "to_voice": "b", "to_person": "b"}]
    found = heard([*shared("a", 30), *shared("b", 10, 100), *press], Ask(across="group"))
    assert {key: row["value"] for key, row in found.items()} == {
        ("media", "public"): 0.75,
        ("party", "public"): 0.25,
        ("blog", "public"): 0,
        ("media", "media"): 0,
        ("party", "media"): 1,
        ("blog", "media"): 0,
    }
