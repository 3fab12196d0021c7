"""The shelf of pages: one file each, found by name; the report shows them in their order."""

from __future__ import annotations

import sys

from jasette import shelf
from jasette.page import Page


def all_pages() -> list[Page]:
    """Every page, in the order of the report."""
    return sorted(shelf.discover(sys.modules[__name__], Page, "page").values(), key=lambda page: page.order)
