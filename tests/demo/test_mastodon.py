"""Statuses have the shape of the real ones."""

from __future__ import annotations

import gzip
import json

from jasette.demo.world import INSTANCE


def test_statuses_have_the_keys_of_real_ones(real_data, toots):
    lines = gzip.decompress((real_data / "mastodon" / "statuses_4.4.ndjson.gz").read_bytes()).splitlines()
    real = [json.loads(line) for line in lines]
    always = set.intersection(*(set(status) for status in real))
    known = {key for status in real for key in status}
    accounts = [set(status["account"]) for status in real]
    for status in toots:
        assert always <= set(status) <= known
        assert set.intersection(*accounts) <= set(status["account"]) <= set.union(*accounts)
    for name in ("mentions", "tags"):
        shape = {key for status in real for one in status[name] for key in one}
        assert {key for status in toots for one in status[name] for key in one} == shape


def test_a_boost_wraps_and_a_quote_holds_its_original(toots):
    boosts, quotes = [s for s in toots if s["reblog"]], [s for s in toots if (s["quote"] or {}).get("quoted_status")]
    assert boosts and quotes
    for status in boosts:
        assert status["content"] == "" and status["uri"].endswith("/activity")
        assert status["reblog"]["content"]
    for status in quotes:
        assert status["quote"]["quoted_status"]["url"] in status["content"]


def test_mentions_stand_in_the_text_and_nobody_twice(toots):
    named = 0
    for status in toots:
        listed = [mention["username"] for mention in status["mentions"]]
        assert len(set(listed)) == len(listed)
        for name in listed:
            assert f'<a href="https://{INSTANCE}/@{name}" class="u-url mention">@<span>{name}</span></a>' in status["content"]
        named += len(listed)
    assert named > 100


def test_addresses_follow_from_account_and_id(toots):
    for status in toots:
        if not status["reblog"]:
            assert status["uri"] == f"{status['account']['uri']}/statuses/{status['id']}"
            assert status["url"] == f"{status['account']['url']}/{status['id']}"
