"""Posts and accounts as numbers: from here on the chain joins integers, and text comes back where tables are written.

    node       posts by published time, then by id: a smaller number is an earlier post, everywhere below. Then come those that
               are only named: first as a parent or the first of a thread (*ghosts*, by id), then as what is reposted or quoted.
    account    accounts by id, handles joined to the account that bears them. Whoever is no voice is a person of this number.

`Numbers` gives them (kernels/numbering.py); DuckDB's joins on the same texts take several times as long.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from jasette.errors import DeclarationError
from jasette.kernels import Integers, integers
from jasette.kernels.numbering import NONE, Numbers
from jasette.reconstruct.step import Step, registered, run

if TYPE_CHECKING:
    import duckdb

# A repost hangs below nothing: it is a thread of its own, whatever the platform copies into it.
_POSTS = """
SELECT rowid AS "row", post_id, at_us, CASE WHEN coalesce(kind, '') <> 'repost' THEN reply_to END AS reply_to,
    CASE WHEN coalesce(kind, '') <> 'repost' THEN root END AS root, coalesce(repost_of, quote_of) AS shared, quote_of AS quoted,
    account_id, reply_to_account, retold
FROM w_read"""

FACTS = """
SELECT n.node, r.post_id, r.platform, r.kind, r.lang, r.at_us, n.account, n.reply, n.reply_account, n.root, n.shared, n.quoted, n.retold,
    r.deleted_us, r.worded, r.is_reply, r.asks, r.names_later
FROM w_nodes AS n JOIN w_read AS r ON r.rowid = n."row" """

WORDS = """
SELECT n.node, r.words, r.links, r.url FROM w_read AS r JOIN w_nodes AS n ON n."row" = r.rowid
WHERE r.words IS NOT NULL OR r.links IS NOT NULL OR r.url IS NOT NULL"""

# An account that is known by more than its native id can stand in front of a text, and be recognised there.
ACCOUNTS = """
SELECT n.account, n.account_id, a.account_id IS NOT NULL OR n.account_id LIKE '%:@%' AS handled
FROM w_named_accounts AS n LEFT JOIN (SELECT DISTINCT account_id FROM w_alias) AS a ON a.account_id = n.account_id"""

# Voices are persons below zero: no account has such a number.
VOICE_PERSONS = """
SELECT voice, -row_number() OVER (ORDER BY voice) AS person FROM (SELECT voice FROM in_voices UNION SELECT voice FROM w_roster) AS named"""

STOOD = """
SELECT row_number() OVER (ORDER BY a.account, s.from_us) AS standing, a.account, s.voice, v.person, s."group", s.camp, s.from_us, s.to_us
FROM w_standing AS s JOIN w_accounts AS a ON a.account_id = s.account_id JOIN w_voice_persons AS v ON v.voice = s.voice"""

SPEAKING = """
SELECT a.account, v.person AS voice, s.from_us, s.to_us
FROM w_speaks AS s JOIN w_accounts AS a ON a.account_id = s.account_id JOIN w_voice_persons AS v ON v.voice = s.voice"""


@dataclass(frozen=True)
class Posts:
    """The numbers `node`, `reply`, `root`, `shared` and `quoted` of each row read (-1 for none), and the ids they stand for."""

    columns: dict[str, Integers]
    ids: pa.ChunkedArray


def in_order(post_id: pa.ChunkedArray, at_us: pa.ChunkedArray) -> Integers:
    """Rows by time (unknown ones last), then by the length of the id, then by the id. No rows: an empty array."""
    at = integers(pc.fill_null(at_us, np.iinfo(np.int64).max).to_numpy())
    order = np.argsort(at, kind="stable")
    same = np.flatnonzero(np.diff(at[order]) == 0)
    shared = np.zeros(at.size, bool)
    shared[same] = shared[same + 1] = True
    tied = np.flatnonzero(shared)
    rows = order[tied]
    ids = post_id.take(pa.array(rows))
    table = pa.table({"at": at[rows], "length": pc.utf8_length(ids), "id": ids})
    keys = [("at", "ascending"), ("length", "ascending"), ("id", "ascending")]
    order[tied] = rows[pc.sort_indices(table, sort_keys=keys).to_numpy()]
    return order


def number_posts(read: pa.Table) -> Posts:
    """Number what `read` has in `post_id` (by `at_us`), `reply_to`, `root`, `shared` and `quoted`.

    Raises DeclarationError where one id stands for two posts.
    """
    posts = read.num_rows
    order = in_order(read["post_id"], read["at_us"])
    node = np.empty(posts, np.int64)
    node[order] = np.arange(posts)
    numbers = Numbers(posts + max(posts - read[name].null_count for name in ("reply_to", "root", "shared", "quoted")))
    numbers.take(read["post_id"].take(pa.array(order)))
    if len(numbers) != posts:
        raise DeclarationError("current_posts holds a post twice", place="reconstruct.numbers")
    columns = {"node": node, "reply": numbers.take(read["reply_to"]), "root": numbers.take(read["root"])}
    ghosts = len(numbers) - posts
    for name in ("shared", "quoted"):
        columns[name] = numbers.take(read[name])
    texts = numbers.texts()
    by_id = pc.sort_indices(texts.slice(posts, ghosts)).to_numpy().astype(np.int64)
    new = np.arange(len(numbers))
    new[posts + by_id] = np.arange(posts, posts + ghosts)
    for column in columns.values():
        named = np.flatnonzero(column >= posts)
        column[named] = new[column[named]]
    ids = [texts.slice(0, posts), texts.slice(posts, ghosts).take(pa.array(by_id)), texts.slice(posts + ghosts)]
    return Posts(columns, pa.chunked_array(ids, pa.large_string()))


def number_accounts(alias: pa.Table, columns: dict[str, pa.Array | pa.ChunkedArray]) -> tuple[dict[str, Integers], pa.Array]:
    """The number of each account in `columns`, by id, -1 for null, with each `alias` read as its `account_id`; and the ids."""
    numbers = Numbers()
    met = {name: numbers.take(column) for name, column in columns.items()}
    bearer = numbers.take(alias["account_id"])
    known = numbers.find(alias["alias"])
    stands_for = np.arange(len(numbers))
    stands_for[known[known >= 0]] = bearer[known >= 0]
    used = np.flatnonzero(np.bincount(stands_for))
    ids = numbers.texts().take(pa.array(used))
    by_id = pc.sort_indices(ids).to_numpy().astype(np.int64)
    rank = np.empty(len(numbers) + 1, np.int64)
    rank[used[by_id]] = np.arange(used.size)
    rank[NONE] = NONE
    stands_for = np.append(rank[stands_for], NONE)
    return {name: stands_for[column] for name, column in met.items()}, ids.take(pa.array(by_id))


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `w_facts`, `w_words`, `w_ids`, `w_accounts`, `w_lead`, `w_mentioned`, and the roster by numbers, from `w_read`."""
    with registered(connection, _numbered(connection)):
        run(connection, STEPS)


def _numbered(connection: duckdb.DuckDBPyConnection) -> dict[str, pa.Table]:
    """The numbers as tables; the texts that they were made from are let go on return."""
    read = connection.sql(_POSTS).to_arrow_table()
    lists = {name: _unnested(connection, name) for name in ("named_first", "mentions")}
    roster = connection.sql("SELECT account_id FROM w_roster").to_arrow_table()["account_id"]
    alias = connection.sql("SELECT alias, account_id FROM w_alias").to_arrow_table()
    texts = {name: read[name] for name in ("account_id", "reply_to_account", "retold")} | {name: text for name, (_, text) in lists.items()}
    # Neither needs the other, and both let go of the lock.
    with ThreadPoolExecutor(1) as beside:
        others = beside.submit(number_accounts, alias, texts | {"roster": roster})
        posts = number_posts(read)
        accounts, account_ids = others.result()

    row = integers(read["row"].to_numpy())
    node_of = np.empty(row.max(initial=NONE) + 1, np.int64)
    node_of[row] = posts.columns["node"]
    columns = posts.columns | {
        "account": accounts["account_id"],
        "reply_account": accounts["reply_to_account"],
        "retold": accounts["retold"],
    }
    pairs = {f"w_{name}": _pairs(node_of[rows], accounts[name], len(account_ids)) for name, (rows, _) in lists.items()}
    return pairs | {
        "w_nodes": pa.table({"row": row} | {name: pa.array(column, mask=column == NONE) for name, column in columns.items()}),
        "w_named_posts": pa.table({"post_id": posts.ids, "node": np.arange(len(posts.ids))}),
        "w_named_accounts": pa.table({"account_id": account_ids, "account": np.arange(len(account_ids))}),
    }


def _unnested(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[Integers, pa.Array]:
    """The lists in column `name` of `w_read` as one: the row and the text of each item."""
    table = connection.sql(f'SELECT rowid AS "row", {name} FROM w_read WHERE {name} IS NOT NULL').to_arrow_table()
    column = table[name].combine_chunks()
    return integers(table["row"].to_numpy())[pc.list_parent_indices(column).to_numpy()], pc.list_flatten(column)


def _pairs(node: Integers, account: Integers, accounts: int) -> pa.Table:
    """Each pair of the two once, where the account is known."""
    known = account != NONE
    pairs = np.sort(node[known] * accounts + account[known])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return pa.table({"node": pairs // max(accounts, 1), "account": pairs % max(accounts, 1)})


STEPS = (
    Step("w_facts", FACTS),
    Step("w_words", WORDS),
    Step("w_ids", "SELECT node, post_id FROM w_named_posts"),
    Step("w_accounts", ACCOUNTS),
    Step("w_lead", "SELECT node, account FROM w_named_first"),
    Step("w_mentioned", "SELECT node, account FROM w_mentions"),
    Step("w_voice_persons", VOICE_PERSONS),
    Step("w_stood", STOOD),
    Step("w_speaking", SPEAKING),
)
