from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

from jasette.erase.receipt import ErasureReceipt

RECEIPT = ErasureReceipt(
    3, "account", "ab" * 32, "asked", 1_650_000_000_000_000, 1_650_000_060_000_000, {"posts": {"removed": 1200, "cleared": 3}}
)


def test_what_people_read() -> None:
    text = RECEIPT.text(ZoneInfo("Europe/Paris"))
    assert text.startswith("Erasure 3 (account), 2022-04-15 07:20:00+02:00 to 2022-04-15 07:21:00+02:00\n")
    assert "posts: 1,200 rows removed, 3 cleared" in text
    assert "keyed hashes: none is left" in text


def test_it_is_saved_whole(tmp_path: Path) -> None:
    file = RECEIPT.save(tmp_path / "receipts")
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept["archive"] == RECEIPT.archive
    assert kept["cannot_reach"]
    assert file.name == "erasure-000003.json"
