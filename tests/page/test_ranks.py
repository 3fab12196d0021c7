from __future__ import annotations

from jasette.locale import Words
from jasette.page.ranks import ranked

ROW = {
    "measure": "received", "part": "reposts_people", "voice": "ville", "value": 41.0, "low": 30.0, "high": 52.0, "n": 60, "unit": "people",
    "state": "ok", "why_not": None, "rank": 3, "rank_low": 2, "rank_high": 6,
}  # fmt: skip


def test_a_place_with_its_range_and_what_it_rests_on():
    shown = ranked(ROW, Words())
    assert (shown.value, shown.interval, shown.n) == ("3rd (2–6)", "41 people", "n\u00a0=\u00a060")
    assert shown.spread == (2, 3, 6) and shown.order == -3 and shown.link == "posts-received-reposts_people-ville"
    assert ranked(ROW, Words("fr")).value == "3e (2–6)"


def test_without_a_place_it_says_what_is_known():
    hidden = ranked(ROW | {"value": None, "rank": None, "state": "suppressed", "why_not": "few"}, Words())
    assert hidden.value == "withheld" and hidden.spread is None and hidden.order is None
    alone = ranked(ROW | {"rank_low": None, "rank_high": None}, Words())
    assert alone.value == "3rd" and alone.spread == (None, 3, None)
