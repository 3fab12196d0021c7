"""A network as SVG: dots in the colours of their communities, names that do not overlap, the ties behind them.

Colour is never alone: the letter of a community stands in the dot, and the table beside the picture says the same.
"""

from __future__ import annotations

import math

from markupsafe import Markup, escape

from jasette.page import Dot, Network
from jasette.render import labels

FONT = 14
LETTER_FROM = 8
"""Radius from which a letter has room in a dot."""


def svg(block: Network) -> Markup:
    """The picture, as wide as its place allows; each dot says in its title what it is. No dots: the frame alone."""
    order = sorted(range(len(block.dots)), key=lambda index: -block.dots[index].radius)
    dots = [block.dots[index] for index in order]
    placed = labels.place([(dot.x, dot.y, dot.radius) for dot in dots], [dot.name for dot in dots], FONT, block.width, block.height)
    ties = "".join(_tie(block.dots[tie.one], block.dots[tie.other], tie.strength) for tie in block.ties)
    leads = "".join(_lead(dot, label.box) for dot, label in zip(dots, placed, strict=True) if label is not None and label.led)
    names = "".join(_name(dot, label.box) for dot, label in zip(dots, placed, strict=True) if label is not None)
    box = f'viewBox="0 0 {block.width} {block.height}" role="img" aria-label="{escape(block.told)}"'
    return Markup(f'<svg class="network" {box}>{ties}{leads}{"".join(_dot(dot) for dot in dots)}{names}</svg>')


def key(letter: str, community: int) -> Markup:
    """A dot of a community, for the legend."""
    dot = Dot(9, 9, 8, "", letter, community, "")
    return Markup(f'<svg class="network key" width="18" height="18" aria-hidden="true" focusable="false">{_dot(dot)}</svg>')


def _tie(one: Dot, other: Dot, strength: float) -> str:
    ends = f'x1="{one.x:.1f}" y1="{one.y:.1f}" x2="{other.x:.1f}" y2="{other.y:.1f}"'
    return f'<line class="tie" {ends} stroke-width="{0.6 + 5 * math.sqrt(strength):.1f}"/>'


def _dot(dot: Dot) -> str:
    kind = f"node c{dot.community}" + (" crowd" if dot.public else "")
    title = f"<title>{escape(dot.told)}</title>" if dot.told else ""
    circle = f'<circle class="{kind}" cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="{dot.radius:.1f}">{title}</circle>'
    if not dot.letter or dot.radius < LETTER_FROM:
        return circle
    letter = f'<text class="letter" x="{dot.x:.1f}" y="{dot.y + 4:.1f}" text-anchor="middle">{escape(dot.letter)}</text>'
    return circle + letter


def _lead(dot: Dot, box: labels.Box) -> str:
    x, y = min(max(dot.x, box.left), box.right), min(max(dot.y, box.top), box.bottom)
    return f'<line class="lead" x1="{dot.x:.1f}" y1="{dot.y:.1f}" x2="{x:.1f}" y2="{y:.1f}"/>'


def _name(dot: Dot, box: labels.Box) -> str:
    """A name that stands right of its dot begins there, one that stands left of it ends there."""
    if box.left >= dot.x:
        x, anchor = box.left, "start"
    elif box.right <= dot.x:
        x, anchor = box.right, "end"
    else:
        x, anchor = (box.left + box.right) / 2, "middle"
    return f'<text class="name" x="{x:.1f}" y="{box.bottom - 5:.1f}" text-anchor="{anchor}">{escape(dot.name)}</text>'
