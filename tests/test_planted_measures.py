"""Every dialogue measure of the example, voice by voice: what came of the plan exactly, what was planted within the interval.

`truth.json` is counted from the plan; the measures see files. A cell that is hidden, or of a voice that was not collected,
says nothing and is compared with nothing; of each measure most cells must speak.

At the size of the bundled example, and in `./run faults` at scale 1 too.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest
from scipy.stats import spearmanr

from jasette.observatory import Observatory

WHOLE = int(os.environ.get("JASETTE_DRAWS", "0")) >= 100
NORMAL = NormalDist()
Told = dict[str, Any]
Expected = dict[str, tuple[int | None, int | None, float | None]]
"""By part: n, hits, value; None is not compared."""


@dataclass
class City:
    observatory: Observatory
    truth: Told

    @property
    def voices(self) -> dict[str, Told]:
        return self.truth["voices"]

    def cells(self, measure: str) -> dict[tuple[str, str], Told]:
        """The figures that are shown, by voice and part."""
        rows = self.observatory.measure(measure).to_pylist()
        return {(row["voice"], row["part"]): row for row in rows if row["observable"] and row["state"] != "suppressed"}


AT_SCALE_1 = (pytest.mark.faults, pytest.mark.skipif(not WHOLE, reason="./run faults"))


@pytest.fixture(scope="module", params=["bundled", pytest.param("whole", marks=AT_SCALE_1)])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    if request.param == "bundled":
        folder: Path = request.getfixturevalue("valmont")
    else:
        from jasette.demo import tour, write

        folder = tmp_path_factory.mktemp("whole")
        written = write(folder / "files", seed=1)
        with Observatory.create(folder / "observatory", purpose="to test", responsible="nobody") as observatory:
            tour.collect(observatory, written, lambda step: None)
            observatory.build()
    with Observatory.open(folder / "observatory") as observatory:
        yield City(observatory, json.loads((folder / "files" / "truth.json").read_text(encoding="utf-8")))


def share(hits: int, n: int) -> tuple[int, int, float | None]:
    return n, hits, hits / n if n else None


def count(value: int) -> tuple[None, None, int]:
    return None, None, value


def spread(histogram: dict[str, int]) -> list[int]:
    """`{"2": 3}` as 2, 2, 2."""
    return sorted(int(value) for value, times in histogram.items() for _ in range(times))


def quantile(values: list[int], p: float) -> float:
    """The least value that `p` of all reach; the middle of two where `p` falls between them."""
    place = p * len(values)
    below = round(place) if abs(place - round(place)) < 1e-9 else math.ceil(place)
    return (values[below - 1] + values[below]) / 2 if below == round(place) and abs(place - below) < 1e-9 else float(values[below - 1])


def gini(values: list[int]) -> float:
    """The mean difference of two people, in means: all pairs, one by one."""
    return sum(abs(a - b) for a in values for b in values) / (2 * len(values) * sum(values))


def top(values: list[int], above: float, upto: float) -> float:
    """Per cent of all that the most active hold, between two shares of the people; parts of people count in parts."""

    def held(part: float) -> float:
        people = part * len(values)
        whole = int(people + 1e-9)
        ordered = sorted(values, reverse=True)
        return sum(ordered[:whole]) + (people - whole) * (ordered[whole] if whole < len(values) else 0)

    return 100 * (held(above) - held(upto)) / sum(values)


def requests(voice: Told, _: City) -> Expected:
    told = voice["requests"]
    kinds = {"all": "all", "questions": "question", "direct": "direct", "mentions": "mention"}
    return {part: count(told["asked"][kind]) for part, kind in kinds.items()} | {"people": count(told["people"] + told["voices"])}


def response_rate(voice: Told, _: City) -> Expected:
    told = voice["requests"]
    parts = {"all": "due", "questions": "due_questions", "direct": "due_directs", "mentions": "due_mentions", "with_hand": "due"}
    return {part: share(told[due]["answered_within_7d"], told[due]["asked"]) for part, due in parts.items()}


def time_to_answer(voice: Told, _: City) -> Expected:
    return {f"within_{limit}": share(told["answered"], told["asked"]) for limit, told in voice["requests"]["followed"].items()}


def people_answered(voice: Told, _: City) -> Expected:
    told = voice["requests"]
    answers = spread(told["people_by_answers"]) + spread(told["voices_by_answers"])
    some = sum(number > 0 for number in answers)
    return {"answered": share(some, len(answers)), "gini": (None, None, gini(answers) if some else None)}


def approach(voice: Told, _: City) -> Expected:
    told = voice["approaches"]
    return {"approaches": count(told["all"]), "replied_back": share(told["replied_back"], told["all"])}


def turns(voice: Told, _: City) -> Expected:
    lengths = spread(voice["exchanges"]["turns"])
    return {name: (len(lengths), None, quantile(lengths, p) if lengths else None) for name, p in (("median", 0.5), ("p90", 0.9))}


def loop_rate(voice: Told, _: City) -> Expected:
    return {"loops": share(voice["exchanges"]["loops"], voice["exchanges"]["answered"])}


def reciprocity(voice: Told, _: City) -> Expected:
    return {kind: share(told["answered_back"], told["all"]) for kind, told in voice["pairs"].items()}


def return_rate(voice: Told, _: City) -> Expected:
    arms = {}
    for arm in ("answered", "not_answered"):
        told, others = voice["return"][arm], voice["return"]["of_voices"][arm]
        arms[arm] = share(told["returned"] + others["returned"], told["people"] + others["people"])
    (n, hits, _v), (m, more, _w) = arms.values()
    return arms | {"difference": (n + m, hits + more, None)}


def reach_across(voice: Told, _: City) -> Expected:
    told = voice["requests"]["answered_after_30d"]
    return {"new_people": share(told["new_people"], told["all"])}


def post_mix(voice: Told, _: City) -> Expected:
    told = voice["posts"]
    parts = {"posts": "posts", "replies": "replies_to_others", "self_replies": "self_replies", "reposts": "reposts", "quotes": "quotes"}
    return {part: share(told[name], told["all"]) for part, name in parts.items()} | {"replies_unknown": share(0, told["all"])}


def broadcast_share(voice: Told, _: City) -> Expected:
    told = voice["posts"]
    broadcast = told["posts"] + told["self_replies"] + told["reposts"]
    return {"broadcast": share(broadcast, told["all"]), "quotes": share(told["quotes"], told["all"])}


def addressee_mix(voice: Told, city: City) -> Expected:
    kinds = dict.fromkeys(("public", "own_camp", "other_camps", "media", "other_voices", "self", "unknown"), 0)
    kinds["self"] = voice["posts"]["self_replies"]
    for to, replies in voice["replies_to"].items():
        other = city.voices.get(to, {"group": "", "camp": ""})
        both = voice["camp"] and other["camp"]
        camp = ("own_camp" if voice["camp"] == other["camp"] else "other_camps") if both else "other_voices"
        kinds["public" if to == "public" else "media" if other["group"] == "media" else camp] += replies
    return {kind: share(replies, sum(kinds.values())) for kind, replies in kinds.items()}


def share_of_voice(voice: Told, city: City) -> Expected:
    group = [other for other in city.voices.values() if other["group"] == voice["group"]]
    collected = [other for other in group if "mentions" in other["coverage"]]
    return {
        "posts": share(voice["posts"]["all"], sum(other["posts"]["all"] for other in group)),
        "mentions": share(voice["mentions"], sum(other["mentions"] for other in collected)),
    }


def participation(voice: Told, _: City) -> Expected:
    posts = spread(voice["taking_part"])
    if not posts:
        return {}
    tops = {"top_1": (0.01, 0.0), "next_9": (0.10, 0.01), "others": (1.0, 0.10)}
    return {name: (sum(posts), None, top(posts, *ends)) for name, ends in tops.items()} | {"gini": (sum(posts), None, gini(posts))}


def engagement(voice: Told, _: City) -> Expected:
    told = voice["engagement"]
    drawn = told["likes"] + told["reposts"] + told["replies"]
    return {
        "per_post": (told["posts"], None, drawn / told["posts"] if told["posts"] else None),
        "reply_to_repost": (told["posts"], None, told["replies"] / told["reposts"] if told["reposts"] else None),
    }


def completeness(voice: Told, _: City) -> Expected:
    """No voice replies to a post that was lost, and no day was."""
    told, posts, opens = voice["replied_threads"], voice["posts"], voice["opens_with"]
    replies = posts["replies_to_others"] + posts["self_replies"]
    return {
        "parent_known": share(replies - opens, replies),
        "root_known": share(told["first_known"], told["all"]),
        "days_without_collection": count(0),
    }


COUNTED: dict[str, Callable[[Told, City], Expected]] = {
    function.__name__: function
    for function in (
        requests, response_rate, time_to_answer, people_answered, approach, turns, loop_rate, reciprocity, return_rate, reach_across,
        post_mix, broadcast_share, addressee_mix, share_of_voice, participation, engagement, completeness,
    )
}  # fmt: skip


@pytest.mark.parametrize("measure", COUNTED)
def test_what_came_of_the_plan_is_measured_exactly(city: City, measure: str) -> None:
    cells = city.cells(measure)
    compared: dict[str, int] = {}
    wrong = []
    for slug, voice in city.voices.items():
        for part, (n, hits, value) in COUNTED[measure](voice, city).items():
            cell = cells.get((slug, part))
            if cell is None or (cell["value"] is None and value is None):
                continue
            compared[part] = compared.get(part, 0) + 1
            found = cell["n"], cell["hits"], cell["value"]
            if any(b is not None and a != pytest.approx(b, rel=1e-9) for a, b in zip(found, (n, hits, value), strict=True)):
                wrong.append((slug, part, "found", found, "planted", (n, hits, value)))
    assert not wrong
    assert compared, measure


def test_ready_made_answers_are_found_and_few_others(city: City) -> None:
    """Of a text that is used once there is no twin; and of many answers two are alike by chance."""
    cells = city.cells("template_share")
    compared = 0
    for slug, voice in city.voices.items():
        told, cell = voice["answers"], cells.get((slug, "templates"))
        if cell is None:
            continue
        compared += 1
        texts = 2 * 2  # two texts in two languages
        assert cell["n"] == told["all"], slug
        assert told["from_template"] - texts <= cell["hits"] <= told["from_template"] + 0.05 * told["all"] + 2, slug
    assert compared > 20


def test_the_planted_orders_are_recovered_by_the_acts_received(city: City, request: pytest.FixtureRequest) -> None:
    """Spearman's ρ at scale 1; of the bundled example few acts are shown, and fewer voices, of which neighbours change places."""
    bundled = request.node.callspec.params["city"] == "bundled"
    planted, acts = city.truth["heard"]["planted"], city.truth["heard"]["acts"]
    orders = {
        "mentions": planted["weights"],
        "quotes": planted["weights"],
        "replies": planted["replies"],
        "replies_people": planted["people_replying"],
    }
    # to what was planted of all voices the ring adds
    [(pushed, more)] = planted["pushed"].items()
    by_people = sum(of["reposts"] for of in acts.values()) - more
    whole = sum(planted["weights"].values())
    orders["reposts"] = {voice: by_people * weight / whole + more * (voice == pushed) for voice, weight in planted["weights"].items()}
    if bundled:
        del orders["quotes"]  # two or three of most voices
    cells = city.cells("received")
    for kind in [kind for kind in orders if kind in acts[pushed]]:
        for part in (kind, f"{kind}_people"):
            order = orders.get(part, orders[kind])
            found = {voice: cell["value"] for (voice, name), cell in cells.items() if name == part and cell["value"] is not None}
            assert len(found) >= (8 if bundled else 15), part
            assert spearmanr([order[voice] for voice in found], list(found.values())).statistic >= (0.6 if bundled else 0.95), part
