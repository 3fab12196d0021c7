"""The derived tables: every column with its sense. The build writes exactly these columns in these types, or fails.

All tables of acts share the *spine* `voice, person, group, at_us, platform, lang, thread, post_id`: filters, suppression
and evidence use nothing else. `voice` is null where the actor is not a rostered voice; `person` is the voice's slug, or a
pseudonym (`p:…`) for everyone else, null where the author is unknown. Whoever has no roster entry is in the group `public`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from jasette.sql import identifier

Type = Literal["VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "VARCHAR[]"]
PUBLIC = "public"
"""Group of all who are not in the roster."""


@dataclass(frozen=True)
class Column:
    """One derived column; `sense` is what the documentation and `jasette sql` show."""

    name: str
    type: Type
    sense: str


@dataclass(frozen=True)
class Derived:
    """One derived table, kept as one Parquet file `<name>.parquet`."""

    name: str
    sense: str
    columns: tuple[Column, ...]
    on_topic: tuple[str, ...] = ()
    """Columns with ids of posts: a row is on a topic where one of these posts is. Without any, its rows have no words."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def of_topic(self, prefix: str = "") -> str:
        """SQL predicate: rows on the topic that is on the connection (`asking.on_topic`); none, where the rows have no words."""
        return " OR ".join(f"{prefix}{identifier(column)} IN (SELECT post_id FROM topic)" for column in self.on_topic) or "FALSE"

    def select(self, relation: str) -> str:
        """SQL that takes exactly these columns, in these types, from `relation`; fails where one is missing."""
        columns = ", ".join(f"CAST({identifier(c.name)} AS {c.type}) AS {identifier(c.name)}" for c in self.columns)
        return f"SELECT {columns} FROM {relation}"

    def empty(self) -> str:
        """SQL for the same columns without rows."""
        columns = ", ".join(f"CAST(NULL AS {c.type}) AS {identifier(c.name)}" for c in self.columns)
        return f"SELECT {columns} WHERE FALSE"


def _spine(voice: str, person: str, group: str, at: str, post: str) -> tuple[Column, ...]:
    return (
        Column("voice", "VARCHAR", voice),
        Column("person", "VARCHAR", person),
        Column("group", "VARCHAR", group),
        Column("at_us", "BIGINT", at),
        Column("platform", "VARCHAR", f"where {post} was published; `hand` for what was entered by hand"),
        Column("lang", "VARCHAR", f"language of {post}, as its platform gives it"),
        Column("thread", "VARCHAR", "native thread: id of its first post, which may itself not be in the archive"),
        Column("post_id", "VARCHAR", post),
    )


POSTS = Derived(
    "posts",
    "every post as last observed, with its author's voice and its place in its thread",
    (
        *_spine(
            "voice that owns the author's account at that time; null for the public",
            "the voice, or the author's pseudonym; null if the author is unknown",
            "the voice's group at that time (its kind where the roster gives none), else `public`; null if the author is unknown",
            "when it was published, as its platform claims",
            "the post",
        ),
        Column("camp", "VARCHAR", "the voice's camp at that time; always null for the public"),
        Column("kind", "VARCHAR", "kind as collected: post, reply, comment, repost, quote, article, pingback, trackback, webmention"),
        Column(
            "role", "VARCHAR", "post, reply, self_reply, reply_unknown, repost, quote or citation; null if nothing is known of the post"
        ),
        Column("account_id", "VARCHAR", "author's account: the native id where any is known, else platform:@handle"),
        Column("text", "VARCHAR", "plain text; null if deleted"),
        Column("url", "VARCHAR", "where a person can open it"),
        Column("reply_to", "VARCHAR", "post_id of the parent"),
        Column("reply_to_account", "VARCHAR", "account of the parent's author, from the parent itself where it is in the archive"),
        Column("root", "VARCHAR", "the conversation's first post, as the platform says"),
        Column("repost_of", "VARCHAR", "post_id"),
        Column("quote_of", "VARCHAR", "post_id"),
        Column("mentions", "VARCHAR[]", "account_ids as collected, those carried over from the parent included"),
        Column("links", "VARCHAR[]", "expanded addresses"),
        Column("tags", "VARCHAR[]", "without #, lower case"),
        Column("likes", "BIGINT", "as observed"),
        Column("replies", "BIGINT", "as observed"),
        Column("reposts", "BIGINT", "as observed"),
        Column("quotes", "BIGINT", "as observed"),
        Column("views", "BIGINT", "as observed"),
        Column("observed_us", "BIGINT", "when the last observation was made, where the input says so"),
        Column("edited_us", "BIGINT", "last edit"),
        Column("deleted_us", "BIGINT", "when its platform said that it was deleted"),
        Column("visibility", "VARCHAR", "public, unlisted"),
        Column("batch", "VARCHAR", "the batch that brought the last observation"),
        Column("depth", "BIGINT", "replies between it and the thread's first post; 0 for the first; null if unknown"),
        Column(
            "parent_present",
            "BOOLEAN",
            "its parent is in the archive; false also where only the parent's account is known; null if no reply",
        ),
        Column("root_present", "BOOLEAN", "its thread's first post is in the archive and known to be the first; null if no reply"),
        Column("answers_self", "BOOLEAN", "a reply to the same voice or person; null if no reply, or if the parent's author is unknown"),
        Column("to_person", "VARCHAR", "addressee of a reply (the parent's author): voice or pseudonym"),
        Column("to_voice", "VARCHAR", "addressee of a reply, where it is a voice"),
        Column("to_group", "VARCHAR", "addressee's group at that time"),
        Column("to_camp", "VARCHAR", "addressee's camp at that time"),
        Column("own_mentions", "VARCHAR[]", "other persons named in the author's own words, not carried over from the parent"),
        Column("own_mention_voices", "VARCHAR[]", "the voices among them"),
    ),
    on_topic=("post_id",),
)

REQUESTS = Derived(
    "requests",
    "open turns: runs of posts by one person in one thread that address a voice, up to its answer",
    (
        *_spine(
            "the voice addressed",
            "who asks",
            "group of who asks, at that time",
            "first post of the turn",
            "the turn's first post",
        ),
        Column("camp", "VARCHAR", "camp of who asks, where it is a voice"),
        Column("kind", "VARCHAR", "question (a ? outside addresses), direct (a reply, or opens with the voice's name), mention"),
        Column("posts", "BIGINT", "posts in the turn"),
        Column("last_us", "BIGINT", "last post of the turn"),
        Column("answered_us", "BIGINT", "the voice's first answer on the platform; null while the turn is open"),
        Column("answer_id", "VARCHAR", "post_id of that answer"),
        Column("answer_how", "VARCHAR", "reply, mention or quote"),
        Column("matched", "VARCHAR", "parent: by the posts' ids; conversation: a parent is known only by its account and conversation"),
        Column("answer_twin_us", "BIGINT", "when the earliest other answer of the voice in nearly the same words was given; null if none"),
        Column("hand_us", "BIGINT", "first contact entered by hand after the turn began and before the person's next turn"),
        Column("hand_id", "VARCHAR", "post_id of that contact"),
        Column("deleted_us", "BIGINT", "when the last of its posts was deleted, if all were"),
    ),
    on_topic=("post_id",),
)

EXCHANGES = Derived(
    "exchanges",
    "all that a voice and one other person say to each other in one thread (what was entered by hand is an exchange of its own)",
    (
        *_spine(
            "the voice",
            "the other person",
            "group of the other person at the first post",
            "first post of the exchange",
            "the exchange's first post",
        ),
        Column("camp", "VARCHAR", "camp of the other person, where it is a voice"),
        Column("turns", "BIGINT", "alternations: the longest runs of posts of one side, counted"),
        Column("posts_voice", "BIGINT", "posts of the voice to the person"),
        Column("posts_person", "BIGINT", "posts of the person to the voice"),
        Column("opened_by", "VARCHAR", "voice or person"),
        Column("approached", "BOOLEAN", "the voice opened it by a reply: the person had not addressed it in this thread"),
        Column("answered", "BOOLEAN", "the voice spoke after the person"),
        Column("loop", "BOOLEAN", "person, then voice, then person again (Kent & Taylor's dialogic loop)"),
        Column("replied_back", "BOOLEAN", "the person spoke after an approach; null if there was none"),
        Column("answered_us", "BIGINT", "when it was answered; null if it was not"),
        Column("loop_us", "BIGINT", "when it became a loop; null if it did not"),
        Column("replied_back_us", "BIGINT", "when the person spoke after an approach; null if not, or if there was none"),
        Column("last_us", "BIGINT", "last post of the exchange"),
    ),
    on_topic=("post_id",),
)

INTERACTIONS = Derived(
    "interactions",
    "directed acts, one row per act and target; acts upon oneself are kept",
    (
        *_spine(
            "acting voice; null for the public",
            "who acts",
            "group of who acts, at that time",
            "when",
            "the post that carries the act, where there is one",
        ),
        Column("kind", "VARCHAR", "reply, mention (own words only), repost, quote; or as the imported list says: share, link, follow…"),
        Column("to_voice", "VARCHAR", "voice acted upon"),
        Column("to_person", "VARCHAR", "who is acted upon; null if unknown"),
        Column("to_group", "VARCHAR", "group of who is acted upon, at that time; null if unknown"),
        Column("weight", "DOUBLE", "1 for acts carried by posts; as given in imported lists"),
        Column("object", "VARCHAR", "the thing acted upon: post_id or address"),
    ),
    on_topic=("post_id", "object"),
)

CITATIONS = Derived(
    "citations",
    "links and pingbacks from a page or post to a post or site of somebody else, or of oneself (`self`)",
    (
        *_spine(
            "citing voice; null for the public",
            "who cites",
            "group of who cites, at that time",
            "when",
            "the citing post",
        ),
        Column("to_voice", "VARCHAR", "voice cited"),
        Column("to_person", "VARCHAR", "who is cited"),
        Column("to_group", "VARCHAR", "group of who is cited, at that time"),
        Column("to_post", "VARCHAR", "post cited; null where the address is of a voice's site only"),
        Column("url", "VARCHAR", "the address as written"),
        Column("how", "VARCHAR", "link, pingback, trackback, webmention"),
        Column("self", "BOOLEAN", "both ends are the same person"),
    ),
    on_topic=("post_id", "to_post"),
)

AUDIENCES = Derived(
    "audiences",
    "sizes of the audiences of voices' accounts, as their profiles showed them; nothing is said of anybody in them",
    (
        *_spine(
            "voice that owns the account at that time",
            "the same voice",
            "the voice's group at that time",
            "when the profile was observed",
            "always null: a profile is no post",
        ),
        Column("account_id", "VARCHAR", "the voice's account"),
        Column("followers", "BIGINT", "followers that the profile showed"),
    ),
)

GAPS = Derived(
    "gaps",
    "what is known to be missing",
    (
        *_spine(
            "voice that the missing thing belongs to, where known",
            "author of the missing thing, where known",
            "group of that author, where known",
            "first sign of it: the earliest post that shows it; the beginning of a time without collection",
            "the earliest post that shows it",
        ),
        Column(
            "kind",
            "VARCHAR",
            "missing_parent (a post that replies answer), missing_root (a thread's first post), unknown_parent (a reply whose parent is "
            "known only as an account, or not at all), cycle (replies that answer each other in a ring, cut), untimed (a post without a "
            "time), uncollected (a time between two covered ones)",
        ),
        Column("object", "VARCHAR", "id of what is missing, where it has one"),
        Column("posts", "BIGINT", "posts in the archive that show it"),
        Column("why", "VARCHAR", "the same in words"),
        Column("stream", "VARCHAR", "of an uncollected time: the stream"),
        Column("from_us", "BIGINT", "of an uncollected time: its first instant"),
        Column("to_us", "BIGINT", "of an uncollected time: the first covered instant after it"),
    ),
)

COVERAGE = Derived(
    "coverage",
    "what was collected of each voice: disjoint windows per stream; what people say stands above what sources say",
    (
        Column("voice", "VARCHAR", "the voice"),
        Column("stream", "VARCHAR", "own_posts, mentions, replies, threads, reposts, audience"),
        Column("from_us", "BIGINT", "first covered instant"),
        Column("to_us", "BIGINT", "first instant no longer covered"),
        Column("how", "VARCHAR", "complete, sample, query, unknown: the best of its accounts where they differ"),
        Column("source", "VARCHAR", "what says so"),
    ),
)

VOICES = Derived(
    "voices",
    "the rostered voices",
    (
        Column("voice", "VARCHAR", "slug"),
        Column("name", "VARCHAR", "name"),
        Column("kind", "VARCHAR", "person or organisation"),
        Column("group", "VARCHAR", "group by the latest entry; the kind where the roster gives none"),
        Column("camp", "VARCHAR", "camp by the latest entry"),
    ),
)

DERIVED: dict[str, Derived] = {t.name: t for t in (POSTS, REQUESTS, EXCHANGES, INTERACTIONS, CITATIONS, AUDIENCES, GAPS, COVERAGE, VOICES)}
SPINE = ("voice", "person", "group", "at_us", "platform", "lang", "thread", "post_id")
