"""Reddit: submissions and comments as dumps hold them (JSON lines, zstd), and as the site's own `.json` pages show them.

Submissions are posts (`reddit:t3_…`), comments answer them or one another (`reddit:t1_…`); a crosspost quotes its original,
since it gathers comments of its own. The subreddit is kept as a tag (`r/quebec`). Texts are Markdown as it was typed.
What its author took back (`[deleted]`) becomes a deletion; what moderators took down (`[removed]`) keeps its place, and no
words. Names on Reddit never change hands: an account is its number where the record has it, else its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from jasette.source import Filtered, Head, Item, Recipe, Rejected, Source
from jasette.source.expressions import distinct
from jasette.source.long_pages import values
from jasette.source.ndjson import Layout, is_by_line, sample, stream
from jasette.source.onepass import OWN, Projection
from jasette.source.records import Pages, lines
from jasette.source.rows import struct
from jasette.source.shape import FLAG, ID, INT, TEXT
from jasette.source.staged import Taken, passing
from jasette.source.x import unescaped

if TYPE_CHECKING:
    import duckdb

    from jasette.source.files import InputFile
    from jasette.source.records import Record

THING: dict[str, Any] = {
    "id": ID,
    "author": TEXT,
    "author_fullname": TEXT,
    # a number, a text or a number with a point, as the years went
    "created_utc": ID,
    "edited": TEXT,
    "body": TEXT,
    "title": TEXT,
    "selftext": TEXT,
    "url": TEXT,
    "is_self": FLAG,
    "permalink": TEXT,
    "subreddit": TEXT,
    "subreddit_type": TEXT,
    "score": INT,
    "score_hidden": FLAG,
    "hide_score": FLAG,
    "num_comments": INT,
    "removed_by_category": TEXT,
    "link_id": ID,
    "parent_id": ID,
    "crosspost_parent": ID,
    "retrieved_on": ID,
    "retrieved_utc": ID,
    # when another archive looked again: scores are of then
    "_meta": {"retrieved_2nd_on": ID},
}
SHAPE = {**THING, "crosspost_parent_list": [THING]}
PAGES = Pages({("data",): False})
ORIGINAL = "crosspost_parent_list[1]"
SECONDS = r"[0-9]{1,10}(\.[0-9]*)?"
NOT_PUBLIC = "in communities that are not open to everybody"
CLOSED = "('private', 'employees_only', 'gold_only', 'gold_restricted')"
UNSHOWN = "comments that a page counts and does not show"


def _is_comment(at: str) -> str:
    return f"({at}title IS NULL AND ({at}link_id IS NOT NULL OR {at}body IS NOT NULL))"


def _wrong_time(at: str, name: str) -> str:
    return (
        f"WHEN NOT regexp_full_match({at}{name}, '{SECONDS}') "
        f"THEN concat('{at}{name} ', substr({at}{name}, 1, 60), ' is no number of seconds since 1970')"
    )


def _wrong(at: str) -> str:
    """WHEN clauses for the submission or comment at `at`; one that is not there is not wrong."""
    there, name = (f"{at.rstrip('.')} IS NOT NULL AND ", "crosspost_parent_list: ") if at else ("", "")
    fullname = "regexp_full_match({0}, '{1}') THEN concat('{2} ', substr({0}, 1, 60), ' is no full name such as {3}')"
    return f"""
      WHEN {there}{at}id IS NULL THEN '{name}id is missing'
      WHEN NOT regexp_full_match({at}id, '[0-9a-z]{{1,13}}') THEN concat('{name}id ', substr({at}id, 1, 60), ' is no id of Reddit')
      WHEN {there}NOT {_is_comment(at)} AND {at}title IS NULL
        THEN '{name}title, body and link_id are missing: this is neither a submission nor a comment'
      WHEN NOT {fullname.format(f"{at}link_id", "t3_[0-9a-z]{1,13}", f"{name}link_id", "t3_abc")}
      WHEN {there}{_is_comment(at)} AND {at}link_id IS NULL THEN '{name}link_id is missing'
      WHEN NOT {fullname.format(f"{at}parent_id", "t[13]_[0-9a-z]{1,13}", f"{name}parent_id", "t1_abc")}
      WHEN NOT {fullname.format(f"{at}crosspost_parent", "t3_[0-9a-z]{1,13}", f"{name}crosspost_parent", "t3_abc")}
      WHEN {there}{at}created_utc IS NULL THEN '{name}created_utc is missing'
      {_wrong_time(at, "created_utc")}"""


REASON = f"CASE {_wrong('')} {_wrong(f'{ORIGINAL}.')} END"
LAYOUT = Layout(SHAPE, REASON, PAGES, looks_for=b'"crosspost_parent_list"')


def _us(seconds: str) -> str:
    return f"CASE WHEN regexp_full_match({seconds}, '{SECONDS}') THEN CAST(round(TRY_CAST({seconds} AS DOUBLE) * 1000000) AS BIGINT) END"


def _seen(recipe: Recipe) -> str:
    known = "NULL" if recipe.observed_us is None else str(int(recipe.observed_us))
    return f"coalesce({_us('_meta.retrieved_2nd_on')}, {_us('retrieved_on')}, {_us('retrieved_utc')}, {known})"


def _account(number: str, name: str) -> str:
    return (
        f"CASE WHEN {name} = '[deleted]' THEN NULL WHEN regexp_full_match({number}, 't2_[0-9a-z]{{1,13}}') THEN 'reddit:' || {number} "
        f"WHEN regexp_full_match({name}, '[A-Za-z0-9_-]{{1,30}}') THEN 'reddit:@' || lower({name}) END"
    )


# An address ends before a bracket that was not opened in it: Markdown closes its links so.
ADDRESS = r"https?://(?:\([^\s()]*\)|[^\s()<>\[\]\"''`|\\])+"
NAMED = r"(?:^|[^A-Za-z0-9_/])/?[uU]/([A-Za-z0-9_-]{3,20})"


def _steps(at: str) -> tuple[dict[str, str], ...]:
    """Columns of the submission or comment at `at`, each step over the ones before."""
    words = f"CASE WHEN {at}body IS NULL THEN {at}selftext ELSE {at}body END"
    trimmed = "list_transform(regexp_extract_all(words_, '" + ADDRESS + "'), lambda a: regexp_replace(a, '[.,;:!?*_~]+$', ''))"
    direct = f"NOT comment_ AND {at}crosspost_parent IS NULL AND NOT coalesce({at}is_self, false)"
    shared = f"CASE WHEN {direct} AND regexp_matches({at}url, '^https?://') THEN {at}url END"
    return (
        {
            "comment_": _is_comment(at),
            "taken_back_": f"coalesce({words} = '[deleted]', false) OR coalesce({at}removed_by_category = 'deleted', false)",
            "taken_down_": f"coalesce({words} IN ('[removed]', '[ Removed by Reddit ]', '[ Removed by reddit in response to a copyright "
            f"notice. ]'), false)",
            # a new editor puts a backslash before each underscore
            "words_": f"nullif({unescaped(f'replace({words}, {chr(39)}{chr(92)}_{chr(39)}, {chr(39)}_{chr(39)})')}, '')",
        },
        {
            "text_": f"CASE WHEN taken_down_ THEN NULL WHEN comment_ THEN words_ "
            f"ELSE trim(concat({unescaped(f'{at}title')}, chr(10), chr(10), words_), chr(10)) END",
            "written_": f"CASE WHEN NOT taken_down_ AND contains(words_, '://') THEN {trimmed} END",
            "named_": f"CASE WHEN NOT taken_down_ AND contains(lower(words_), 'u/') THEN regexp_extract_all(words_, '{NAMED}', 1) END",
            "shared_": unescaped(shared),
        },
        {
            "links_": f"list_filter(list_concat([shared_], written_), lambda a: NOT regexp_matches(a, "
            f"'^https?://(?:[ivg]|preview|external-preview)\\.redd\\.it/') AND NOT coalesce(ends_with(a, {at}permalink), false))",
            "mentions_": "list_transform(named_, lambda n: 'reddit:@' || lower(n))",
        },
    )


def _post(at: str, recipe: Recipe, own: str) -> str:
    kept = "NOT taken_back_"
    link = f"substr({at}link_id, 4)"
    made = (
        f"CASE WHEN comment_ THEN concat('/r/', coalesce({at}subreddit, 'all'), '/comments/', {link}, '/_/', {at}id, '/') "
        f"ELSE concat('/comments/', {at}id, '/') END"
    )
    hidden = f"coalesce({at}score_hidden, false) OR coalesce({at}hide_score, false)"
    columns = {
        "post_id": f"concat('reddit:', CASE WHEN comment_ THEN 't1_' ELSE 't3_' END, {at}id)",
        "platform": "'reddit'",
        "kind": f"CASE WHEN comment_ THEN 'comment' WHEN {at}crosspost_parent IS NOT NULL THEN 'quote' ELSE 'post' END",
        "account_id": f"CASE WHEN {kept} THEN {_account(f'{at}author_fullname', f'{at}author')} END",
        "published_us": _us(f"{at}created_utc"),
        "observed_us": _seen(recipe),
        "text": f"CASE WHEN {kept} THEN text_ END",
        "url": f"CASE WHEN {kept} THEN 'https://www.reddit.com' || coalesce({at}permalink, {made}) END",
        "reply_to": f"CASE WHEN {kept} AND comment_ THEN 'reddit:' || coalesce({at}parent_id, {at}link_id) END",
        "root": f"CASE WHEN {kept} AND comment_ THEN 'reddit:' || {at}link_id END",
        "quote_of": f"CASE WHEN {kept} THEN 'reddit:' || {at}crosspost_parent END",
        "mentions": f"CASE WHEN {kept} THEN {distinct('mentions_')} END",
        "links": f"CASE WHEN {kept} THEN {distinct('links_')} END",
        "tags": f"CASE WHEN {kept} AND {at}subreddit IS NOT NULL THEN ['r/' || lower({at}subreddit)] END",
        "likes": f"CASE WHEN NOT ({hidden}) THEN {at}score END",
        "replies": f"{at}num_comments",
        "edited_us": _us(f"{at}edited"),
        # a deletion must not be lost for want of a time: then the earliest that is possible, the post's own
        "deleted_us": f"CASE WHEN taken_back_ THEN coalesce({_seen(recipe)}, {_us(f'{at}created_utc')}) END",
        "visibility": "'public'",
    }
    return struct("posts", columns, **{OWN: own})


def _known(at: str) -> str:
    return f"{_account(f'{at}author_fullname', f'{at}author')} IS NOT NULL"


def _person(at: str, recipe: Recipe) -> str:
    columns = {
        "account_id": _account(f"{at}author_fullname", f"{at}author"),
        "platform": "'reddit'",
        "handle": f"{at}author",
        "url": f"concat('https://www.reddit.com/user/', {at}author)",
        "observed_us": _seen(recipe),
    }
    return struct("accounts", columns)


def _project(relation: str | None, recipe: Recipe) -> Projection:
    steps: list[dict[str, str]] = [{"shut_": _shut("")}, *_steps("")]
    tables = [
        ("posts", f"CASE WHEN NOT shut_ THEN {_post('', recipe, 'NOT taken_back_')} END"),
        ("accounts", f"CASE WHEN NOT (shut_ OR taken_back_) AND {_known('')} THEN {_person('', recipe)} END"),
    ]
    if relation is not None:
        # the same expressions for the original that a crosspost holds, under names of their own
        inner = f"{ORIGINAL}."
        steps[0]["there_"] = f"({ORIGINAL} IS NOT NULL AND NOT ({_shut('')} OR {_shut(inner)}))"
        for step, beside in zip(steps[1:], _steps(inner), strict=True):
            step |= {f"of_{name}": _of(expression) for name, expression in beside.items()}
        tables += [
            ("posts", f"CASE WHEN there_ THEN {_of(_post(inner, recipe, 'false'))} END"),
            ("accounts", f"CASE WHEN there_ AND NOT of_taken_back_ AND {_known(inner)} THEN {_of(_person(inner, recipe))} END"),
        ]
    return Projection(steps, tables, f"CASE WHEN shut_ THEN [struct_pack(\"table\" := 'posts', reason := '{NOT_PUBLIC}')] END")


def _shut(at: str) -> str:
    return f"coalesce({at}subreddit_type IN {CLOSED}, false)"


MADE = re.compile(r"(?<![\w.])(comment_|taken_back_|taken_down_|words_|text_|written_|named_|shared_|links_|mentions_)(?!\w)")


def _of(expression: str) -> str:
    return MADE.sub(r"of_\1", expression)


LISTED = re.compile(rb'^\s*\[?\s*\{\s*"kind"\s*:\s*"(?:Listing|t[13])"')


class _Thing(msgspec.Struct):
    """A listing, a comment, a submission or a stub of a page; its parts as their bytes."""

    kind: str = ""
    data: msgspec.Raw = msgspec.Raw()


class _Listing(msgspec.Struct):
    children: list[msgspec.Raw] = []


class _Stub(msgspec.Struct):
    count: int = 0


def _found(file: InputFile) -> Iterator[Taken | Item]:
    """The submissions and comments of pages; no recursion, as threads are deep."""
    unshown, source = 0, file.open()
    for chunk in lines(source) if is_by_line(file) else values(source):
        for record in chunk:
            # what is left to look at, and where its bytes may start
            waiting: list[tuple[bytes, int]] = [(record.data, 0)]
            while waiting:
                data, after = waiting.pop()
                at = max(record.data.find(data, after), 0)
                thing = _decoded(data, _Thing) if record.whole else None
                if thing is None or thing.kind not in ("Listing", "t1", "t3", "more"):
                    yield _taken(record, data, at)
                elif thing.kind == "more":
                    stub = _decoded(bytes(thing.data), _Stub)
                    # where a page says "continue this thread" it counts none, and there is one at least
                    unshown += max(stub.count if stub else 0, 1)
                elif thing.kind == "Listing":
                    listing = _decoded(bytes(thing.data), _Listing) or _Listing()
                    waiting += [(bytes(child), at) for child in reversed(listing.children)]
                else:
                    fields = _decoded(bytes(thing.data), dict[str, msgspec.Raw]) or {}
                    below = bytes(fields.pop("replies", msgspec.Raw()))
                    yield _taken(record, msgspec.json.encode(fields), at)
                    if below.startswith(b"{"):
                        waiting.append((below, at))
    if source.damage:
        yield Rejected("posts", f"{source.damage}; what follows could not be unpacked", b"", source.position, None)
    if unshown:
        yield Filtered("posts", unshown, UNSHOWN)


def _taken(record: Record, data: bytes, at: int) -> Taken:
    return Taken(data, record.offset + at, record.line + record.data.count(b"\n", 0, at))


def _decoded(data: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    def project(_: duckdb.DuckDBPyConnection, relation: str | None) -> Projection:
        return _project(relation, recipe)

    if LISTED.match(file.head().data):
        yield from passing(file, _found(file), LAYOUT, project, f"reddit: {file.name}")
    else:
        yield from stream(file, LAYOUT, project, f"reddit: {file.name}")


def _sniff(head: Head) -> float:
    if LISTED.match(head.data) and b'"subreddit"' in head.data:
        return 0.95
    found = sample(head, PAGES)
    if not found:
        return 0.0
    return 0.95 * sum(_is_thing(one) for one in found) / len(found)


def _is_thing(one: dict[str, Any]) -> bool:
    return {"id", "created_utc"} <= one.keys() and ({"body", "link_id"} <= one.keys() or {"title", "subreddit"} <= one.keys())


source = Source(
    name="reddit",
    title="Reddit: submissions and comments of dumps (zst), and of the site's own .json pages",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=_read,
    identify=True,
    obtain=(
        "dumps by month or by subreddit that researchers share (RS_… and RC_…, or NAME_submissions and NAME_comments, .zst); "
        "or add `.json` to the address of a thread in a browser and save the page"
    ),
    cannot_tell=(
        "votes for and against (a score is their difference, blurred, and of the moment of collection); who saw a post; the words of "
        "what was taken down before it was collected; comments behind “load more” of a page; whether a dump is whole; a language "
        "(told from the words)"
    ),
)
