"""The report in a real browser: readable on screen, phone and paper, without scripts, in both languages, and accessible."""

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from jasette.observatory import Observatory

pytestmark = pytest.mark.browser
SOME_OF_EACH = """
    document.querySelectorAll("details").forEach(details => details.open = true);
    for (const list of document.querySelectorAll("tbody, .posts")) [...list.children].slice(3).forEach(item => item.remove());
    [...document.querySelectorAll("#voices details.entry")].slice(2).forEach(item => item.remove());
"""
CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    if not CHROMIUM:
        message = "chromium is not installed; ./run test installs it where it may"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def reports(valmont: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    with Observatory.open(valmont / "observatory") as observatory:
        return {lang: observatory.report(folder / f"{lang}.html", lang=lang) for lang in ("en", "fr")}


def opened(browser, report: Path, *, width: int = 1280, scheme: str = "light", scripts: bool = True):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts)
    page.route("http*://**", lambda route: pytest.fail(f"the report fetched {route.request.url}"))
    page.goto(report.as_uri())
    return page


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, reports: dict[str, Path], lang: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, reports[lang], scheme=scheme)
    # Thousands of rows and posts are made by the same few lines of the template: some of each are looked at, unfolded.
    page.evaluate(SOME_OF_EACH)
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()
    page.close()


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_no_wider_than_the_screen(browser, reports: dict[str, Path], lang: str, width: int) -> None:
    page = opened(browser, reports[lang], width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # What a screen reader alone hears may stand aside; all else lies on the page.
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_figure_opens_onto_its_posts_without_scripts_and_by_keyboard(browser, reports: dict[str, Path]) -> None:
    page = opened(browser, reports["en"], scripts=False)
    link = page.locator("#question-answer ~ .compare a[href='#posts-response_rate-all-transport']").first
    target = page.locator("[id='posts-response_rate-all-transport']")
    assert not target.is_visible()
    link.focus()
    page.keyboard.press("Enter")
    target.wait_for(state="visible")
    assert "requests asked before" in target.inner_text()
    behind = page.locator("section.behind", has=target)
    assert behind.locator(".posts li").first.is_visible()
    page.close()


def test_rows_are_ordered_by_a_button_and_stand_highest_first_without_one(browser, reports: dict[str, Path]) -> None:
    page = opened(browser, reports["en"], scripts=False)
    rows = "#question-answer ~ .compare >> nth=0 >> tbody tr"
    values = [float(value) for row in page.locator(rows).all() if (value := row.get_attribute("data-v0"))]
    assert values == sorted(values, reverse=True) and len(values) > 10
    assert not page.locator(".order").first.is_visible()
    page.close()
    page = opened(browser, reports["en"])
    box = page.locator("#question-answer ~ .compare").first
    box.locator("button[data-by=name]").click()
    names = [row.get_attribute("data-name") for row in box.locator("tbody tr").all()]
    plain = [unicodedata.normalize("NFD", name).encode("ascii", "ignore").lower() for name in names]
    assert plain == sorted(plain)
    assert box.locator("button[aria-pressed=true]").inner_text() == "name"
    box.locator("button[data-by=v1]").click()
    numbers = [float(row.get_attribute("data-v1") or "-inf") for row in box.locator("tbody tr").all()]
    assert numbers == sorted(numbers, reverse=True)
    page.close()


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_on_few_pages_that_cut_nothing(browser, reports: dict[str, Path], lang: str, paper: str) -> None:
    page = opened(browser, reports[lang])
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper)))
    assert 15 < pages < 70
    page.emulate_media(media="print")
    for away in ("nav", ".order", ".skip"):
        assert not page.locator(away).first.is_visible()
    for there in (".exchanges", ".compare", ".lanes", "#methods .terms"):
        assert page.locator(there).last.is_visible(), there
    assert not page.locator(".behind").first.is_visible()
    # Nothing sticks out of a sheet: 180 mm are left between the margins of A4.
    page.set_viewport_size({"width": 680, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    page.close()


def test_private_people_have_neither_words_nor_address(browser, reports: dict[str, Path]) -> None:
    page = opened(browser, reports["en"], scripts=False)
    for entries in (
        page.locator(".posts li", has_text="a member of the public"),
        page.locator(".exchanges li.person", has_text="A member"),
    ):
        assert entries.count() > 10
        assert entries.locator("blockquote").count() == 0
        assert entries.locator("a").count() == 0
    page.close()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_names_on_the_map_cover_neither_each_other_nor_a_dot(browser, reports: dict[str, Path], lang: str) -> None:
    page = opened(browser, reports[lang])
    boxes = (
        "[...document.querySelectorAll('#map .map svg:not(.key) SELECTOR')].map(e => e.getBBox()).map(b => [b.x, b.y, b.width, b.height])"
    )
    names, dots = (page.evaluate(boxes.replace("SELECTOR", selector)) for selector in (".name", ".node"))
    assert len(names) > 20
    for index, (x, y, width, height) in enumerate(names):
        for left, top, wide, tall in [*names[:index], *dots]:
            # a line of text is boxed a little higher than its letters are
            above, below = y + height * 0.1, y + height * 0.9
            assert x >= left + wide or left >= x + width or above >= top + tall or top >= below
    page.close()
