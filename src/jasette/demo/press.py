"""Articles of the press as a news monitor exports them: one CSV for all papers, and the map that tells how to read it."""

from __future__ import annotations

import html
import re

import numpy as np

from jasette.demo.block import Block
from jasette.demo.draft import POST
from jasette.demo.fragments import Strings, csv_text, join, pick, scatter, strings
from jasette.demo.town import Ints
from jasette.demo.wordpress import body

MARKUP = re.compile("<[^>]*>")
HEADER = b"adresse,site,date_utc,titre_et_texte,langue,liens\r\n"
MAP = """\
# How to read valmont_press.csv, articles of the papers of Valmont as a news monitor exports them.
title = "Articles of the press of Valmont"
into = "posts"
platform = "press"

[fields]
adresse = "post_id"
site = "account_id"
date_utc = "published"
titre_et_texte = "text"
langue = "lang"
liens = "links"

[constants]
kind = "article"

[coverage]
stream = "own_posts"
how = "complete"
"""


def rows_of(block: Block) -> Ints:
    """Articles of papers, in order of time."""
    draft, town = block.draft, block.town
    author = draft["author"]
    of_press = (draft["kind"] == POST) & (town.voice[author] >= 0) & ~town.blogs[author]
    return np.asarray(block.in_time[of_press[block.in_time]])


def lines(block: Block, rows: Ints) -> Strings:
    """CSV lines; paragraphs keep their line breaks, and links stand in a column of their own."""
    draft = block.draft
    # a monitor takes the markup away
    texts = strings(csv_text(html.unescape(MARKUP.sub("", text))) for text in body(block, rows).to_pylist())
    cited = draft["cited"][rows]
    address = join("https://", pick(block.articles, rows))
    return join(
        address, ",", pick(block.handles, draft["author"][rows]), ",", block.moments(rows, "%Y-%m-%dT", "Z"), ',"',
        pick(block.passages.titles, block.passage_of[rows]), "\n\n", texts, '",', pick(strings(["en", "fr"]), draft["french"][rows]), ',"',
        scatter(cited >= 0, join("https://", pick(block.articles, cited[cited >= 0]))), '"\r\n',
    )  # fmt: skip
