from __future__ import annotations

import sqlglot

from jasette.measure import Ask, query
from jasette.measures import find

RATE = find("response_rate")


def test_no_private_identifier_is_listed():
    for name in ("posts", "account_id", "mentions"):
        part = find("post_mix").part("posts")
        text = query.posts(part, {}, Ask(), [("ville", None, None)], 5)
        listed = {column.alias_or_name for column in sqlglot.parse_one(text, read="duckdb").expressions}
        assert name not in listed - {"posts"}
        assert {"voice", "hit", "mark", "text", "url", "post_id"} <= listed


def test_values_are_literals():
    text = query.state(RATE.part("all"), {"window": "7d"}, Ask(platform="it's"))
    assert "platform = 'it''s'" in text
    assert "604800000000" in text and "{window}" not in text
