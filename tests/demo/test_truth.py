"""What the plan says is what the files say: counted twice, by roads that share nothing."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from jasette.demo import write
from jasette.demo.world import VOICES


def _recount(folder):
    spec = importlib.util.spec_from_file_location("recount", Path(__file__).with_name("recount.py"))
    module = importlib.util.module_from_spec(spec)
    __import__("sys").modules["recount"] = module
    spec.loader.exec_module(module)
    return module.recount(folder)


@pytest.fixture(scope="module", params=[(2008, 1.0), (1, 1.0), (7, 2.5)], ids=["2008", "1", "7 larger"])
def counted(request, tmp_path_factory):
    seed, scale = request.param
    written = write(tmp_path_factory.mktemp("counted"), seed=seed, scale=scale)
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


def test_the_behaviours_contrast(valmont):
    voices = json.loads(valmont.truth.read_text("utf-8"))["voices"]
    assert voices["mairie"]["requests"]["answered"]["all"] == 0, "one only broadcasts"
    fast, slow = voices["info-311"]["requests"], voices["transport"]["requests"]
    assert fast["answered_within"]["6h"] > 0.7 * fast["asked"]["all"]
    assert slow["answered_within"]["6h"] < 0.1 * slow["asked"]["all"] < slow["answered_within"]["7d"]
    camp = voices["avenir"]["requests"]
    assert camp["by_public"]["answered"]["all"] == 0 < camp["by_voices"]["answered"]["all"], "one answers its own camp only"
    assert 0 < voices["coteau"]["requests"]["people"] < 10, "one is asked by too few to be shown"
    assert sum(voice["requests"]["people"] >= 10 for voice in voices.values()) == len(voices) - 1
    assert any(int(turns) >= 5 for turns in voices["verts"]["exchanges"]["turns"])


def test_a_voice_asked_by_few_stays_so_at_any_scale(tmp_path):
    truth = json.loads(write(tmp_path, scale=12).truth.read_text("utf-8"))
    assert truth["voices"]["coteau"]["requests"]["people"] < 10
    assert truth["voices"]["info-311"]["requests"]["people"] > 300


def test_answers_come_as_planted(tmp_path):
    """At twenty times the size, the share answered within a week is near what was planted (four standard errors)."""
    truth = json.loads(write(tmp_path, scale=20).truth.read_text("utf-8"))
    for slug, expected in (("info-311", 0.85), ("verts", 0.65), ("velo", 0.7), ("carnet", 0.55)):
        asked, answered = truth["voices"][slug]["requests"]["due"].values()
        assert abs(answered / asked - expected) < 4 * (expected * (1 - expected) / asked) ** 0.5
