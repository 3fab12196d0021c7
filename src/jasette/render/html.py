"""Pages as one self-contained HTML file: no fonts or pictures from elsewhere, no script needed, print included.

Everything that comes from posts passes through Jinja's autoescape; addresses are linked only when they are http(s). The one
script, which sorts tables, and the style sheet are named by their hashes in the file's own policy: nothing else can run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from jasette.locale import Words
from jasette.page import Block, Comparison, Facts, Heading, Moment
from jasette.render import charts, network


@dataclass(frozen=True)
class Section:
    """One page with its blocks made."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def report(sections: Iterable[Section], facts: Facts, words: Words) -> str:
    """The whole report as HTML text. No sections: a page that says so in its table of contents."""
    environment = Environment(
        loader=PackageLoader("jasette.render"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["address"] = _address
    environment.tests["block"] = lambda block, kind: type(block).__name__ == kind
    environment.tests["entry"] = lambda block: isinstance(block, Heading) and bool(block.anchor) and block.level == 2
    environment.globals.update(
        w=words,
        charts=charts,
        axes=_axes,
        drawn=network.svg,
        drawn_key=network.key,
        quantity=lambda unit: partial(_tick, unit=unit, words=words),
        told=partial(_told, words=words),
    )
    title = f"{facts.name} · {words('Who is talking, who is heard, who answers')}"
    style = environment.get_template("report.css").render() + environment.get_template("print.css").render(running=_quoted(title))
    script = environment.get_template("order.js").render()
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    template = environment.get_template("report.html.j2")
    return template.render(sections=tuple(sections), facts=facts, title=title, style=Markup(style), script=Markup(script), policy=policy)


def _axes(block: Comparison) -> list[charts.Axis]:
    """One axis for each column of a comparison, and at last that of its series."""
    series = [moment.spread for row in block.rows for moment in row.series]
    first = [] if block.of else series
    axes = [
        charts.axis(unit, [*(row.figures[index].spread for row in block.rows), *(first if index == 0 else [])])
        for index, (_, unit) in enumerate(block.columns)
    ]
    return [*axes, charts.axis(block.of, series) if block.of else axes[0]]


def _tick(value: float, *, unit: str, words: Words) -> str:
    return words.quantity(value, unit)


def _told(series: Iterable[Moment], name: str, title: str, words: Words) -> str:
    """A series in words, for those who do not see its line."""
    values = ", ".join(words("{term}: {sense}", term=moment.label, sense=moment.text) for moment in series)
    return words("{name}, {title}, by week. {values}", name=name, title=title, values=values)


def _address(url: str) -> str:
    """`url` where it may stand in a link, else nothing: a `javascript:` address in a post must stay text."""
    return url if urlsplit(url).scheme in ("http", "https") else ""


def _quoted(text: str) -> Markup:
    """`text` as a string of CSS: every character that could end it, or the style element, as its number."""
    return Markup('"' + "".join(c if c.isalnum() or c in " ·,.–-’" else f"\\{ord(c):x} " for c in text) + '"')


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
