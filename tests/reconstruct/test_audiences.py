from __future__ import annotations


def test_sizes_of_voices_accounts_with_their_dates_and_of_nobody_else(world):
    world.voice("ville", "x:@ville", group="public body").account("x:1", "Ville", 5).account("x:7", "marie", 6)
    seen = (("x:1", 5, 900), ("x:1", 9, 1000), ("x:1", None, 1100), ("x:1", 12, None), ("x:7", 6, 40))
    world.archive["accounts"] += [
        {"account_id": account, "platform": "x", "observed_us": at, "followers": followers} for account, at, followers in seen
    ]
    world.build()
    found = [(row["voice"], row["group"], row["account_id"], row["at_us"], row["followers"]) for row in world.rows("audiences")]
    assert found == [("ville", "public body", "x:1", 5, 900), ("ville", "public body", "x:1", 9, 1000)]
