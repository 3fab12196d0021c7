from jasette.locale import Words
from jasette.page import Spread
from jasette.page.figures import anchor, figure, moment

ROW = {
    "voice": "ville", "measure": "response_rate", "part": "all", "period": "2024-W10", "unit": "share", "state": "ok",
    "value": 0.25, "low": 0.1, "high": None, "n": 9, "why_not": None,
}  # fmt: skip


def test_a_value_has_its_interval_its_n_and_its_posts() -> None:
    shown = figure(ROW, Words())
    assert (shown.value, shown.interval, shown.n) == ("25%", "10% – …", "n\u00a0=\u00a09")
    assert shown.spread == Spread(0.1, 0.25, None)
    assert shown.small and shown.link == anchor("response_rate", "all", "ville")
    assert not figure({**ROW, "n": 10}, Words()).small


def test_without_a_value_it_says_what_is_known_instead() -> None:
    hidden = figure({**ROW, "value": None, "state": "suppressed", "n": None, "why_not": "too few"}, Words())
    assert (hidden.value, hidden.note, hidden.link, hidden.spread) == ("withheld", "too few", "", None)
    assert figure({**ROW, "value": None, "n": 0}, Words()).state == "none"


def test_a_moment_keeps_its_period() -> None:
    assert moment(ROW, Words()).text == "25%"
    assert moment({**ROW, "value": None, "state": "not_observable"}, Words()).spread is None
