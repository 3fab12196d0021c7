"""The own posts of one voice as a CSV that its office might export, and the map that tells how to read it."""

from __future__ import annotations

import numpy as np

from jasette.demo.block import Block
from jasette.demo.fragments import Strings, join, pick, pick_or_empty, small, strings
from jasette.demo.text import phrasebook
from jasette.demo.town import Ints

COLUMNS = (
    "tweet_id", "compte", "date_utc", "genre", "texte", "langue", "adresse", "ref_tweet_id", "ref_compte_id", "ref_compte",
    "mentions_j_aime", "reponses", "partages", "citations",
)  # fmt: skip
HEADER = (",".join(COLUMNS) + "\r\n").encode()

MAP = """\
# How to read valmont_transport.csv, the own posts of Réseau de transport de Valmont.
title = "Valmont Transit, export of its own posts"
into = "posts"
platform = "x"

[fields]
tweet_id = "post_id"
compte = "handle"
date_utc = "published"
genre = "kind"
texte = "text"
langue = "lang"
adresse = "url"
ref_tweet_id = "parent"
ref_compte_id = "parent_account"
ref_compte = "parent_handle"
mentions_j_aime = "likes"
reponses = "replies"
partages = "reposts"
citations = "quotes"

[values.genre]
publication = "post"
"réponse" = "reply"
partage = "repost"
citation = "quote"

[coverage]
stream = "own_posts"
how = "complete"
"""


def rows_of(block: Block, rows: Ints) -> Strings:
    """CSV lines: texts between double quotes, line ends as spreadsheets write them."""
    draft = block.draft
    kind = draft["kind"][rows]
    to = np.maximum(draft["parent"][rows], draft["ref"][rows])
    has = to >= 0
    by = draft["author"][np.maximum(to, 0)]
    # an office's export keeps what a post that opens with @somebody was written to, as the platform does
    by = np.where(has, by, draft["lead1"][rows])
    texts = block.wording.rows(rows).texts(block.handles, pick(block.codes, rows), phrasebook().as_csv)
    handles = pick(block.handles, draft["author"][rows])
    ids = pick(block.id_texts, rows)
    return join(
        '"', ids, '",', handles, ",", block.moments(rows, "%Y-%m-%d ", "+00:00"), ",",
        pick(strings(["publication", "réponse", "partage", "citation"]), kind),
        ',"', texts, '",', pick(strings(["en", "fr"]), draft["french"][rows]),
        ",https://twitter.com/", handles, "/status/", ids,
        ',"', pick_or_empty(block.id_texts, np.where(has, to, -1)), '","', pick_or_empty(block.account_texts, by),
        '",', pick_or_empty(block.handles, by), ",", small(block.likes[rows]), ",", small(block.received["replies"][rows]), ",",
        small(block.received["reposts"][rows]), ",", small(block.received["quotes"][rows]), "\r\n",
    )  # fmt: skip
