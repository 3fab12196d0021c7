"""Statuses as a Mastodon server's API gives them: HTML texts, whole accounts, embedded originals of boosts and quotes."""

from __future__ import annotations

from functools import cache

import numpy as np

from jasette.demo.block import Block
from jasette.demo.draft import QUOTE, REPOST
from jasette.demo.fragments import (
    Column,
    Picked,
    Piece,
    Strings,
    either,
    grouped,
    join,
    numbers,
    only,
    pick,
    pick_or_empty,
    scatter,
    small,
    strings,
)
from jasette.demo.text import LEAD1, LEAD2, OWN, TAG, phrasebook
from jasette.demo.town import Flags, Ints
from jasette.demo.world import INSTANCE

AFTER_TIME = (
    '"sensitive":false,"spoiler_text":"","visibility":"public","language":',
    '"edited_at":null,"favourited":false,"reblogged":false,"muted":false,"bookmarked":false,',
    '"filtered":[],"media_attachments":[],"emojis":[],"tagged_collections":[],"card":null,"poll":null,'
    '"quote_approval":{"automatic":["public"],"manual":[],"current_user":"automatic"},',
)
ACCOUNT_MIDDLE = (
    '","locked":false,"bot":false,"discoverable":true,"indexable":true,"group":false,"created_at":"2019-05-04T00:00:00.000Z","note":"",',
    f'"avatar":"https://{INSTANCE}/avatars/missing.png","avatar_static":"https://{INSTANCE}/avatars/missing.png","avatar_description":"",'
    f'"header":"https://{INSTANCE}/headers/missing.png","header_static":"https://{INSTANCE}/headers/missing.png","header_description":"",'
    '"followers_count":',
    ',"last_status_at":"2023-03-09","hide_collections":null,"show_media":true,"show_media_replies":true,"show_featured":true,"noindex":false,'
    '"feature_approval":{"automatic":[],"manual":[],"current_user":"denied"},"emojis":[],"roles":[],"fields":[]}',
)


def lines(block: Block, rows: Ints) -> Strings:
    """Statuses in order of time, one per line."""
    return join(_whole(block, rows), "\n")


def _whole(block: Block, rows: Ints) -> Strings:
    """Status objects, with what they boost or quote."""
    draft = block.draft
    kind, ref = draft["kind"][rows], draft["ref"][rows]
    boost, quote = kind == REPOST, kind == QUOTE
    boosted = _or_null(boost, _objects(block, ref[boost]))
    quoted = _or_null(quote, join('{"state":"accepted","quoted_status":', _objects(block, ref[quote]), "}"))
    return _objects(block, rows, boosted, quoted)


def _or_null(where: Flags, objects: Strings) -> tuple[Picked, Picked]:
    return scatter(where, objects), only(~where, "null")


def _objects(block: Block, rows: Ints, boosted: Piece = "null", quoted: Piece = "null") -> Strings:
    draft = block.draft
    boost = draft["kind"][rows] == REPOST
    ids, handles = pick(block.id_texts, rows), pick(block.handles, draft["author"][rows])
    # the wrapper of a boost is an activity of its own, without text
    after = pick(strings(["", "/activity"]), boost.astype(np.int64))
    mentions, tags = _mentions(block, rows), _tags(block, rows)
    received = block.received
    at = block.moments(rows, "%Y-%m-%dT", ".000Z")
    return join(
        '{"id":"', ids, '","created_at":"', at, '",', _in_reply_to(block, rows),
        AFTER_TIME[0], pick(strings(['"en"', '"fr"']), draft["french"][rows]),
        f',"uri":"https://{INSTANCE}/users/', handles, "/statuses/", ids, after,
        f'","url":"https://{INSTANCE}/', pick(strings(["@", "users/"]), boost.astype(np.int64)), handles,
        pick(strings(["/", "/statuses/"]), boost.astype(np.int64)), ids, after,
        '","replies_count":', _unless(boost, small(received["replies"][rows])),
        ',"reblogs_count":', _unless(boost, small(received["reposts"][rows])),
        ',"favourites_count":', _unless(boost, small(block.likes[rows])),
        ',"quotes_count":', _unless(boost, small(received["quotes"][rows])), ",",
        AFTER_TIME[1], '"content":"', scatter(~boost, _content(block, rows[~boost])), '",', AFTER_TIME[2],
        '"application":null,"reblog":', boosted, ',"quote":', quoted,
        ',"mentions":[', mentions, '],"tags":[', tags, '],"account":', pick(_accounts(block), draft["author"][rows]), "}",
    )  # fmt: skip


def _unless(boost: Flags, counts: Column) -> tuple[Picked, Picked]:
    """Counts, 0 on the wrapper of a boost."""
    return either(boost, "0", counts)


def _in_reply_to(block: Block, rows: Ints) -> tuple[Picked, Picked]:
    parent = block.draft["parent"][rows]
    has = parent >= 0
    whom = block.draft["author"][np.maximum(parent, 0)]
    reply = join(
        '"in_reply_to_id":"', pick(block.id_texts, np.maximum(parent, 0)),
        '","in_reply_to_account_id":"', pick(block.account_texts, whom), '",',
    )  # fmt: skip
    return either(has, reply, '"in_reply_to_id":null,"in_reply_to_account_id":null,')


def _content(block: Block, rows: Ints) -> Strings:
    """The text as HTML; a quote begins with the address of what it quotes, for servers that know no quotes."""
    draft = block.draft
    address = join(f"https://{INSTANCE}/@", block.handles)
    mention = join(
        '<span class=\\"h-card\\" translate=\\"no\\"><a href=\\"', address, '\\" class=\\"u-url mention\\">@<span>', block.handles,
        "</span></a></span>",
    )  # fmt: skip
    quote = draft["kind"][rows] == QUOTE
    ref = draft["ref"][rows][quote]
    where = join(pick(address, draft["author"][ref]), "/", pick(block.id_texts, ref))
    inline = scatter(quote, join('<p class=\\"quote-inline\\">RE: ', _link(where), "</p>"))
    linked = draft["link"][rows] > 0
    links = scatter(linked, join(" ", _link(join("https://", pick(block.expanded, rows[linked])))))
    return join(inline, "<p>", block.wording.rows(rows).texts(mention, links, phrasebook().as_status, at=""), "</p>")


def _link(addresses: Column) -> Strings:
    return join(
        '<a href=\\"', addresses, '\\" target=\\"_blank\\" rel=\\"nofollow noopener\\" translate=\\"no\\"><span class=\\"\\">', addresses,
        "</span></a>",
    )  # fmt: skip


def _mentions(block: Block, rows: Ints) -> Strings:
    """Accounts named in the text; a boost's wrapper names nobody."""
    wording = block.wording.rows(rows)
    plain = block.draft["kind"][rows] != REPOST
    shown = join(
        '{"id":"', block.account_texts, '","username":"', block.handles, f'","url":"https://{INSTANCE}/@', block.handles,
        '","acct":"', block.handles, '"}',
    )  # fmt: skip
    slots = [np.where(plain, wording.accounts[slot], -1) for slot in (LEAD1, LEAD2, OWN)]
    # nobody is listed twice
    slots[1] = np.where(slots[1] == slots[0], -1, slots[1])
    slots[2] = np.where((slots[2] == slots[0]) | (slots[2] == slots[1]), -1, slots[2])
    who = np.stack(slots, axis=1).ravel()
    owner = np.repeat(np.arange(len(rows)), 3)
    return grouped(pick(shown, who[who >= 0]), owner[who >= 0], len(rows), ",")


def _tags(block: Block, rows: Ints) -> Picked:
    plain = block.draft["kind"][rows] != REPOST
    return pick_or_empty(_known_tags(), np.where(plain, block.wording.phrases[rows, TAG], -1))


@cache
def _known_tags() -> Strings:
    """The tag objects of each phrase."""
    tags = map(str.lower, phrasebook().tags.to_pylist())
    return strings(f'{{"name":"{tag}","url":"https://{INSTANCE}/tags/{tag}"}}' if tag else "" for tag in tags)


def _accounts(block: Block) -> Strings:
    """Account object of each account of the town."""
    town = block.town
    followers = 20 + town.ids // 1_009 % 500 * np.where(town.voice >= 0, 9, 1)
    handles = block.handles
    return join(
        '{"id":"', block.account_texts, '","username":"', handles, '","acct":"', handles, '","display_name":"', block.names,
        ACCOUNT_MIDDLE[0], f'"url":"https://{INSTANCE}/@', handles, f'","uri":"https://{INSTANCE}/users/', handles, '",', ACCOUNT_MIDDLE[1],
        numbers(followers), ',"following_count":', numbers(followers // 3), ',"statuses_count":', numbers(followers * 2), ACCOUNT_MIDDLE[2],
    )  # fmt: skip
