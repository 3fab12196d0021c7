"""Page: how to make the same report again, and from what it was made."""

from __future__ import annotations

from collections.abc import Iterator

from jasette.locale import Words
from jasette.measures import all_measures
from jasette.page import Block, Code, Grid, Page, Prose, Reading, Terms


def blocks(reading: Reading, words: Words) -> Iterator[Block]:
    facts = reading.facts
    yield Prose(
        words(
            "The figures follow from the archive alone. Whoever has the observatory’s folder and the same version makes the same report "
            "with this command; what was deleted or erased since is gone from it, and counts no more."
        )
    )
    yield Code(facts.command)
    yield Terms(tuple(_manifest(reading, words)))
    settings = [(measure, name, value) for measure in all_measures().values() for name, value in measure.params.items()]
    rows = tuple((words(measure.title), name, value) for measure, name, value in settings)
    yield Grid((words("Measure"), words("Setting"), words("Value")), rows, words("Settings of the measures, as they were used"))


def _manifest(reading: Reading, words: Words) -> Iterator[tuple[str, str]]:
    facts = reading.facts
    yield words("Version"), f"Jasette {facts.version}"
    versions = ", ".join(words("{term}: {sense}", term=words(table), sense=words.number(version)) for table, version in facts.made_from)
    yield words("Versions of the archive’s tables"), versions or "—"
    yield (
        words("Clock set to"),
        words.instant(facts.as_of_us) if facts.as_of_us is not None else words("not set: all that was collected counts"),
    )
    yield words("Time zone"), facts.timezone
    yield words("Smallest group of the public that is shown"), words.number(facts.floor)
    yield words("Posts of the public are kept for"), words.duration(facts.retention_days * 86_400)


page = Page(name="recompute", title="How to make this report again", order=12, blocks=blocks)
