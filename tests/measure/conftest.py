"""A small observatory: two voices, people who ask, answers, and what was collected of each."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from jasette import engine
from jasette.measure.example import mount


def covered(voice: str, stream: str, start: str, end: str, how: str = "complete") -> dict[str, str]:
    return {"voice": voice, "stream": stream, "from_us": start, "to_us": end, "how": how}


STREAMS = ("own_posts", "mentions", "replies")
ROWS = {
    "voices": ({"voice": "parc", "name": "Le Parc"}, {"voice": "roy", "name": "Mme Roy"}, {"voice": "ville", "name": "Ville de Valmont"}),
    "coverage": (
        *(covered("ville", stream, "2024-03-01", "2024-05-01") for stream in STREAMS),
        *(covered("roy", stream, "2024-03-15", "2024-06-01") for stream in STREAMS),
        covered("parc", "own_posts", "2024-01-01", "2024-06-01"),
    ),
    "requests": (
        # 20 people ask the town in March, half are answered after two days; 12 in April on Mastodon, all after ten days.
        *(
            {
                "voice": "ville",
                "person": f"p:{i:02}",
                "kind": "question",
                "at_us": f"2024-03-{10 + i:02}",
                "answered_us": f"2024-03-{12 + i:02}" if i % 2 else None,
                "post_id": f"x:ask{i}",
                "thread": f"x:ask{i}",
                "lang": "fr",
            }
            for i in range(20)
        ),
        *(
            {
                "voice": "ville",
                "person": f"p:m{i:02}",
                "kind": "direct",
                "at_us": "2024-04-05",
                "answered_us": "2024-04-15",
                "post_id": f"mastodon:{i}",
                "thread": f"mastodon:{i}",
                "platform": "mastodon",
            }
            for i in range(12)
        ),
        *({"voice": "roy", "person": f"p:{i:02}", "kind": "question", "at_us": "2024-04-02", "thread": f"x:r{i}"} for i in range(10)),
    ),
    "posts": (
        {
            "voice": None,
            "person": "p:00",
            "post_id": "x:ask0",
            "text": "@ville and @marie, see https://example.org ?",
            "url": "https://x.com/p/0",
            "account_id": "x:77",
        },
        {
            "voice": "ville",
            "person": "ville",
            "post_id": "x:v1",
            "text": "Bonjour @marie",
            "url": "https://x.com/ville/1",
            "role": "post",
            "at_us": "2024-03-20",
        },
    ),
}


@pytest.fixture
def town() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.connect() as connection:
        mount(connection, ROWS)
        yield connection
