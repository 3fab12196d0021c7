"""What becomes of each column of the derived tables when they leave. A column without a rule stays here.

KEEP      as it is: times, kinds, counts, rostered voices, groups
PERSON    a pseudonym gets another one, made with the key of this export; voices keep their names
PEOPLE    a list of these
POST      an identifier of a post, or of whatever was acted upon: a number made with the key of this export
WORDS     plain text without handles and addresses
(none)    null: accounts, addresses, file names
"""

from __future__ import annotations

from typing import Literal

from jasette.people import keyed_hash_sql, pseudonym_sql
from jasette.reconstruct.tables import DERIVED, Column
from jasette.sql import identifier, literal

Rule = Literal["keep", "person", "people", "post", "words", "head", "none"]
KEEP: Rule = "keep"
PERSON: Rule = "person"
PEOPLE: Rule = "people"
POST: Rule = "post"
WORDS: Rule = "words"
HEAD: Rule = "head"
"""What stands before a colon: the kind of a source, without the name of its file."""
NONE: Rule = "none"

SPECIAL: dict[str, Rule] = {
    "person": PERSON,
    "to_person": PERSON,
    "own_mentions": PEOPLE,
    "post_id": POST,
    "thread": POST,
    "reply_to": POST,
    "root": POST,
    "repost_of": POST,
    "quote_of": POST,
    "answer_id": POST,
    "hand_id": POST,
    "to_post": POST,
    "object": POST,
    "text": WORDS,
    "source": HEAD,
    "account_id": NONE,
    "reply_to_account": NONE,
    "mentions": NONE,
    "links": NONE,
    "url": NONE,
    "batch": NONE,
}
KEPT = frozenset(
    (
        "voice",
        "group",
        "at_us",
        "platform",
        "lang",
        "camp",
        "kind",
        "role",
        "tags",
        "likes",
        "replies",
        "reposts",
        "quotes",
        "views",
        "observed_us",
        "edited_us",
        "deleted_us",
        "visibility",
        "depth",
        "parent_present",
        "root_present",
        "answers_self",
        "to_voice",
        "to_group",
        "to_camp",
        "own_mention_voices",
        "posts",
        "last_us",
        "answered_us",
        "answer_how",
        "matched",
        "answer_twin_us",
        "hand_us",
        "turns",
        "posts_voice",
        "posts_person",
        "opened_by",
        "approached",
        "answered",
        "loop",
        "replied_back",
        "loop_us",
        "replied_back_us",
        "weight",
        "followers",
        "how",
        "self",
        "why",
        "stream",
        "from_us",
        "to_us",
        "name",
    )
)
POST_DIGITS = 20
LEFT_OUT = "(words left out)"
PREFIX = "CASE WHEN {id} LIKE 'at://%' THEN 'bluesky' WHEN regexp_matches({id}, '^https?://') THEN 'web' ELSE split_part({id}, ':', 1) END"


def rule(column: str) -> Rule:
    """The rule of a column by its name; NONE for one that nobody has decided on."""
    return SPECIAL.get(column, KEEP if column in KEPT else NONE)


def person(key: str, expression: str) -> str:
    """SQL: the person's name in this export."""
    return f"CASE WHEN {expression} LIKE 'p:%' THEN {pseudonym_sql(key, expression)} ELSE {expression} END"


def post(key: str, expression: str) -> str:
    """SQL: the post's number in this export, behind its platform; null stays null."""
    hashed = f"substr({keyed_hash_sql(key, expression)}, 1, {POST_DIGITS})"
    return f"CASE WHEN {expression} IS NOT NULL THEN concat({PREFIX.format(id=expression)}, ':', {hashed}) END"


def select(table: str, key: str, *, words: bool) -> str:
    """SQL: the derived `table` as it may leave; without `words` LEFT_OUT stands for each text."""
    columns = ", ".join(f"{_told(column, key, words)} AS {identifier(column.name)}" for column in DERIVED[table].columns)
    return f"SELECT {columns} FROM {identifier(table)}"


def _told(column: Column, key: str, words: bool) -> str:
    name = identifier(column.name)
    simple: dict[Rule, str] = {
        KEEP: name,
        PERSON: person(key, name),
        PEOPLE: f"list_transform({name}, lambda one: {person(key, 'one')})",
        POST: post(key, name),
        HEAD: f"split_part({name}, ':', 1)",
        NONE: f"CAST(NULL AS {column.type})",
    }
    if (told := rule(column.name)) != WORDS:
        return simple[told]
    # what was entered by hand was said in private; without words it still tells that there were some
    return f"CASE WHEN {name} IS NOT NULL AND platform IS DISTINCT FROM 'hand' THEN {name if words else literal(LEFT_OUT)} END"
