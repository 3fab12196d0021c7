"""Pages as one self-contained HTML file: no scripts, no fonts or pictures from elsewhere, print included.

Everything that comes from posts passes through Jinja's autoescape; addresses are linked only when they are http(s).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from jasette.locale import Words
from jasette.page import Block, Facts


@dataclass(frozen=True)
class Section:
    """One page with its blocks made."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def report(sections: Iterable[Section], facts: Facts, words: Words, *, version: str) -> str:
    """The whole report as HTML text. No sections: a page that says so in its table of contents."""
    environment = Environment(
        loader=PackageLoader("jasette.render"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["address"] = _address
    environment.tests["block"] = lambda block, kind: type(block).__name__ == kind
    template = environment.get_template("report.html.j2")
    return template.render(sections=tuple(sections), facts=facts, w=words, version=version)


def _address(url: str) -> str:
    """`url` where it may stand in a link, else nothing: a `javascript:` address in a post must stay text."""
    return url if urlsplit(url).scheme in ("http", "https") else ""
