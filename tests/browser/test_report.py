"""The report in a real browser: readable on screen, phone and paper, without scripts, in both languages, and accessible."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jasette.observatory import Observatory

pytestmark = pytest.mark.browser
SOME_OF_EACH = """
    for (const list of document.querySelectorAll("tbody, .posts")) [...list.children].slice(3).forEach(item => item.remove());
    [...document.querySelectorAll("details")].filter((_, index) => index % 25).forEach(item => item.remove());
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


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("fr", "dark")])
def test_axe_finds_nothing(browser, reports: dict[str, Path], lang: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(browser, reports[lang], scheme=scheme)
    # Thousands of rows and posts are made by the same few lines of the template: some of each are looked at.
    page.evaluate(SOME_OF_EACH)
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_no_wider_than_the_screen(browser, reports: dict[str, Path], width: int) -> None:
    page = opened(browser, reports["en"], width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_a_figure_opens_onto_its_posts_without_scripts_and_by_keyboard(browser, reports: dict[str, Path]) -> None:
    page = opened(browser, reports["en"], scripts=False)
    link = page.locator("a[href^='#posts-response_rate-all-info-311']")
    target = page.locator(link.get_attribute("href").replace("#", "[id='") + "']")
    assert not target.locator("li").first.is_visible()
    link.focus()
    page.keyboard.press("Enter")
    target.locator("summary").focus()
    page.keyboard.press("Enter")
    assert target.locator("li").first.is_visible()
    assert "requests asked before" in target.locator("summary").inner_text()
    page.close()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_prints(browser, reports: dict[str, Path], lang: str) -> None:
    page = opened(browser, reports[lang])
    pdf = page.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    page.close()


def test_private_people_have_neither_words_nor_address(browser, reports: dict[str, Path]) -> None:
    page = opened(browser, reports["en"], scripts=False)
    entries = page.locator(".posts li", has_text="a member of the public")
    assert entries.count() > 50
    assert entries.locator("blockquote").count() == 0
    assert entries.locator("a").count() == 0
    page.close()
