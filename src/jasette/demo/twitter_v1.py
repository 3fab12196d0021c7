"""Posts as Twitter's API v1.1 streamed them: whole user objects, embedded originals, cut texts, delete notices."""

from __future__ import annotations

import numpy as np

from jasette.demo.block import Block
from jasette.demo.draft import QUOTE, REPOST
from jasette.demo.fragments import Picked, Strings, either, join, moments, numbers, pick, pick_or_empty, scatter, small, strings
from jasette.demo.text import LEAD1, LEAD2, OWN, RT, TAG, URL, Wording, phrasebook
from jasette.demo.town import Ints

LIMIT = 140
"""Longer texts are cut, and stand whole in `extended_tweet`."""
USER_MIDDLE = (
    '","location":"Valmont","description":"","url":null,"entities":{"description":{"urls":[]}},"protected":false,"verified":false,'
    '"created_at":"Sat May 04 15:02:01 +0000 2019","utc_offset":null,"time_zone":null,"geo_enabled":false,"lang":null,'
    '"contributors_enabled":false,'
    '"is_translator":false,"is_translation_enabled":false,"default_profile":true,"default_profile_image":true,"favourites_count":0,"listed_count":0,'
    '"profile_background_color":"F5F8FA","profile_background_image_url":"","profile_background_image_url_https":"","profile_background_tile":false,'
    '"profile_image_url":"","profile_image_url_https":"","profile_link_color":"1DA1F2","profile_sidebar_border_color":"C0DEED",'
    '"profile_sidebar_fill_color":"DDEEF6","profile_text_color":"333333","profile_use_background_image":true,"following":null,'
    '"follow_request_sent":null,"notifications":null,"followers_count":'
)


def stream(block: Block, rows: Ints) -> Strings:
    """Statuses in order of time, one per line, and the notices of those deleted later where they came."""
    draft = block.draft
    kind, ref = draft["kind"][rows], draft["ref"][rows]
    embedded = [
        join(f'"{field}":', _embedded(block, ref[kind == code]), ",")
        for field, code in (("retweeted_status", REPOST), ("quoted_status", QUOTE))
    ]
    outer = join(
        '{"created_at":', _bodies(block, rows), scatter(kind == REPOST, embedded[0]), scatter(kind == QUOTE, embedded[1]),
        '"filter_level":"low","timestamp_ms":"', numbers(draft["at"][rows] * 1_000), '"}\n',
    )  # fmt: skip
    gone = rows[block.deleted_at[rows] > 0]
    order = np.argsort(np.concatenate([draft["at"][rows], block.deleted_at[gone]]), kind="stable")
    status, notice = np.where(order < len(rows), order, -1), np.maximum(order - len(rows), -1)
    return join(pick_or_empty(outer, status), pick_or_empty(_notices(block, gone), notice))


def _embedded(block: Block, rows: Ints) -> Strings:
    return join('{"created_at":', _bodies(block, rows), '"filter_level":"low"}')


def _notices(block: Block, rows: Ints) -> Strings:
    ids, users = pick(block.id_texts, rows), pick(block.account_texts, block.draft["author"][rows])
    return join(
        '{"delete":{"status":{"id":', ids, ',"id_str":"', ids, '","user_id":', users, ',"user_id_str":"', users,
        '"},"timestamp_ms":"', numbers(block.deleted_at[rows] * 1_000), '"}}\n',
    )  # fmt: skip


def _bodies(block: Block, rows: Ints) -> Strings:
    """All fields but the embedded statuses, from the value of `created_at` to a comma."""
    draft = block.draft
    kind = draft["kind"][rows]
    full = block.wording.rows(rows)
    reposts = kind == REPOST
    shown = full.cut(reposts, LIMIT, link=False).cut(~reposts, LIMIT, link=True)
    codes = pick(block.codes, rows)
    words = phrasebook().as_json
    cut = ~reposts & (full.lengths.sum(axis=1) > LIMIT)
    at = np.flatnonzero(cut)
    size = full.lengths.sum(axis=1)[at]
    extended = join(
        '"extended_tweet":{"full_text":"', full.rows(at).texts(block.handles, pick(codes, at), words),
        '","display_text_range":[0,', small(size), "],",
        _entities(block, full.rows(at), rows[at]), "},",
    )  # fmt: skip
    ids = pick(block.id_texts, rows)
    year = "%a %b %d "
    return join(
        '"', moments(draft["at"][rows], year, " +0000 2023"), '","id":', ids, ',"id_str":"', ids,
        '","text":"', shown.texts(block.handles, codes, words), '","truncated":', pick(strings(["false", "true"]), cut.astype(np.int64)),
        ',"source":"<a href=\\"https://example.com\\" rel=\\"nofollow\\">Valmont</a>",', _in_reply_to(block, rows),
        '"user":', pick(_users(block), draft["author"][rows]),
        ',"geo":null,"coordinates":null,"place":null,"contributors":null,', _quoted(block, rows), scatter(cut, extended),
        '"retweet_count":', small(block.received["reposts"][rows]), ',"favorite_count":', small(block.likes[rows]),
        ',"quote_count":', small(block.received["quotes"][rows]), ',"reply_count":', small(block.received["replies"][rows]), ",",
        _entities(block, shown, rows), ',"favorited":false,"retweeted":false,"lang":',
        pick(strings(['"en",', '"fr",']), draft["french"][rows]),
    )  # fmt: skip


def _in_reply_to(block: Block, rows: Ints) -> tuple[Picked, ...]:
    """The five fields; a post that opens with @somebody and has no parent still names the account."""
    parent = block.draft["parent"][rows]
    account = np.where(parent >= 0, block.draft["author"][np.maximum(parent, 0)], block.draft["lead1"][rows])
    status = pick(block.id_texts, np.maximum(parent, 0))
    no_status = '"in_reply_to_status_id":null,"in_reply_to_status_id_str":null,'
    of_status = join('"in_reply_to_status_id":', status, ',"in_reply_to_status_id_str":"', status, '",')
    no_user = '"in_reply_to_user_id":null,"in_reply_to_user_id_str":null,"in_reply_to_screen_name":null,'
    who = np.maximum(account, 0)
    user = pick(block.account_texts, who)
    handle = pick(block.handles, who)
    of_user = join('"in_reply_to_user_id":', user, ',"in_reply_to_user_id_str":"', user, '","in_reply_to_screen_name":"', handle, '",')
    return either(parent >= 0, of_status, no_status) + either(account >= 0, of_user, no_user)


def _quoted(block: Block, rows: Ints) -> tuple[Picked, ...]:
    quote = block.draft["kind"][rows] == QUOTE
    ids = pick(block.id_texts, np.maximum(block.draft["ref"][rows], 0))
    of_quote = join('"is_quote_status":true,"quoted_status_id":', ids, ',"quoted_status_id_str":"', ids, '",')
    return either(quote, of_quote, '"is_quote_status":false,')


def _users(block: Block) -> Strings:
    """User object of each account of the town."""
    town = block.town
    followers = 40 + town.ids // 1_009 % 900 * np.where(town.voice >= 0, 17, 1)
    ids = block.account_texts
    return join(
        '{"id":', ids, ',"id_str":"', ids, '","name":"', block.names, '","screen_name":"', block.handles, USER_MIDDLE,
        numbers(followers), ',"friends_count":', numbers(followers // 3), ',"statuses_count":', numbers(followers * 2), "}",
    )  # fmt: skip


def _entities(block: Block, wording: Wording, rows: Ints) -> Strings:
    starts = wording.starts()
    sizes = block.town.handle_sizes
    mentions = []  # with a comma before each: that of the first goes
    for slot, skip in ((RT, 3), (LEAD1, 0), (LEAD2, 0), (OWN, 0)):
        has = wording.accounts[slot] >= 0
        who, at = wording.accounts[slot][has], starts[has, slot] + skip
        ids = pick(block.account_texts, who)
        mention = join(
            ',{"screen_name":"', pick(block.handles, who), '","name":"', pick(block.names, who), '","id":', ids, ',"id_str":"', ids,
            '","indices":[', small(at), ",", small(at + 1 + sizes[who]), "]}",
        )  # fmt: skip
        mentions.append(scatter(has, mention))
    tagged = wording.lengths[:, TAG] > 0
    tags = pick(phrasebook().tags, wording.phrases[tagged, TAG])
    at, end = starts[tagged, TAG] + 1, starts[tagged, TAG] + wording.lengths[tagged, TAG]
    linked = wording.url > 0
    begin = starts[linked, URL] + 1
    code = pick(block.short_links, rows[linked])
    address = pick(block.expanded, rows[linked])
    return join(
        '"entities":{"hashtags":[', scatter(tagged, join('{"text":"', tags, '","indices":[', small(at), ",", small(end), "]}")),
        '],"symbols":[],"user_mentions":[', join(*mentions).without_first(), '],"urls":[',
        scatter(linked, join('{"url":"', code, '","expanded_url":"https://', address, '","display_url":"', address, '","indices":[',
                             small(begin), ",", small(begin + 23), "]}")),
        "]}",
    )  # fmt: skip
