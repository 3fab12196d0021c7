"""Every page of the shelf, in both languages, over the bundled example: it yields blocks that can be rendered."""

from pathlib import Path

import pytest

from jasette.locale import LANGUAGES
from jasette.measure import Ask
from jasette.observatory import Observatory
from jasette.page import Grid, Heading, Page, Posts
from jasette.pages import all_pages
from jasette.reading import LiveReading
from jasette.render import html


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_yields_blocks_that_render(valmont: Path, page: Page, lang: str) -> None:
    with Observatory.open(valmont / "observatory") as observatory, observatory._asking() as connection:
        words = observatory.words(lang)
        reading = LiveReading(connection, observatory.desk, Ask(timezone="America/Toronto"), words)
        blocks = tuple(page.blocks(reading, words))
        text = html.report([html.Section(page.name, words(page.title), blocks)], reading.facts, words, version="0")
    assert len(blocks) > 2
    assert f'<section id="{page.name}"' in text
    for block in blocks:
        if isinstance(block, Grid):
            assert all(len(row) == len(block.columns) for row in block.rows), block.caption
    anchors = [block.anchor for block in blocks if isinstance(block, (Heading, Posts)) and block.anchor]
    assert len(anchors) == len(set(anchors))


def test_pages_stand_in_an_order_of_their_own() -> None:
    orders = [page.order for page in all_pages()]
    assert orders == sorted(set(orders))


def test_an_empty_observatory_has_a_report_too(tmp_path: Path) -> None:
    with Observatory.create(tmp_path / "empty", purpose="none", responsible="nobody") as observatory:
        text = observatory.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "What was collected, and what is missing" in text
