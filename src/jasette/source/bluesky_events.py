"""What was done to the records of Bluesky accounts, as events: how they are written, and the rows that they make.

LAYOUT, emit(connection)        what `ndjson.read` needs; relation `good` holds the events
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jasette.source import Filtered, Item
from jasette.source.accounts import once
from jasette.source.bluesky import DID, POST, PROFILE, REPOST, RKEY, account, handle, posts, profiles, spelled_out, wrong_record
from jasette.source.expressions import iso_us, wrong_iso
from jasette.source.ndjson import Layout
from jasette.source.records import Pages
from jasette.source.rows import rows, select
from jasette.source.shape import FLAG, INT, JSON, TEXT
from jasette.sql import identifier

if TYPE_CHECKING:
    import duckdb

    from jasette.source.own_posts import OwnPosts

COMMIT = {"operation": TEXT, "collection": TEXT, "rkey": TEXT, "record": JSON}
EVENT = {
    "did": TEXT,
    "$type": TEXT,
    "time": TEXT,
    "witnessedAt": TEXT,
    **COMMIT,
    "identity": {"handle": TEXT},
    "account": {"active": FLAG, "status": TEXT},
}
SHAPE = {**EVENT, "kind": TEXT, "time_us": INT, "commit": COMMIT, "payload": EVENT}


def _either(name: str) -> str:
    name = identifier(name)
    return f"coalesce({name}, payload.{name})"


def _act(name: str) -> str:
    name = identifier(name)
    return f'coalesce("commit".{name}, {name}, payload.{name})'


TYPE = """CASE WHEN payload IS NULL THEN "$type" ELSE payload."$type" END"""
KIND = f"coalesce(kind, nullif(regexp_extract({TYPE}, '#([a-z]+)$', 1), ''), CASE WHEN \"$type\" = 'error' THEN 'error' END)"
SEEN = f"coalesce(time_us, {iso_us(_either('witnessedAt'))}, {iso_us(_either('time'))})"
NOTICES = "('sync', 'info', 'error')"
OPERATION, COLLECTION, RECORD = _act("operation"), _act("collection"), _act("record")
WORDED = f"('{POST}', '{REPOST}', '{PROFILE}')"
REASON = f"""CASE
  WHEN {KIND} IS NULL THEN 'kind is missing: this is no event'
  WHEN {KIND} IN {NOTICES} THEN NULL
  WHEN {KIND} NOT IN ('commit', 'identity', 'account') THEN concat('kind ', substr({KIND}, 1, 60), ' is not known')
  WHEN {_either("did")} IS NULL THEN 'did is missing'
  WHEN NOT regexp_full_match({_either("did")}, '{DID}') THEN concat('did ', substr({_either("did")}, 1, 60), ' is none')
  {wrong_iso("time", _either("time"))}
  {wrong_iso("witnessedAt", _either("witnessedAt"))}
  WHEN {SEEN} IS NULL THEN 'time_us is missing'
  WHEN {KIND} <> 'commit' THEN NULL
  WHEN NOT coalesce({OPERATION} IN ('create', 'update', 'delete'), false) THEN
    concat('operation ', coalesce(substr({OPERATION}, 1, 60), ''), ' is not create, update or delete')
  WHEN {COLLECTION} IS NULL THEN 'collection is missing'
  WHEN {COLLECTION} NOT IN {WORDED} THEN NULL
  WHEN NOT coalesce(regexp_full_match({_act("rkey")}, '{RKEY}'), false) THEN 'rkey is missing, or is none'
  WHEN {OPERATION} = 'delete' THEN NULL
  {wrong_record("record", RECORD, COLLECTION)}
END"""
LAYOUT = Layout(SHAPE, REASON, Pages({}))

EVENTS = f"""SELECT {KIND} AS kind, {_either("did")} AS did, {SEEN} AS observed_us, {OPERATION} AS operation, {COLLECTION} AS collection,
    {_act("rkey")} AS rkey, CASE WHEN {COLLECTION} IN {WORDED} AND {OPERATION} <> 'delete' THEN {RECORD} END AS record,
    coalesce(identity.handle, payload.identity.handle) AS handle,
    coalesce(account.active, payload.account.active) AS active, coalesce(account.status, payload.account.status) AS status
  FROM good"""
MADE = f"kind = 'commit' AND operation <> 'delete' AND collection IN ('{POST}', '{REPOST}')"
GONE = f"kind = 'commit' AND operation = 'delete' AND collection IN ('{POST}', '{REPOST}')"
PROFILED = f"kind = 'commit' AND operation <> 'delete' AND collection = '{PROFILE}'"
NAMED = f"kind = 'identity' AND {handle('handle')} IS NOT NULL"
# an account that is deactivated or suspended may come back
CLOSED = "kind = 'account' AND NOT coalesce(active, true) AND coalesce(status IN ('deleted', 'takendown'), false)"
OTHERS = "likes, follows and other records that are no posts"
LEFT_OUT = {
    OTHERS: (
        "posts",
        f"kind = 'commit' AND NOT ({MADE}) AND NOT ({GONE}) AND NOT ({PROFILED})",
    ),
    "notices of the stream": ("posts", f"kind IN {NOTICES}"),
    "notices about accounts that name no handle and no end": (
        "accounts",
        f"kind IN ('identity', 'account') AND NOT ({NAMED}) AND NOT ({CLOSED})",
    ),
}


def _deletions() -> str:
    columns = {
        "post_id": "concat('at://', did, '/', collection, '/', rkey)",
        "platform": "'bluesky'",
        "kind": f"CASE WHEN collection = '{REPOST}' THEN 'repost' END",
        "account_id": account("did"),
        "observed_us": "observed_us",
        "deleted_us": "observed_us",
    }
    return f"SELECT {select('posts', columns)} FROM events WHERE {GONE}"


def _accounts() -> str:
    known = {"account_id": account("did"), "platform": "'bluesky'", "observed_us": "observed_us"}
    named = {**known, "handle": "handle", "url": "'https://bsky.app/profile/' || did"}
    return f"""{profiles(f"SELECT * FROM events WHERE {PROFILED}")}
      UNION ALL SELECT {select("accounts", named)} FROM events WHERE {NAMED}
      UNION ALL SELECT {select("accounts", {**known, "deleted_us": "observed_us"})} FROM events WHERE {CLOSED}"""


def emit(connection: duckdb.DuckDBPyConnection, own: OwnPosts | None = None) -> Iterator[Item]:
    """The items of the good records; `own` looks at whose posts they are."""
    connection.execute(f"CREATE OR REPLACE TEMP VIEW events AS {EVENTS}")
    edited = {"edited_us": "CASE WHEN operation = 'update' THEN observed_us END"}
    yield from spelled_out(connection, posts(f"SELECT * FROM events WHERE {MADE}", edited))
    yield from rows(connection, "posts", _deletions())
    yield from once(connection, _accounts())
    if own is not None:
        # from the first event to the last: what a post claims of its time says nothing about when somebody listened
        own.look(connection, f"SELECT {account('did')} AS account_id, observed_us AS published_us FROM events WHERE {MADE}")
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for _, condition in LEFT_OUT.values())
    [found] = connection.execute(f"SELECT {counts} FROM events").fetchall()
    for (reason, (into, _)), count in zip(LEFT_OUT.items(), found, strict=True):
        if count:
            yield Filtered(into, count, reason)
