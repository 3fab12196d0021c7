"""Which answers of a voice are nearly the same words as another answer of it.

Names, addresses, signs and capitals do not count. What counts as nearly the same: kernels/shingles.py.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from jasette.kernels.shingles import alike
from jasette.reconstruct.step import Step, registered, run

if TYPE_CHECKING:
    import duckdb

MASKED = r"(?:https?://|www\.)\S+|@[\w.-]+(?:@[\w.-]+)?"


APART = rf" *(?:{MASKED}|[^\p{{L}}\p{{N}} ])(?:{MASKED}|[^\p{{L}}\p{{N}}])*|  +"
"""What stands between two words, save a single blank: that one is what it would become, and each match costs."""


def unmasked(expression: str) -> str:
    """SQL: a text in small letters, without names and addresses."""
    return f"regexp_replace(lower({expression}), '{MASKED}', ' ', 'g')"


def plain_words(expression: str) -> str:
    """SQL: the words of a text in small letters, one blank between them, without names, addresses and signs."""
    return f"trim(regexp_replace(lower({expression}), '{APART}', ' ', 'g'))"


ANSWERS = f"""
WITH given AS (
    SELECT DISTINCT a.voice, a.node
    FROM w_ordered AS a
    JOIN w_runs AS r ON r.voice = a.voice AND r.person = a.person AND r.thread = a.thread AND a.answers = r.turn + 1
    WHERE a.side = 'voice' AND NOT a.hand
)
SELECT g.voice, g.node, p.at_us, {plain_words("c.words")} AS words
FROM given AS g JOIN w_spoken AS p ON p.node = g.node JOIN w_words AS c ON c.node = g.node
WHERE c.words IS NOT NULL"""

# Of the first in a wording the earliest other is the second.
TWINS = """
WITH alike AS (
    SELECT n.voice, n.node, n.at_us, count(*) OVER (PARTITION BY n.voice, k.wording) AS size,
        first_value(n.at_us) OVER (PARTITION BY n.voice, k.wording ORDER BY n.node) AS first_us,
        lead(n.at_us) OVER (PARTITION BY n.voice, k.wording ORDER BY n.node) AS next_us,
        row_number() OVER (PARTITION BY n.voice, k.wording ORDER BY n.node) AS place
    FROM w_answers AS n JOIN w_wording AS k ON k.voice = n.voice AND k.node = n.node
)
SELECT voice, node, CASE WHEN place = 1 THEN next_us ELSE first_us END AS twin_us FROM alike WHERE size > 1"""


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `w_answers` (each answer's words) and `w_twins`: for an answer with a twin, when the earliest other was given."""
    run(connection, [Step("w_answers", ANSWERS)])
    answers = connection.sql("SELECT voice, node, words FROM w_answers ORDER BY voice, node").to_arrow_table().combine_chunks()
    starts = np.flatnonzero(np.diff(answers["voice"].to_numpy(), prepend=0))  # no voice has the number 0
    ends = np.append(starts, answers.num_rows)[1:]
    words = answers["words"].combine_chunks()
    # The kernels let go of the lock: one voice need not wait for another.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        groups = pool.map(lambda start, end: start + alike(words.slice(start, end - start)), starts, ends)
        wording = np.concatenate([np.empty(0, np.int64), *groups])
    table = pa.table({"voice": answers["voice"], "node": answers["node"], "wording": wording})
    with registered(connection, {"w_worded": table}):
        run(connection, [Step("w_wording", "SELECT voice, node, wording FROM w_worded"), Step("w_twins", TWINS)])
