from __future__ import annotations

from jasette.measure.kinds import Count, Quantile


def test_quantile_of_values_and_of_durations(figure):
    assert figure(Quantile("amount_of")).value == 25
    assert figure(Quantile("amount_of", per=10)).value == 2.5
    assert figure(Quantile("seen")).n == 3
    waiting = figure(Quantile("amount_of", event="done = 1"))
    assert (waiting.value, waiting.hits, waiting.state) == (40, 2, "ok")
    rivals = figure(Quantile("amount_of", event="done = 1", rival="done = 0", share=0.9))
    assert (rivals.value, rivals.state, rivals.n) == (None, "not_reached", 4)
    assert figure(Quantile("amount_of"), where="FALSE").value is None


def test_a_rival_is_no_hit(hits):
    assert hits(Quantile("amount_of", event="done = 1", rival="seen = 9")) == ["p:1"]
    assert Count().wanted == "TRUE"
