"""Words that set sides apart, and words in bursts, as lines of a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jasette.locale import Words
from jasette.render.figures import Grid, Say

if TYPE_CHECKING:
    import pyarrow as pa


def terms_to_terminal(table: pa.Table, *, words: Words, grid: Grid, say: Say) -> None:
    """A table for each side, its words in their order; then how many are left out."""
    heads = (words("word"), "z", words("posts"), words("people"), words("posts of others"), words("other people"))
    rows = table.to_pylist()
    for side in dict.fromkeys(row["side"] for row in rows):
        mine = [row for row in rows if row["side"] == side]
        counts = ("posts", "people", "other_posts", "other_people")
        cells = [[row["term"], words.number(row["z"], 1), *(words.number(row[name]) for name in counts)] for row in mine]
        title = words("{term}: {sense}", term=side, sense=words("{count} posts in all", count=words.number(mine[0]["side_posts"])))
        grid(title, list(heads), cells, numeric=frozenset(range(1, len(heads))))
    if not rows:
        say(words("No word sets one side apart from the others."))
    if count := _withheld(table):
        say(words("Words left out, since too few private people used them on one side or the other: {count}.", count=words.number(count)))


def bursts_to_terminal(table: pa.Table, *, words: Words, grid: Grid, say: Say) -> None:
    """The bursts, heaviest first, with the days from the first to the last; then how many are left out."""
    heads = [
        words("word"), words("first day"), words("last day"), words("weight"), words("posts"), words("people"),
        words("of the posts then"), words("of all posts"),
    ]  # fmt: skip
    cells = [
        [row["term"], row["from"], row["to"], words.number(row["weight"], 1), words.number(row["posts"]), words.number(row["people"]),
         words.percent(row["share"]), words.percent(row["usual"])]
        for row in table.to_pylist()
    ]  # fmt: skip
    if cells:
        grid("", heads, cells, numeric=frozenset(range(3, len(heads))))
    else:
        say(words("No word came in bursts."))
    if count := _withheld(table):
        say(words("Heavier bursts left out, since too few private people used the word then: {count}.", count=words.number(count)))


def _withheld(table: pa.Table) -> int:
    return int((table.schema.metadata or {}).get(b"withheld", 0))
