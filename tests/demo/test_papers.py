"""Roster, coverage and the file of broken lines."""

from __future__ import annotations

import csv
import json
import math

from jasette.demo.cast import VOICES


def test_roster_and_coverage(valmont):
    with valmont.roster.open(encoding="utf-8") as file:
        roster = list(csv.DictReader(file))
    assert list(roster[0]) == ["voice", "name", "kind", "group", "camp", "account", "how", "from", "to", "evidence", "reason"]
    assert {row["voice"] for row in roster} == {voice.slug for voice in VOICES}
    on_x = [row["account"].removeprefix("x:") for row in roster if row["account"].startswith("x:")]
    assert all(account.isdigit() or len(account) <= len("@") + 15 for account in on_x)
    assert {row["account"].partition(":")[0] for row in roster} == {"x", "https", "press"}
    assert all(row["reason"] and row["evidence"] for row in roster)
    assert any(row["how"] == "speaks_for" for row in roster)
    assert {row["name"] for row in roster} == {voice.en for voice in VOICES}  # the catalogue has the French ones
    with valmont.coverage.open(encoding="utf-8") as file:
        coverage = list(csv.DictReader(file))
    assert list(coverage[0]) == ["subject", "stream", "from", "to", "how", "source"]
    assert {row["stream"] for row in coverage if row["subject"] == "coalition"} == {"own_posts"}
    assert {row["how"] for row in coverage} == {"complete", "query"}


def test_broken_lines_are_broken(valmont):
    """Each line fails for its own reason, or is sound; the counts are told."""
    fates = {"good": 0, "bad": 0}
    for line in (valmont.truth.parent / "broken.jsonl").read_bytes().split(b"\n")[:-1]:
        try:
            tweet = json.loads(line)
            counts = tweet["public_metrics"].values()
            good = "T" in tweet["created_at"] and tweet["id"].isdigit() and all(type(n) is int and not math.isnan(n) for n in counts)
        except (ValueError, KeyError, TypeError):
            good = False
        fates["good" if good else "bad"] += 1
    told = json.loads(valmont.truth.read_text("utf-8"))["broken"]
    assert fates == {"good": told["good"] + told["repaired"], "bad": told["reject"]}
