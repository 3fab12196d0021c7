from __future__ import annotations

import pytest


def post(likes: int | None, reposts: int | None, replies: int | None, **more: object) -> dict[str, object]:
    return {"voice": "v", "person": "v", "role": "post", "likes": likes, "reposts": reposts, "replies": replies} | more


def test_means_and_the_ratio_of_sums(counted):
    rows = counted("engagement", posts=[post(10, 4, 1), post(0, 0, 3), post(5, 0, 0)])
    assert rows["per_post"]["value"] == pytest.approx(23 / 3)
    assert rows["reply_to_repost"]["value"] == 1
    assert rows["per_post"]["low"] <= 23 / 3 <= rows["per_post"]["high"]


def test_what_was_not_observed_is_not_zero(counted):
    rows = counted("engagement", posts=[post(10, 4, 1), post(900, 900, None)])
    assert (rows["per_post"]["n"], rows["per_post"]["value"]) == (1, 15)
    assert (rows["reply_to_repost"]["n"], rows["per_post"]["interval"]) == (1, "none")
    assert rows["observed_after"]["n"] == 0


def test_without_reposts_there_is_no_ratio(counted):
    rows = counted("engagement", posts=[post(10, 0, 4), post(1, 0, 0)])
    assert (rows["reply_to_repost"]["value"], rows["reply_to_repost"]["state"]) == (None, "ok")


def test_reposts_draw_for_others_and_time_is_shown(counted):
    given = [post(1, 1, 1, observed_us="2024-03-03"), post(500, 500, 500, role="repost", observed_us="2024-03-30")]
    rows = counted("engagement", posts=given)
    assert (rows["per_post"]["value"], rows["observed_after"]["value"]) == (3, 86_400)
