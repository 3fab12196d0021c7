"""Blocks: the same bytes for any number of processes, no post twice, and nobody waits for a block that failed."""

from __future__ import annotations

import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from jasette.demo import crew, world, write


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(world, "BLOCK", 100)


def test_blocks_hold_all_people_and_none_is_tiny(small_blocks):
    for scale in (0.05, 0.08, 0.1, 0.115, 0.12, 0.13, 1.0):
        sizes = crew.Order(1, scale, effect=True).blocks
        assert sum(sizes) == round(3_000 * scale)
        assert min(sizes) >= 50 and max(sizes) < 150


def test_several_blocks_share_no_post(small_blocks, tmp_path, objects):
    written = write(tmp_path, scale=0.15)
    truth = json.loads(written.truth.read_text("utf-8"))
    ids = [tweet["id"] for page in objects(written, "x_search_pages.jsonl") for tweet in page["data"]]
    uris = [status["uri"] for status in objects(written, "mastodon_statuses.jsonl")]
    assert len(set(ids)) == len(ids) == truth["files"]["x_search_pages.jsonl"]
    assert len(set(uris)) == len(uris) == truth["files"]["mastodon_statuses.jsonl"]
    assert truth["voices"]["coteau"]["requests"]["people"] < 10


def test_several_processes_write_the_same_bytes(tmp_path):
    """Two blocks, one and two processes: spawned ones know nothing of what a test changes, so the blocks are real."""
    one, two = write(tmp_path / "one", scale=2.1, processes=1), write(tmp_path / "two", scale=2.1, processes=2)
    for a, b in zip((*one.files, one.truth, one.copies), (*two.files, two.truth, two.copies), strict=True):
        assert hashlib.sha256(a.read_bytes()).digest() == hashlib.sha256(b.read_bytes()).digest(), a.name


def test_turns_are_taken_in_order_and_a_failure_ends_the_wait():
    turn, order = crew.Turn(get_context("spawn")), []

    def take(number):
        with turn.of(number):
            order.append(number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(take, (3, 1, 0, 2)))
    assert order == [0, 1, 2, 3]
    waiting = threading.Thread(target=turn.fail)
    waiting.start()
    with pytest.raises(RuntimeError, match="another block"), turn.of(9):
        pass
    waiting.join()


def test_progress_counts_posts(tmp_path):
    told = []
    write(tmp_path, scale=0.07, progress=told.append)
    assert len(told) == 1 and told[0] > 2_500
