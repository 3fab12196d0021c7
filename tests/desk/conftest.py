from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jasette.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "desk.sqlite", "to see who answers", "A. Tremblay") as desk:
        yield desk
