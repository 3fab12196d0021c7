from __future__ import annotations

import pytest

from jasette import engine
from jasette.erase.aliases import aliases


@pytest.fixture
def connection():
    with engine.connect() as connection:
        connection.execute(
            "CREATE TABLE stored_accounts AS SELECT * FROM (VALUES "
            "('x:1', 'x', 'Marie', 1), ('x:1', 'x', 'Marie2', 2), ('x:2', 'x', 'marie', 3), ('x:@marie2', 'x', 'marie2', 9), "
            "('x:3', 'x', NULL, 1), ('mastodon:1', 'mastodon', 'marie2', 1)) AS t(account_id, platform, handle, observed_us)"
        )
        yield connection


@pytest.mark.parametrize(
    ("account", "names"),
    [
        ("x:1", {"x:1", "x:@marie2"}),  # `marie` is somebody else's now
        ("x:@marie2", {"x:1", "x:@marie2"}),
        ("x:@marie", {"x:2", "x:@marie"}),
        ("x:2", {"x:2", "x:@marie"}),
        ("x:3", {"x:3"}),
        ("x:@nobody", {"x:@nobody"}),
        ("mastodon:1", {"mastodon:1", "mastodon:@marie2"}),
    ],
)
def test_under_which_ids_an_account_stands(connection, account, names) -> None:
    assert aliases(connection, [account]) == names


def test_many_at_once(connection) -> None:
    assert aliases(connection, []) == frozenset()
    assert aliases(connection, ["x:1", "x:2", "x:3"]) == {"x:1", "x:@marie2", "x:2", "x:@marie", "x:3"}
