"""Charts are numbers put in their place; the places are computed here by hand, or must keep an order."""

import math
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jasette.page import Moment, Span, Spread
from jasette.render import charts

SHARE = charts.axis("share", [])


def drawn(markup: str) -> ET.Element:
    """The chart as XML: whatever does not parse fails here."""
    return ET.fromstring(str(markup))


def classes(markup: str) -> list[str]:
    return [element.get("class", "") for element in drawn(markup)]


def test_shares_lie_on_an_axis_from_nothing_to_all() -> None:
    assert (SHARE.low, SHARE.high, SHARE.ticks) == (0, 1, (0, 0.25, 0.5, 0.75, 1))
    assert SHARE.at(0.3) == pytest.approx(0.3)
    assert (SHARE.at(-1), SHARE.at(2)) == (0, 1)


def test_waiting_times_lie_on_a_logarithmic_axis_that_holds_them() -> None:
    axis = charts.axis("seconds", [Spread(700, 3_600, 90_000), None])
    assert (axis.low, axis.high) == (600, 7 * 86_400)
    assert axis.at(math.sqrt(axis.low * axis.high)) == pytest.approx(0.5)
    assert [axis.at(tick) for tick in axis.ticks] == sorted(axis.at(tick) for tick in axis.ticks)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([7], (0, 2, 4, 6, 8)),
        ([1_234], (0, 500, 1_000, 1_500)),
        ([-12, 31], (-20, -10, 0, 10, 20, 30, 40)),
        ([], (0, 0.2, 0.4, 0.6, 0.8, 1)),
    ],
)
def test_other_units_have_round_ticks_and_show_zero(values: list[float], ticks: tuple[float, ...]) -> None:
    assert charts.axis("posts", [Spread(None, value, None) for value in values]).ticks == pytest.approx(ticks)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=8), st.sampled_from(["share", "seconds", "posts", "percentage points"]))
def test_every_value_has_a_place_and_larger_ones_stand_further(values: list[float], unit: str) -> None:
    axis = charts.axis(unit, [Spread(value, value, value) for value in values])
    places = [axis.at(value) for value in sorted(values)]
    assert all(0 <= place <= 1 for place in places)
    assert places == sorted(places)
    assert 2 <= len(axis.ticks) <= 8


def test_a_strip_has_its_dot_inside_its_interval() -> None:
    chart = drawn(charts.strip(Spread(0.2, 0.25, 0.4), SHARE))
    line, dot = (next(element for element in chart if element.get("class") == name) for name in ("range", "dot"))
    assert (line.get("x1"), dot.get("cx"), line.get("x2")) == ("20%", "25%", "40%")


def test_an_open_end_runs_to_the_edge_and_no_interval_is_a_dot_alone() -> None:
    chart = drawn(charts.strip(Spread(0.2, 0.25, None), SHARE))
    line = next(element for element in chart if element.get("class") == "range open")
    assert (line.get("x1"), line.get("x2")) == ("20%", "100%")
    alone = next(element for element in drawn(charts.strip(Spread(None, 0.25, None), SHARE)) if "range" in element.get("class", ""))
    assert alone.get("x1") == alone.get("x2") == "25%"
    assert set(classes(charts.strip(None, SHARE))) == {"tick"}
    assert "dot small" in classes(charts.strip(Spread(0.1, 0.2, 0.3), SHARE, small=True))


def test_a_line_breaks_where_nothing_can_be_said_and_says_it_in_words() -> None:
    there = Spread(0.4, 0.5, 0.6)
    moments = [Moment("1", "50 %", there), Moment("2", "50 %", there), Moment("3", "withheld"), Moment("4", "50 %", there)]
    chart = charts.line(moments, SHARE, "Ville: 50 %, 50 %, <withheld>, 50 %")
    assert drawn(chart).findtext("title") == "Ville: 50 %, 50 %, <withheld>, 50 %"
    assert [classes(chart).count(name) for name in ("course", "band", "dot", "gap")] == [1, 1, 3, 1]
    assert drawn(chart).get("role") == "img"


def test_one_moment_and_none_can_be_drawn() -> None:
    assert classes(charts.line([Moment("1", "50 %", Spread(None, 0.5, None))], SHARE, "")).count("dot") == 1
    assert "dot" not in classes(charts.line([], SHARE, ""))


def test_ways_of_collecting_differ_in_height_and_not_in_colour_alone() -> None:
    chart = drawn(charts.lanes([Span(0, 0.25, "complete"), Span(0.5, 1, "query"), Span(0.3, 0.3, "unknown")]))
    bars = [element for element in chart if element.get("class", "").startswith("how")]
    assert [(bar.get("x"), bar.get("width")) for bar in bars] == [("0%", "25%"), ("50%", "50%"), ("30%", "0.4%")]
    assert len({bar.get("height") for bar in bars}) == 3
    assert drawn(charts.key("complete")).get("class") == "key"


def test_labels_of_an_axis_stay_inside_it() -> None:
    labels = drawn(charts.head(SHARE, lambda value: f"<{value}>"))
    assert [label.get("text-anchor") for label in labels] == ["start", "middle", "middle", "middle", "end"]
    assert labels[0].text == "<0>"
