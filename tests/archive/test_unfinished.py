"""What a batch has brought is known until it is finished, whatever happens in between, and the log does not grow with their number."""

from __future__ import annotations

import json
import random
import shutil

import pytest

from jasette import engine
from jasette.archive import Archive, unfinished


@pytest.fixture
def items(made):
    posts = made.rows("posts", *({"post_id": f"x:{i}", "account_id": f"x:{i}", "text": "words"} for i in range(5)))
    accounts = made.rows("accounts", {"account_id": "x:1", "handle": "one"})
    return [posts, accounts, made.rows("coverage", {"subject": "x:1", "stream": "own_posts", "how": "query"})]


def waiting(archive):
    return sorted(path.name for path in (archive.root / unfinished.FOLDER).iterdir())


def test_of_a_finished_batch_nothing_is_kept_but_its_line_in_the_ledger(archive, made, items):
    made.add(archive, *items)
    assert waiting(archive) == []


@pytest.mark.parametrize("commits", [1, 2, 3])
def test_rows_erased_before_the_second_run_stay_out_and_the_others_are_there_once(archive, made, items, stop, commits):
    """All rows of the batch go from `posts`, and other batches come, before it is repeated: the batch is known all the same."""
    stop(commits, lambda: made.add(archive, *items))
    made.add(archive, made.rows("posts", {"post_id": "x:other"}), made.rows("accounts", {"account_id": "x:2"}), digest="2")
    (kept,) = waiting(archive)
    done = json.loads((archive.root / unfinished.FOLDER / kept).read_text())
    assert done == sorted(["posts", "accounts", "coverage"][:commits])
    with engine.connect() as connection:
        archive.rewrite("posts", connection, "SELECT * FROM stored_posts WHERE post_id = 'x:other'")
    archive.compact()
    receipts = made.add(Archive.open(archive.root), *items)
    assert {r.into: (r.read, r.stored) for r in receipts} == {"posts": (5, 5), "accounts": (1, 1), "coverage": (1, 1)}
    assert made.query(archive, "SELECT post_id FROM raw_posts") == [("x:other",)]
    assert made.query(archive, "SELECT account_id FROM raw_accounts ORDER BY 1") == [("x:1",), ("x:2",)]
    assert made.query(archive, "SELECT count(*) FROM raw_coverage") == [(1,)]
    assert waiting(archive) == [] and archive.unbalanced() == []


def test_stopped_twice_it_is_finished_the_third_time(archive, made, items, stop):
    stop(1, lambda: made.add(archive, *items))
    made.add(archive, made.rows("posts", {"post_id": "x:other"}), digest="2")
    stop(1, lambda: made.add(archive, *items))  # of the second run the accounts
    made.add(archive, made.rows("accounts", {"account_id": "x:2"}), digest="3")
    made.add(archive, *items)
    assert {name: size.rows for name, size in archive.stats().items() if size.rows} == {
        "posts": 6,
        "accounts": 2,
        "coverage": 1,
        "ledger": 5,
    }
    assert waiting(archive) == []


def test_what_failed_before_anything_was_stored_leaves_nothing(archive, made):
    def items():
        yield made.rows("accounts", {"account_id": "x:1"})
        raise ValueError("no further")

    with pytest.raises(ValueError, match="no further"):
        made.add(archive, *items())
    made.add(archive, made.rows("posts", {"post_id": "x:1"}), digest="2")
    assert waiting(archive) == []


def test_killed_between_the_ledger_and_the_end_it_is_finished(archive, made, items, monkeypatch):
    def killed(*_):
        raise made.Stopped

    with monkeypatch.context() as fault:
        fault.setattr(unfinished, "finish", killed)
        with pytest.raises(made.Stopped):
            made.add(archive, *items)
    receipts = made.add(archive, *items)
    assert [(r.stored, r.duplicate) for r in receipts] == [(0, 5), (0, 1), (0, 1)]
    assert waiting(archive) == []


def test_an_archive_without_the_folder_finds_its_unfinished_batches_by_their_rows(archive, made, items, stop):
    made.add(archive, made.rows("posts", {"post_id": "x:before"}), digest="9")
    stop(2, lambda: made.add(archive, *items))
    shutil.rmtree(archive.root / unfinished.FOLDER)
    archive = Archive.open(archive.root)
    made.add(archive, made.rows("posts", {"post_id": "x:other"}), made.rows("accounts", {"account_id": "x:2"}), digest="2")
    assert len(waiting(archive)) == 1
    made.add(archive, *items)
    assert made.query(archive, "SELECT count(*), count(DISTINCT post_id) FROM raw_posts") == [(7, 7)]
    assert made.query(archive, "SELECT count(*), count(DISTINCT account_id) FROM raw_accounts") == [(2, 2)]
    assert waiting(archive) == []


def test_the_log_does_not_grow_with_the_number_of_batches(archive, made, monkeypatch):
    monkeypatch.setattr("jasette.archive.COMPACT_AT", 10)

    def log():
        return sum(path.stat().st_size for path in (archive.root / "posts" / "_delta_log").iterdir())

    sizes = []
    for number in range(60):
        made.add(archive, made.rows("posts", {"post_id": f"x:{number}"}), digest=f"{number:02}")
        if len(archive.files("posts")) == 1:
            sizes.append(log())
    assert len(sizes) >= 5
    assert max(sizes[1:]) < 1.1 * min(sizes[1:])


def test_any_two_writers_see_each_others_batches(archive, made):
    """Two processes' archives in turn, each with what it keeps of tables and keys: as one that keeps nothing."""
    draw = random.Random(1759)
    pair = [archive, Archive.open(archive.root)]
    seen: set[int] = set()
    for number in range(30):
        ids = draw.sample(range(60), 5)
        writer = draw.choice(pair)
        (receipt,) = made.add(writer, made.rows("posts", *({"post_id": f"x:{i}"} for i in ids)), digest=f"{number % 7}")
        assert receipt.stored == len(set(ids) - seen)
        seen |= set(ids)
        if draw.random() < 0.2:
            draw.choice(pair).compact()
    assert made.query(archive, "SELECT count(*), count(DISTINCT post_id) FROM raw_posts") == [(len(seen), len(seen))]
    runs = made.query(archive, "SELECT count(DISTINCT batch), count(*) FROM raw_ledger")
    assert runs == [(30, 30)]
