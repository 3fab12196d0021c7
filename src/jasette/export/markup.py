"""XML written element by element; what stands in it is escaped by the standard library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl


class Markup:
    """Elements one in another. A `_` at the end of an attribute's name is left out: `class_`, `for_`."""

    def __init__(self, out: XMLGenerator) -> None:
        self._out = out

    def alone(self, name: str, **attributes: object) -> None:
        self.open(name, **attributes)
        self.close(name)

    def open(self, name: str, **attributes: object) -> None:
        self._out.startElement(name, AttributesImpl({key.rstrip("_"): _text(value) for key, value in attributes.items()}))

    def close(self, name: str) -> None:
        self._out.endElement(name)

    def text(self, name: str, text: object, **attributes: object) -> None:
        self.open(name, **attributes)
        self._out.characters(_text(text))
        self.close(name)


def _text(value: object) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(c for c in str(value) if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000")


@contextmanager
def document(path: Path) -> Iterator[Markup]:
    """A document in UTF-8, written while it is being made."""
    with path.open("wb") as file:
        generator = XMLGenerator(file, encoding="utf-8", short_empty_elements=True)
        generator.startDocument()
        yield Markup(generator)
        generator.endDocument()
