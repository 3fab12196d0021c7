from __future__ import annotations

from jasette import engine
from jasette.measure import Ask, evidence
from jasette.measure.example import mount
from jasette.measures import find

POST = {"voice": "v", "person": "v", "role": "post", "at_us": "2024-03-02"}
STREAMS = [
    {"voice": "v", "stream": stream, "from_us": "2024-03-01", "to_us": "2024-04-01", "how": "complete"}
    for stream in ("own_posts", "replies", "reposts")
]


def post(name: str, **more: object) -> dict[str, object]:
    return POST | {"post_id": f"x:{name}", "thread": f"x:{name}"} | more


def shares(name: str, count: int, at: str = "2024-03-03", first: int = 0) -> list[dict[str, object]]:
    return [{"person": f"p:{first + i:02}", "kind": "repost", "to_voice": "v", "object": f"x:{name}", "at_us": at} for i in range(count)]


def test_posts_without_echo_count_and_young_ones_do_not(counted):
    posts = [post("a"), post("b"), post("c"), post("young", at_us="2024-03-30")]
    acts = [*shares("a", 12), *shares("young", 12, "2024-03-30 12:00")]
    rows = counted("ripple_reach", posts=posts, interactions=acts, coverage=STREAMS)
    assert (rows["median"]["value"], rows["median"]["n"], rows["p90"]["value"]) == (0, 3, 12)
    longer = counted("ripple_reach", Ask(settings=["window=1d"]), posts=posts, interactions=acts, coverage=STREAMS)
    assert longer["median"]["n"] == 4


def test_links_and_comments_are_part_of_it_and_ones_own_acts_are_not(counted):
    posts = [
        post("a"),
        *({"person": f"p:{i:02}", "role": "reply", "thread": "x:a", "post_id": f"x:r{i}", "at_us": "2024-03-02 12:00"} for i in range(10)),
        post("own", role="self_reply", thread="x:a", at_us="2024-03-03"),
    ]
    links = [{"person": "gazette", "voice": "gazette", "to_voice": "v", "to_post": "x:a", "how": "link", "at_us": "2024-03-04"}]
    own = [{"person": "v", "voice": "v", "kind": "quote", "to_voice": "v", "object": "x:a", "at_us": "2024-03-04"}]
    voices = [{"voice": "v", "name": "v"}]
    rows = counted("ripple_reach", posts=posts, interactions=own, citations=links, coverage=STREAMS, voices=voices)
    assert (rows["median"]["value"], rows["median"]["people"]) == (11, 11)


def test_the_posts_behind_it_are_told_for_what_they_are():
    """A repost by another voice is somebody else's words: a page that quotes must see that it is one."""
    with engine.connect() as connection:
        act = {
            "voice": "gazette",
            "person": "gazette",
            "kind": "repost",
            "to_voice": "v",
            "object": "x:a",
            "post_id": "x:rt",
            "at_us": "2024-03-03",
        }
        rt = {"voice": "gazette", "person": "gazette", "role": "repost", "post_id": "x:rt", "text": "RT @v: a", "at_us": "2024-03-03"}
        mount(connection, {"posts": [post("a", text="a"), rt], "interactions": [act], "coverage": STREAMS})
        found = evidence(connection, find("ripple_reach"), "median", "v").to_pylist()
    assert sorted((row["post_id"], row["role"], row["author_voice"]) for row in found) == [
        ("x:a", "post", "v"),
        ("x:rt", "repost", "gazette"),
    ]
