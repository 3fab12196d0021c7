"""Every page of the shelf, in both languages, over the bundled example: it yields blocks that can be rendered."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from jasette.locale import LANGUAGES
from jasette.measure import Ask
from jasette.observatory import Observatory
from jasette.page import Block, Comparison, Fold, Grid, Page
from jasette.pages import all_pages
from jasette.reading import LiveReading
from jasette.render import html


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.name)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_yields_blocks_that_render(valmont: Path, page: Page, lang: str) -> None:
    with Observatory.open(valmont / "observatory") as observatory, observatory._asking("all") as connection:
        words = observatory.words(lang)
        reading = LiveReading(connection, observatory.desk, Ask(timezone="America/Toronto"), words)
        blocks = tuple(page.blocks(reading, words))
        text = html.report([html.Section(page.name, words(page.title), blocks)], reading.facts, words)
    assert len(blocks) > 1
    assert f'<section id="{page.name}"' in text
    for block in every(blocks):
        if isinstance(block, Grid):
            assert all(len(row) == len(block.columns) for row in block.rows), block.caption
        if isinstance(block, Comparison):
            assert all(len(row.figures) == len(block.columns) for row in block.rows), block.caption
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def every(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks, and those that are folded into them."""
    for block in blocks:
        yield block
        if isinstance(block, Fold):
            yield from every(block.blocks)


def test_every_link_inside_the_report_has_a_target(valmont: Path) -> None:
    text = (valmont.parent / "report.html").read_text(encoding="utf-8")
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(re.findall(r' id="([^"]+)"', text))


def test_pages_stand_in_an_order_of_their_own() -> None:
    orders = [page.order for page in all_pages()]
    assert orders == sorted(set(orders))


def test_a_report_on_a_sensitive_topic_shows_counts_and_no_posts(valmont: Path, tmp_path: Path) -> None:
    with Observatory.open(valmont / "observatory") as observatory:
        text = observatory.report(tmp_path / "report.html", topic="religion").read_text(encoding="utf-8")
    assert "only counts are shown, never posts or people" in text and "<blockquote>" not in text


def test_an_empty_observatory_has_a_report_too(tmp_path: Path) -> None:
    with Observatory.create(tmp_path / "empty", purpose="none", responsible="nobody") as observatory:
        text = observatory.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert "What was collected, and what is missing" in text
