from __future__ import annotations

from jasette.measure import evidence, run
from jasette.measures import find

ROWS = {
    "voices": ({"voice": "ville", "name": "Ville", "kind": "organisation", "group": "public body"},),
    "coverage": ({"voice": "ville", "stream": "audience", "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"},),
    "interactions": tuple({"person": f"p:{i:02}", "kind": "follow", "to_voice": "ville", "to_person": "ville"} for i in range(12)),
}


def test_who_follows_whom_is_counted_and_never_listed(read):
    connection = read(ROWS).connection
    (row,) = run(connection, find("tunkrank")).to_pylist()
    assert row["people"] == 12 and row["value"] > 0
    behind = evidence(connection, find("tunkrank"), "", "ville")
    assert behind.num_rows == 0 and behind.schema.metadata[b"withheld"].startswith(b"who follows whom is never listed")
