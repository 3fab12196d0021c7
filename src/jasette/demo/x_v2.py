"""Posts as X's API v2 gives them: objects, and pages with what was included."""

from __future__ import annotations

import numpy as np

from jasette.demo.block import Block
from jasette.demo.draft import QUOTE, REPLY, REPOST, distinct
from jasette.demo.fragments import Picked, Strings, grouped, join, numbers, only, pick, scatter, small, strings
from jasette.demo.text import LEAD1, LEAD2, OWN, RT, TAG, URL, Matrix, Wording, phrasebook
from jasette.demo.town import Flags, Ints

PAGE = 100


def objects(block: Block, rows: Ints) -> Strings:
    """One JSON object per post, with its entities, references and public metrics."""
    draft = block.draft
    wording = block.wording.rows(rows).cut(draft["kind"][rows] == REPOST, 140, link=False)
    texts = wording.texts(block.handles, pick(block.codes, rows), phrasebook().as_json)
    ids = pick(block.id_texts, rows)
    received = block.received
    return join(
        '{"id":"', ids, '","edit_history_tweet_ids":["', ids, '"],"text":"', texts,
        '","created_at":"', block.moments(rows, "%Y-%m-%dT", ".000Z"),
        '","author_id":"', pick(block.account_texts, draft["author"][rows]),
        '","conversation_id":"', pick(block.id_texts, draft["thread"][rows]), '",',
        _in_reply_to(block, rows), _referenced(block, rows), entities(block, wording, rows),
        pick(strings(['"lang":"en"', '"lang":"fr"']), draft["french"][rows]),
        ',"possibly_sensitive":false,"public_metrics":{"retweet_count":', small(received["reposts"][rows]),
        ',"reply_count":', small(received["replies"][rows]), ',"like_count":', small(block.likes[rows]),
        ',"quote_count":', small(received["quotes"][rows]), '},"reply_settings":"everyone"}',
    )  # fmt: skip


def _in_reply_to(block: Block, rows: Ints) -> Picked:
    """The parent's author; also of a post that opens with @somebody and has no parent, as on the platform."""
    parent, lead = block.draft["parent"][rows], block.draft["lead1"][rows]
    account = np.where(parent >= 0, block.draft["author"][np.maximum(parent, 0)], lead)
    has = account >= 0
    return scatter(has, join('"in_reply_to_user_id":"', pick(block.account_texts, account[has]), '",'))


def _referenced(block: Block, rows: Ints) -> Picked:
    kind = block.draft["kind"][rows]
    has = np.isin(kind, (REPLY, REPOST, QUOTE))
    to = np.where(kind == REPLY, block.draft["parent"][rows], block.draft["ref"][rows])[has]
    names = strings(["", "replied_to", "retweeted", "quoted"])
    return scatter(has, join('"referenced_tweets":[{"type":"', pick(names, kind[has]), '","id":"', pick(block.id_texts, to), '"}],'))


def entities(block: Block, wording: Wording, rows: Ints) -> Strings:
    """`"entities":{…},`, or nothing where the text has none."""
    starts = wording.starts()
    mentions = [_mention(block, wording, starts, slot, skip) for slot, skip in ((RT, 3), (LEAD1, 0), (LEAD2, 0), (OWN, 0))]
    tagged = wording.lengths[:, TAG] > 0
    tags = pick(phrasebook().tags, wording.phrases[tagged, TAG])
    at, end = starts[tagged, TAG] + 1, starts[tagged, TAG] + wording.lengths[tagged, TAG]
    tag = join('{"start":', small(at), ',"end":', small(end), ',"tag":"', tags, '"},')
    linked = wording.url > 0
    at = starts[linked, URL] + 1
    address = pick(block.expanded, rows[linked])
    link = join(
        '{"start":', small(at), ',"end":', small(at + 23), ',"url":"', pick(block.short_links, rows[linked]),
        '","expanded_url":"https://', address, '","display_url":"', address, '"},',
    )  # fmt: skip
    groups = (
        (np.logical_or.reduce([has for has, _ in mentions]), '"mentions":[', join(*(fragment for _, fragment in mentions))),
        (tagged, '"hashtags":[', join(scatter(tagged, tag))),
        (linked, '"urls":[', join(scatter(linked, link))),
    )
    # every element was written with a comma after it: the last one of each list goes
    lists = join(*(piece for has, name, found in groups for piece in (only(has, name), found.without_last(), only(has, "],"))))
    any_of = np.logical_or.reduce([has for has, _, _ in groups])
    return join(only(any_of, '"entities":{'), lists.without_last(), only(any_of, "},"))


def _mention(block: Block, wording: Wording, starts: Matrix, slot: int, skip: int) -> tuple[Flags, Picked]:
    account = wording.accounts[slot]
    has = account >= 0
    who = account[has]
    at = starts[has, slot] + skip
    size = block.town.handle_sizes[who]
    fragment = join(
        '{"start":', small(at), ',"end":', small(at + 1 + size),
        ',"username":"', pick(block.handles, who), '","id":"', pick(block.account_texts, who), '"},',
    )  # fmt: skip
    return has, scatter(has, fragment)


def users(block: Block, accounts: Ints) -> Strings:
    """User objects, as under `includes.users`."""
    followers = 40 + block.town.ids[accounts] // 1_009 % 900 * np.where(block.town.voice[accounts] >= 0, 17, 1)
    return join(
        '{"id":"', pick(block.account_texts, accounts), '","name":"', pick(block.names, accounts),
        '","username":"', pick(block.handles, accounts),
        '","created_at":"2019-05-04T15:02:01.000Z","description":"","protected":false,"verified":false,"public_metrics":{"followers_count":',
        numbers(followers), ',"following_count":', small(followers // 3), ',"tweet_count":', small(followers * 2), ',"listed_count":0}}',
    )  # fmt: skip


def pages(block: Block, rows: Ints, *, with_posts: bool) -> Strings:
    """Pages of up to 100 posts, newest first, one per line; `with_posts` includes the posts that are referred to."""
    rows = rows[::-1]
    if not len(rows):
        return strings([])
    page = np.arange(len(rows)) // PAGE
    count = int(page[-1]) + 1
    data = grouped(objects(block, rows), page, count, ",")
    author_page, author = _distinct(page, block.draft["author"][rows])
    included = [join('"users":[', grouped(users(block, author), author_page, count, ","), "]")]
    if with_posts:
        to = np.maximum(block.draft["parent"][rows], block.draft["ref"][rows])
        has = (to >= 0) & block.collected[np.maximum(to, 0)]
        tweet_page, tweet = _distinct(page[has], to[has])
        lists = grouped(objects(block, tweet), tweet_page, count, ",")
        included.append(join('"tweets":[', lists, "]"))
    first = np.arange(count) * PAGE
    last = np.minimum(first + PAGE, len(rows)) - 1
    return join(
        '{"data":[', data, '],"includes":{', included[0], *(piece for more in included[1:] for piece in (",", more)),
        '},"meta":{"newest_id":"', pick(block.id_texts, rows[first]), '","oldest_id":"', pick(block.id_texts, rows[last]),
        '","result_count":', small(last - first + 1), "}}\n",
    )  # fmt: skip


def lines(block: Block, rows: Ints) -> Strings:
    """Bare objects, one per line."""
    return join(objects(block, rows), "\n")


def _distinct(page: Ints, things: Ints) -> tuple[Ints, Ints]:
    """Distinct things of each page, in order of page and thing."""
    width = int(things.max()) + 1 if len(things) else 1
    both = distinct(page * width + things)
    return both // width, both % width
