"""CAR files: walked from a writer made after the specification, broken at every byte."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.source.car import Broken, Car, Entry, commit, entries

spec = importlib.util.spec_from_file_location("repositories", Path(__file__).with_name("repositories.py"))
repositories = sys.modules["repositories"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(repositories)
Repository, Link, cbor, cid_of, varint = (getattr(repositories, name) for name in ("Repository", "Link", "cbor", "cid_of", "varint"))

DID, REV = "did:plc:abc", "3mlgx3fqdxs27"
RECORDS = {f"app.bsky.feed.{kind}/3ml{number:04}": {"text": f"{kind} {number}"} for kind in ("like", "post") for number in range(200)}


def walk(car: Car, wanted=("app.bsky.feed.post",)) -> list[Entry]:
    return list(entries(car, commit(car)["data"], wanted))


def test_every_record_is_found_by_its_key_in_order():
    car = Car(Repository(DID, RECORDS, REV).car())
    found = walk(car)
    assert [entry.key for entry in found] == sorted(RECORDS)
    assert all(entry.value == (RECORDS[entry.key] if "post" in entry.key else None) for entry in found)
    assert (commit(car)["did"], commit(car)["rev"], car.damage) == (DID, REV, None)


@settings(max_examples=50)
@given(st.dictionaries(st.from_regex(r"[a-z]{1,3}\.[a-z]{1,3}/[a-z0-9:~.-]{1,9}", fullmatch=True), st.integers(-9, 2**63 - 1)))
def test_any_set_of_keys(records):
    car = Car(Repository(DID, {key: {"n": value} for key, value in records.items()}, REV).car())
    collections = tuple({key.partition("/")[0] for key in records})
    assert {entry.key: entry.value["n"] for entry in walk(car, collections)} == records


def test_an_empty_repository():
    assert walk(Car(Repository(DID, {}, REV).car())) == []


def test_a_flipped_byte_is_known_from_the_checksum():
    data = bytearray(Repository(DID, RECORDS, REV).car())
    at = data.index(b"post 77")
    data[at] = ord("P")
    [bad] = [entry for entry in walk(Car(bytes(data))) if entry.problem]
    assert bad.key == "app.bsky.feed.post/3ml0077"
    assert "damaged" in bad.problem
    assert data[bad.offset : bad.offset + len(bad.raw)] == bad.raw == cbor({"text": "Post 77"})


def test_a_missing_block_is_told_at_its_node():
    whole = Repository(DID, RECORDS, REV)
    lost = cid_of(cbor(RECORDS["app.bsky.feed.post/3ml0007"]))
    [bad] = [entry for entry in walk(Car(whole.car(without=(lost,)))) if entry.problem]
    assert (bad.key, bad.problem) == ("app.bsky.feed.post/3ml0007", "its block is not in the file")


def test_a_missing_node_costs_what_is_below_it_and_nothing_else():
    whole = Repository(DID, RECORDS, REV)
    nodes = [cid for cid, block in whole.blocks.items() if block.startswith(b"\xa2ae")]
    car = Car(whole.car(without=(nodes[0],)))
    found = walk(car)
    [gap] = [entry for entry in found if not entry.key]
    assert gap.problem == "a part of the tree of records: its block is not in the file"
    assert 0 < len(found) - 1 < len(RECORDS)


@pytest.mark.parametrize("data", [b"", b"\x00", b"hello", b"\xff" * 20, varint(3) + cbor([1]), varint(9) + cbor({"version": 2}) + b"x"])
def test_what_is_no_car(data):
    with pytest.raises(Broken):
        Car(data)


def test_a_ring_of_nodes_ends():
    # no hash can make one; a file that lies about its hashes is told at once
    ring = cbor({"l": Link(cid_of(b"x")), "e": []})
    header = cbor({"roots": [Link(cid_of(b"x"))], "version": 1})
    part = cid_of(b"x") + ring
    car = Car(varint(len(header)) + header + varint(len(part)) + part)
    assert "damaged" in next(iter(entries(car, cid_of(b"x"), ()))).problem


def test_a_cut_file_keeps_what_came_before():
    data = Repository(DID, RECORDS, REV).car()
    for end in range(60, len(data), 997):
        try:
            car = Car(data[:end])
            found = walk(car)
        except Broken:
            continue
        assert car.damage is None or 0 < car.damage.offset <= end
        assert all(0 <= entry.offset <= end for entry in found)
