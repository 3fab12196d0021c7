from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from jasette import engine
from jasette.archive import views
from jasette.schema import POSTS, TABLES


def current(archive, made, columns):
    return made.query(archive, f"SELECT {columns} FROM current_posts ORDER BY post_id")


def test_the_latest_observation_stands_and_unknown_is_filled_from_older_ones(archive, made):
    made.add(
        archive,
        made.rows(
            "posts",
            {"post_id": "x:1", "observed_us": 20, "likes": 5, "lang": None},
            {"post_id": "x:1", "observed_us": 10, "likes": 9, "lang": "fr", "views": 1},
            {"post_id": "x:1", "observed_us": None, "likes": 1, "lang": "en", "views": 2, "url": "https://a.b"},
            {"post_id": "x:2", "likes": 1},
        ),
    )
    assert current(archive, made, "post_id, observed_us, likes, lang, views, url") == [
        ("x:1", 20, 5, "fr", 1, "https://a.b"),
        ("x:2", None, 1, None, None, None),
    ]


def test_the_last_edit_stands_among_observations_of_unknown_time(archive, made):
    made.add(
        archive,
        made.rows("posts", {"post_id": "x:1", "text": "after", "edited_us": 7}, {"post_id": "x:1", "text": "before"}),
    )
    assert current(archive, made, "text, edited_us") == [("after", 7)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_deleted_is_deleted_whatever_comes_first(archive, made, order):
    full = {"post_id": "x:1", "account_id": "x:9", "text": "t", "url": "u", "links": ["l"], "mentions": ["m"], "tags": ["g"], "likes": 3}
    both = [full | {"observed_us": 99, "kind": "reply"}, {"post_id": "x:1", "deleted_us": 50}]
    for digest, i in enumerate(order):
        made.add(archive, made.rows("posts", both[i]), digest=str(digest))
    columns = "account_id, kind, likes, deleted_us, text, url, links, mentions, tags"
    assert current(archive, made, columns) == [("x:9", "reply", 3, 50, None, None, None, None, None)]


def test_a_single_deleted_row_loses_its_words_too(archive, made):
    made.add(archive, made.rows("posts", {"post_id": "x:1", "text": "t", "deleted_us": 1}))
    assert current(archive, made, "text, deleted_us") == [(None, 1)]


def test_accounts_merge_alike(archive, made):
    made.add(
        archive,
        made.rows(
            "accounts",
            {"account_id": "x:1", "handle": "new", "observed_us": 2},
            {"account_id": "x:1", "handle": "old", "name": "N", "observed_us": 1},
        ),
    )
    assert made.query(archive, "SELECT account_id, handle, name FROM current_accounts") == [("x:1", "new", "N")]


observation = st.fixed_dictionaries(
    {
        "post_id": st.sampled_from(["x:1", "x:2", "x:3"]),
        "observed_us": st.none() | st.integers(0, 3),
        "edited_us": st.none() | st.integers(0, 3),
        "text": st.none() | st.sampled_from(["", "a", "b"]),
        "likes": st.none() | st.integers(0, 2),
        "content_key": st.integers(-(2**63), 2**63 - 1),
    }
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(observation, max_size=8, unique_by=lambda o: o["content_key"]))
def test_current_equals_the_definition(observations):
    """Against a loop in Python over the rows in order."""
    import pyarrow as pa

    raw_posts = pa.Table.from_pylist([dict.fromkeys(POSTS.arrow_stored.names) | o for o in observations], schema=POSTS.arrow_stored)
    with engine.connect() as connection:
        connection.register("raw_posts", raw_posts)
        wanted = "SELECT post_id, text, likes, observed_us FROM {} ORDER BY 1"
        found = connection.execute(wanted.format(f"({views.current_posts_sql()})")).fetchall()
        views.settle(connection)
        assert connection.execute(wanted.format("current_posts")).fetchall() == found

    def rank(o):
        return (*((o[name] is not None, o[name] or 0) for name in ("observed_us", "edited_us")), o["content_key"])

    expected: dict[str, dict] = {}
    for o in sorted(observations, key=rank):
        known = {name: value for name, value in o.items() if value is not None}
        expected[o["post_id"]] = expected.get(o["post_id"], {}) | known
    assert found == [(i, e.get("text"), e.get("likes"), e.get("observed_us")) for i, e in sorted(expected.items())]


def test_no_file_is_no_row_with_the_right_types():
    with engine.connect() as connection:
        for table in TABLES.values():
            assert connection.sql(views.stored_sql(table, [])).to_arrow_table().schema == table.arrow_stored
