"""The site is built as `./run docs` does, strictly; what it shows is then looked at as a reader's browser would meet it."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

DOCS = Path(__file__).resolve().parents[1] / "docs"
FETCHED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "embed": "src",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    missing = [name for name in ("sphinx", "myst_parser", "furo") if importlib.util.find_spec(name) is None]
    if missing:
        message = f"{', '.join(missing)} is not installed: the site cannot be built (it comes with requirements-dev.lock)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "--nitpicky", "--fail-on-warning", "--keep-going", "--quiet", "-b", "html"]
    built = subprocess.run([*command, "-d", f"{out}-doctrees", str(DOCS), str(out)], capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr) == (0, ""), built.stderr
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, LexborHTMLParser]:
    return {path: LexborHTMLParser(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_every_page_is_there(site: Path) -> None:
    for page in DOCS.rglob("*.md"):
        if "examples" not in page.parts and "_build" not in page.parts:
            assert (site / page.relative_to(DOCS)).with_suffix(".html").exists(), page


def test_every_link_inside_the_site_leads_somewhere(site: Path, pages) -> None:
    places = {path: {node.attributes.get("id") for node in tree.css("[id]")} for path, tree in pages.items()}
    for path, tree in pages.items():
        for link in tree.css("a[href]"):
            target = urlsplit(link.attributes["href"] or "")
            if target.scheme or target.netloc:
                continue
            file = (path.parent / unquote(target.path)).resolve() if target.path else path
            assert file.exists(), f"{path.name}: {link.attributes['href']}"
            if target.fragment and file in places:
                assert unquote(target.fragment) in places[file], f"{path.name}: {link.attributes['href']}"


def test_nothing_is_fetched_from_elsewhere(site: Path, pages) -> None:
    for path, tree in pages.items():
        asked = [node.attributes.get(attribute) or "" for tag, attribute in FETCHED.items() for node in tree.css(f"{tag}[{attribute}]")]
        asked += [node.attributes.get("href") or "" for node in tree.css("link[href]") if node.attributes.get("rel") != "canonical"]
        assert not [address for address in asked if urlsplit(address).netloc], path
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.findall(r"@import\s+(?:url\()?[\"']?(?:https?:)?//|url\(\s*[\"']?(?:https?:)?//", text), style
        assert "@font-face" not in text or "_static" in str(style)


def test_pages_say_their_language(site: Path, pages) -> None:
    for path, tree in pages.items():
        expected = "fr" if path.name == "tutoriel.html" else "en"
        assert tree.css_first("html").attributes.get("lang") == expected, path


def test_pictures_have_words(pages) -> None:
    for path, tree in pages.items():
        for picture in tree.css("article img"):
            assert len(picture.attributes.get("alt") or "") > 20, path
