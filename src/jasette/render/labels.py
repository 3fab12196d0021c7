"""Where the names of dots stand in a picture, so that none covers another name or a dot."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

WIDE = 0.62
"""Width of a letter beside the size of the font: wider than the average of the fonts in the style sheet, so that names fit anywhere."""
TALL = 1.25
DIRECTIONS = tuple(math.radians(angle) for angle in (0, 180, 90, 270, 35, 325, 145, 215))
"""Beside a dot first, then below and above it, then aslant."""
RINGS = 14


class Box(NamedTuple):
    """A rectangle: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


class Label(NamedTuple):
    """The box of a name, and whether it stands so far from its dot that a line must lead to it."""

    box: Box
    led: bool


def size_of(text: str, font: float) -> tuple[float, float]:
    """Width and height that `text` takes at most, in pixels."""
    return max(len(text), 1) * font * WIDE, font * TALL


def place(dots: Sequence[tuple[float, float, float]], texts: Sequence[str], font: float, width: float, height: float) -> list[Label | None]:
    """A place for the name of each dot (x, y, radius), in the order given: who comes first has the best. No name, or no room: None.

    Names stay in the frame (0, 0, `width`, `height`) and meet neither each other nor any dot. At most some hundred places are
    tried for each, so the work is O(n²).
    """
    taken = [Box(x - radius, y - radius, x + radius, y + radius) for x, y, radius in dots]
    found: list[Label | None] = []
    for (x, y, radius), text in zip(dots, texts, strict=True):
        label = next(_free(x, y, radius, size_of(text, font), taken, width, height), None) if text else None
        if label is not None:
            taken.append(label.box)
        found.append(label)
    return found


def _free(
    x: float, y: float, radius: float, size: tuple[float, float], taken: Sequence[Box], width: float, height: float
) -> Iterator[Label]:
    wide, tall = size
    for ring in range(RINGS):
        away = radius + 3 + ring * tall * 0.7
        for angle in DIRECTIONS:
            across, down = math.cos(angle), math.sin(angle)
            # The box touches the ring with the side that looks at the dot.
            middle_x = x + across * (away + wide / 2) if abs(across) > 0.1 else x
            middle_y = y + down * (away + tall / 2) if abs(down) > 0.1 else y
            box = Box(middle_x - wide / 2, middle_y - tall / 2, middle_x + wide / 2, middle_y + tall / 2)
            inside = box.left >= 0 and box.top >= 0 and box.right <= width and box.bottom <= height
            if inside and not any(box.meets(other) for other in taken):
                yield Label(box, ring > 0)
