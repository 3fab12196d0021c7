"""What the plan says is what the files say: counted twice, by roads that share nothing."""

from __future__ import annotations

import csv
import html
import importlib.util
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from scipy.stats import spearmanr

from jasette.demo import write
from jasette.demo.cast import COPIES, FOLLOWINGS, VOICES


def _recount(folder):
    spec = importlib.util.spec_from_file_location("recount", Path(__file__).with_name("recount.py"))
    module = importlib.util.module_from_spec(spec)
    __import__("sys").modules["recount"] = module
    spec.loader.exec_module(module)
    return module.recount(folder)


@pytest.fixture(scope="module", params=[(2008, 0.07, True), (1, 0.3, False), (7, 1.0, True)], ids=["2008", "1 twin", "7 whole"])
def counted(request, tmp_path_factory):
    seed, scale, effect = request.param
    written = write(tmp_path_factory.mktemp("counted"), seed=seed, scale=scale, effect=effect)
    return json.loads(written.truth.read_text("utf-8")), _recount(written.truth.parent)


@pytest.mark.parametrize("slug", [voice.slug for voice in VOICES])
def test_the_files_hold_what_was_planted(counted, slug):
    truth, found = counted[0]["voices"][slug], counted[1][slug]
    requests = truth["requests"]
    for planted, recounted in ((requests["asked"], found["asked"]), (requests["answered"], found["answered"])):
        assert {kind: n for kind, n in planted.items() if n and kind != "all"} == {kind: n for kind, n in recounted.items() if n}
        assert planted["all"] == sum(recounted.values())
    assert requests["people"] == len(found["people"])
    assert list(requests["due"].values()) == found["due"]
    assert list(requests["due_questions"].values()) == found["due_questions"]
    assert {name: requests["answered_within"][name] for name in ("1h", "24h", "7d")} == {
        name: found["within"][name] for name in ("1h", "24h", "7d")
    }
    assert [list(truth["return"][arm].values()) for arm in ("not_answered", "answered")] == found["return"]
    assert {role: n for role, n in truth["posts"].items() if n and role != "all"} == {role: n for role, n in found["mix"].items() if n}
    assert {who: n for who, n in truth["replies_to"].items() if n} == dict(found["replies_to"])


def test_kinds_add_up(valmont):
    truth = json.loads(valmont.truth.read_text("utf-8"))
    for voice in truth["voices"].values():
        requests = voice["requests"]
        for counts in (requests["asked"], requests["answered"]):
            assert counts["all"] == counts["question"] + counts["direct"] + counts["mention"]
        assert requests["asked"]["all"] == requests["by_public"]["asked"]["all"] + requests["by_voices"]["asked"]["all"]
        assert sum(voice["exchanges"]["turns"].values()) == voice["exchanges"]["both_wrote"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The world at scale 1."""
    written = write(tmp_path_factory.mktemp("whole"))
    return written, json.loads(written.truth.read_text("utf-8"))


def test_the_world_is_as_large_as_promised(whole):
    truth = whole[1]
    assert truth["world"]["people"] == 3_000
    assert 38_000 < sum(truth["platforms"].values()) < 44_000
    assert len(truth["voices"]) == 30
    assert min(truth["platforms"].values()) > 4_000


def test_the_planted_orders_come_of_it(whole):
    """Spearman's ρ of what others did with what was planted: two orders that have little to do with each other."""
    truth = whole[1]
    planted, acts = truth["heard"]["planted"], truth["heard"]["acts"]
    order = planted["order"]
    assert sorted(order) == sorted(truth["voices"])
    for kind in ("mentions", "reposts", "quotes", "links"):
        rank = {slug: place for place, slug in enumerate(order) if kind != "links" or acts[slug]["links"]}
        assert len(rank) >= 10
        assert spearmanr(list(rank.values()), [-acts[slug][kind] for slug in rank]).statistic >= 0.95, kind
    people = [truth["voices"][slug]["requests"]["people"] for slug in order]
    assert spearmanr([planted["people_asking"][slug] for slug in order], people).statistic >= 0.95
    assert abs(spearmanr(range(len(order)), people).statistic) < 0.8


def test_the_ring_shares_within_seconds(whole):
    truth = whole[1]["ring"]
    assert len(set(truth["accounts"])) == 15 and truth["within_s"] == 20
    assert (truth["reposted"], truth["links"]) == (6, 10)
    assert 0.8 * 15 * 16 < truth["acts"] <= 15 * 16


def test_the_behaviours_contrast(whole):
    voices = whole[1]["voices"]
    assert voices["mairie"]["requests"]["answered"]["all"] == 0, "one only broadcasts"
    fast, slow = voices["info-311"]["requests"], voices["transport"]["requests"]
    assert fast["answered_within"]["6h"] > 0.7 * fast["asked"]["all"]
    assert slow["answered_within"]["6h"] < 0.1 * slow["asked"]["all"] < slow["answered_within"]["7d"]
    camp = voices["avenir"]["requests"]
    assert camp["by_public"]["answered"]["all"] == 0 < camp["by_voices"]["answered"]["all"], "one answers its own camp only"
    assert 0 < voices["coteau"]["requests"]["people"] < 10, "one is asked by too few to be shown"
    assert sum(voice["requests"]["people"] >= 10 for voice in voices.values()) == len(voices) - 1
    assert any(int(turns) >= 5 for turns in voices["verts"]["exchanges"]["turns"])


def _near(found, of, planted):
    return abs(found / of - planted) < 4 * (planted * (1 - planted) / of) ** 0.5


def test_answers_and_templates_come_as_planted(whole):
    """The share answered within a week is near what was planted (four standard errors)."""
    voices = whole[1]["voices"]
    for slug, expected in (("info-311", 0.85), ("verts", 0.65), ("velo", 0.7), ("carnet", 0.55)):
        asked, answered = voices[slug]["requests"]["due"].values()
        assert _near(answered, asked, expected), slug
    for slug, expected in (("transport", 0.6), ("ecoles", 0.3)):
        assert _near(voices[slug]["answers"]["from_template"], voices[slug]["answers"]["all"], expected), slug


def test_an_answer_brings_people_back_and_in_the_twin_it_does_not(whole, tmp_path):
    twin = json.loads(write(tmp_path, effect=False).truth.read_text("utf-8"))

    def difference(truth):
        arms = [[sum(voice["return"][arm][key] for voice in truth["voices"].values()) for key in ("people", "returned")]
                for arm in ("answered", "not_answered")]  # fmt: skip
        (n, a), (m, b) = arms
        return a / n - b / m, (a / n * (1 - a / n) / n + b / m * (1 - b / m) / m) ** 0.5

    found, error = difference(whole[1])
    assert found > 8 * error
    # voices differ in how often they are asked and how often they answer: pooled, that alone makes some difference
    found, error = difference(twin)
    assert abs(found) < 5 * error


def test_copies_are_word_for_word_and_pinged(whole):
    """Each planted copy holds the passage of its source; blogs that link to blogs are listed below what they link to."""
    written, truth = whole
    texts = {}
    for path in written.files:
        if path.suffix == ".xml":
            texts |= {item.find("link").text: item.find("{http://purl.org/rss/1.0/modules/content/}encoded").text
                      for item in ET.parse(path).getroot().iter("item")}  # fmt: skip
    with (written.truth.parent / "valmont_press.csv").open(newline="", encoding="utf-8") as file:
        texts |= {row["adresse"]: row["titre_et_texte"] for row in csv.DictReader(file)}
    with written.copies.open(encoding="utf-8") as file:
        copies = list(csv.DictReader(file))
    assert len(copies) == sum(copying["copied"] for copying in truth["copies"]) > 100
    for copy in copies:
        passage = html.unescape(texts[copy["source"]]).split("<p>")[2].split("</p>")[0]
        assert len(passage.split()) >= 8
        assert passage in html.unescape(texts[copy["copy"]])
        assert int(copy["lag_s"]) >= 600
    for copying, planted in zip(truth["copies"], COPIES, strict=True):
        assert planted.linked in (0, 1) or _near(copying["linked"], copying["copied"], planted.linked)
    blogs = [path.read_text("utf-8") for path in written.files if path.suffix == ".xml"]
    assert sum(text.count("CDATA[pingback]") for text in blogs) == sum(map(_sum, truth["citations"]["pingbacks"].values())) > 50
    assert sum(text.count("CDATA[trackback]") for text in blogs) == _sum(truth["citations"]["trackbacks"]) > 10


def _sum(counts):
    return sum(counts.values())


def test_audiences_overlap_as_planted(whole):
    written, truth = whole
    lists = {}
    with (written.truth.parent / "valmont_audience.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            lists.setdefault(row["compte"], set()).add(row["abonne"])
    handles = {voice.slug: f"@{voice.accounts[0].handle}" for voice in VOICES}
    members = {following.voice: lists[handles[following.voice]] for following in FOLLOWINGS}
    told = truth["audiences"]
    assert told["members"] == {slug: len(listed) for slug, listed in members.items()}
    assert told["union"] == len(set.union(*members.values()))
    for overlap in told["overlap"]:
        a, b = overlap["of"]
        assert overlap["members"] == len(members[a] & members[b])
    on_x = 0.7 * truth["world"]["people"]
    for following in FOLLOWINGS:
        assert abs(told["members"][following.voice] / on_x - following.size) < 0.01
