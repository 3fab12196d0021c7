"""Topics where everything is wired: one index a build, which an erasure reaches, and a report on a topic."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jasette.errors import QueryError
from jasette.observatory import Observatory

COLUMNS = "post_id,account_id,handle,published,kind,text,tags\n"
MARKS = ("zanzibarissime", "hurluberlu42", "xylophoniste")
MARIE = (
    "1,77,marie_mark,2024-03-01T10:00:00Z,post,Un mot de Zanzibarissime et d’Hurluberlu42 sur la neige,xylophoniste\n"
    "2,77,marie_mark,2024-03-02T10:00:00Z,post,Encore zanzibarissime,\n"
)
OTHERS = "3,88,ville,2024-03-01T11:00:00Z,post,La neige est ramassée à l’École,neige\n"


@pytest.fixture
def town(tmp_path: Path) -> Observatory:
    (tmp_path / "posts.csv").write_text(COLUMNS + MARIE + OTHERS, encoding="utf-8")
    observatory = Observatory.create(tmp_path / "town", purpose="to test", responsible="A. Roy")
    observatory.add(tmp_path / "posts.csv", platform="x", into="posts")
    return observatory


def holding(folder: Path, marks: tuple[str, ...]) -> set[str]:
    """Files in which a mark stands as the index would write it, or as it was typed."""
    return {path.name for path in folder.rglob("*") if path.is_file() and any(mark.encode() in path.read_bytes().lower() for mark in marks)}


def test_an_erasure_reaches_the_index(town: Observatory) -> None:
    found = town.search("neige")
    assert sum(row["posts"] or 0 for row in found) + sum(row["state"] == "suppressed" for row in found) > 0
    assert "vocabulary.arrow" in holding(town.path / "derived", MARKS)
    receipt = town.forget("x:77")
    assert receipt.clean
    assert holding(town.path, MARKS) == set()
    town.search("neige OR zanzibarissime")
    assert list((town.path / "derived").rglob("vocabulary.arrow"))
    assert holding(town.path, MARKS) == set()


def test_the_index_is_made_once_for_a_build(town: Observatory) -> None:
    town.search("neige")
    (index,) = (town.path / "derived" / "builds").glob("*/words")
    before = (index / "stream.npy").stat().st_mtime_ns
    town.search("école")
    assert (index / "stream.npy").stat().st_mtime_ns == before
    assert not list((town.path / "derived").rglob("*.partial"))


def test_several_topics_must_all_be_met(town: Observatory) -> None:
    both = town.search_posts(["neige", "ecole OR bus"], voices=[]).to_pylist()
    assert both == town.search_posts("neige AND (école OR bus)").to_pylist()
    assert [row["topic"] for row in town.search(["neige", "ecole OR bus"])] == ["(neige) AND (ecole OR bus)"]
    with pytest.raises(QueryError, match="empty"):
        town.search("")


def test_a_report_on_a_topic_says_so_and_one_on_a_sensitive_topic_quotes_nobody(valmont: Path, tmp_path: Path) -> None:
    shutil.copytree(valmont / "observatory", tmp_path / "city")
    with Observatory.open(tmp_path / "city") as city:
        snow = city.report(tmp_path / "snow.html", topic="neige OR snow OR déneig*").read_text(encoding="utf-8")
        health = city.report(tmp_path / "health.html", topic="hôpital OR hospital").read_text(encoding="utf-8")
    assert "This report is on “neige OR snow OR déneig*”" in snow
    assert "--topic" in snow
    assert "only counts are shown, never posts or people" in health
    assert "A member of the public" not in health
