"""Fixtures for all tests: where the real cases lie, and what is missing where they do not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of published real cases; absent on a user's machine (skip), never absent in CI (fail)."""
    if not REAL_DATA.is_dir():
        message = "the real cases (../shared/data) are not beside this checkout"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return REAL_DATA
