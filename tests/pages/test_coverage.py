from jasette.locale import Words
from jasette.page import Lanes, Prose, Span
from jasette.pages.coverage import page

ROWS = {
    "voices": ({"voice": "a", "name": "A", "group": "blog"}, {"voice": "b", "name": "B", "group": "blog"}),
    "coverage": (
        {"voice": "a", "stream": "own_posts", "from_us": "2024-03-01", "to_us": "2024-03-11", "how": "complete"},
        {"voice": "b", "stream": "own_posts", "from_us": "2024-03-01", "to_us": "2024-03-06", "how": "query"},
        {"voice": "b", "stream": "replies", "from_us": "2024-03-06", "to_us": "2024-03-11", "how": "sample"},
    ),
}


def test_lanes_lie_on_one_line_of_time(read) -> None:
    blocks = list(page.blocks(read(ROWS), Words()))
    lanes = next(block for block in blocks if isinstance(block, Lanes))
    assert (lanes.start, lanes.end, lanes.columns) == ("1 March 2024", "10 March 2024", ("own posts", "replies"))
    (first, (own, replies)), (second, (queried, sampled)) = lanes.rows
    assert (first, second) == ("A", "B")
    assert own.plain and own.spans == (Span(0, 1, "complete"),)
    assert replies.spans == () and replies.text == "not collected"
    assert not queried.plain and queried.spans == (Span(0, 0.5, "query"),)
    assert sampled.spans == (Span(0.5, 1, "sample"),) and "6 March 2024 – 10 March 2024 (sample)" in sampled.detail
    assert {how for how, _ in lanes.legend} == {"complete", "sample", "query"}
    assert any(isinstance(block, Prose) and "mentions, threads, reposts, audience" in block.text for block in blocks)


def test_nothing_covered_is_a_table_of_nothing(read) -> None:
    lanes = next(block for block in page.blocks(read({"voices": ROWS["voices"], "coverage": ()}), Words()) if isinstance(block, Lanes))
    assert all(lane.text == "not collected" for _, cells in lanes.rows for lane in cells)
