from __future__ import annotations

import dataclasses
import json
import shutil

import pytest

from jasette import schema
from jasette.archive import Archive, migrate
from jasette.errors import ObservatoryError


def form(archive, **change):
    path = archive.root / "archive.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    return path


def test_a_newer_schema_is_refused_and_nothing_touched(archive):
    path = form(archive, schema=schema.VERSION + 1)
    before = path.read_bytes(), archive.versions()
    with pytest.raises(ObservatoryError, match="newer version") as refused:
        Archive.open(archive.root)
    assert str(schema.VERSION + 1) in str(refused.value)
    assert (path.read_bytes(), archive.versions()) == before


@pytest.mark.parametrize("text", ["", "[]", '{"schema": "x"}', "{}"])
def test_a_damaged_form_names_itself(archive, text):
    (archive.root / "archive.json").write_text(text)
    with pytest.raises(ObservatoryError, match=r"archive\.json"):
        Archive.open(archive.root)


def test_an_older_archive_gets_what_it_lacks(tmp_path, made, monkeypatch):
    """Schema 0, made here: no table `coverage`, and posts without `views`."""
    views = next(column for column in schema.POSTS.columns if column.name == "views")
    old = dataclasses.replace(schema.POSTS, columns=tuple(column for column in schema.POSTS.columns if column != views))
    with monkeypatch.context() as then:
        then.setitem(schema.TABLES, "posts", old)
        archive = Archive.create(tmp_path / "archive")
        made.add(archive, made.rows("posts", {"post_id": "x:1", "text": "t"}))
    shutil.rmtree(archive.root / "coverage")
    form(archive, schema=0)
    steps = []
    monkeypatch.setitem(migrate.STEPS, 0, steps.append)

    opened = Archive.open(archive.root)
    assert steps == [archive.root]
    assert json.loads((archive.root / "archive.json").read_text())["schema"] == schema.VERSION
    assert made.query(opened, "SELECT post_id, text, views FROM raw_posts") == [("x:1", "t", None)]
    assert made.query(opened, "SELECT count(*) FROM raw_coverage") == [(0,)]
    # a null adds nothing to a row's key, so what was known before is still known
    again = made.add(opened, made.rows("posts", {"post_id": "x:1", "text": "t"}, {"post_id": "x:1", "text": "t", "views": 4}), digest="8")
    assert (again[0].duplicate, again[0].stored) == (1, 1)
    Archive.open(archive.root)
    assert len(steps) == 1


def test_an_older_archive_without_rows(tmp_path, monkeypatch):
    old = dataclasses.replace(schema.POSTS, columns=schema.POSTS.columns[:5])
    with monkeypatch.context() as then:
        then.setitem(schema.TABLES, "posts", old)
        archive = Archive.create(tmp_path / "archive")
    form(archive, schema=0)
    assert Archive.open(archive.root).stats()["posts"].rows == 0
