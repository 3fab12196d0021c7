"""Reddit: made-up records after the real shapes of three ages of dumps, and pages of the site."""

from __future__ import annotations

import json

import pytest
import zstandard

from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.sources import choose
from jasette.sources.reddit import source


def comment(ident="c1", **more):
    return {
        "id": ident,
        "author": "ann",
        "body": "Oui",
        "created_utc": 1714550400,
        "link_id": "t3_s1",
        "parent_id": "t3_s1",
        "subreddit": "V",
        **more,
    }


def submission(ident="s1", **more):
    return {
        "id": ident,
        "author": "ann",
        "title": "T",
        "selftext": "",
        "created_utc": 1714550000,
        "subreddit": "V",
        "is_self": True,
        **more,
    }


def read(gather, *records, data=None):
    data = data or "\n".join(json.dumps(record) for record in records).encode()
    return gather(source.read(InputFile.of_bytes("f.jsonl", data), Recipe()))


def thing(kind, **data):
    return {"kind": kind, "data": data}


def listing(*children):
    return thing("Listing", children=list(children))


def test_a_dump_with_a_window_of_two_gibibytes(gather, tmp_path):
    lines = "".join(json.dumps(comment(f"c{n}", author=f"a{n % 7}")) + "\n" for n in range(500)).encode()
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=31, enable_ldm=True, write_content_size=False)
    path = tmp_path / "RC_2024-05.zst"
    # a stream whose end is not told beforehand keeps its window
    machine = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    path.write_bytes(machine.compress(lines) + machine.flush())
    assert zstandard.get_frame_parameters(path.read_bytes()).window_size == 1 << 31
    file = InputFile.of_path(path)
    assert choose(file, Recipe()) is source
    got = gather(source.read(file, Recipe()))
    assert (len(got.rows["posts"]), len(got.rows["accounts"]), got.rejected) == (500, 7, [])


@pytest.mark.parametrize("moment", [1714550400, "1714550400", 1714550400.0, "1714550400.0"])
def test_times_as_the_years_wrote_them(gather, moment):
    (post,) = read(gather, comment(created_utc=moment, edited=moment)).rows["posts"]
    assert (post["published_us"], post["edited_us"]) == (1714550400000000, 1714550400000000)


@pytest.mark.parametrize("edited", [False, True, None])
def test_what_is_no_time_of_an_edit_is_unknown(gather, edited):
    assert read(gather, comment(edited=edited)).rows["posts"][0]["edited_us"] is None


def test_the_tree_of_a_thread(gather):
    posts = read(gather, submission(), comment("c1"), comment("c2", parent_id="t1_c1")).rows["posts"]
    assert [(post["post_id"], post["kind"], post["reply_to"], post["root"]) for post in posts] == [
        ("reddit:t3_s1", "post", None, None),
        ("reddit:t1_c1", "comment", "reddit:t3_s1", "reddit:t3_s1"),
        ("reddit:t1_c2", "comment", "reddit:t1_c1", "reddit:t3_s1"),
    ]


def test_who_took_it_back_and_who_took_it_down(gather):
    back = comment("c1", author="[deleted]", body="[deleted]", retrieved_on=1714560000)
    withdrawn = submission("s2", author="[deleted]", removed_by_category="deleted")
    down = comment("c2", body="[removed]")
    left = comment("c3", author="[deleted]")
    got = read(gather, back, withdrawn, down, left)
    first, second, third, fourth = got.rows["posts"]
    assert (first["deleted_us"], first["text"], first["reply_to"], first["account_id"]) == (1714560000000000, None, None, None)
    # nobody says when: the earliest that is possible
    assert (second["deleted_us"], second["text"]) == (second["published_us"], None)
    assert (third["deleted_us"], third["text"], third["account_id"], third["reply_to"]) == (None, None, "reddit:@ann", "reddit:t3_s1")
    assert (fourth["deleted_us"], fourth["text"], fourth["account_id"]) == (None, "Oui", None)
    assert [account["account_id"] for account in got.rows["accounts"]] == ["reddit:@ann"]


def test_an_account_is_its_number_where_it_is_known(gather):
    got = read(gather, comment("c1", author="Ann"), comment("c2", author="Ann", author_fullname="t2_a"))
    assert [post["account_id"] for post in got.rows["posts"]] == ["reddit:@ann", "reddit:t2_a"]
    # with its name beside it, by which the two are found to be one
    assert {(account["account_id"], account["handle"]) for account in got.rows["accounts"]} == {
        ("reddit:@ann", "Ann"),
        ("reddit:t2_a", "Ann"),
    }


def test_a_crosspost_quotes_and_brings_its_original(gather):
    shut = submission("o2", subreddit_type="private")
    got = read(
        gather,
        submission("s1", crosspost_parent="t3_o1", crosspost_parent_list=[submission("o1", author="bob", title="Original")]),
        submission("s2", crosspost_parent="t3_o2", crosspost_parent_list=[shut]),
    )
    assert {(post["post_id"], post["kind"], post["quote_of"]) for post in got.rows["posts"]} == {
        ("reddit:t3_s1", "quote", "reddit:t3_o1"),
        ("reddit:t3_s2", "quote", "reddit:t3_o2"),
        ("reddit:t3_o1", "post", None),
    }
    # the original was not asked for: the file is ann's
    assert [row["subject"] for row in got.rows["coverage"]] == ["reddit:@ann"]


def test_links_of_markdown(gather):
    body = "Un [plan](https://a.example/b_(c)?x=1&amp;y=2), https://d.example/e. et <https://f.example> https://g\\_h.example"
    (post,) = read(gather, comment(body=body)).rows["posts"]
    assert post["links"] == ["https://a.example/b_(c)?x=1&y=2", "https://d.example/e", "https://f.example", "https://g_h.example"]
    picture = submission(is_self=False, url="https://i.redd.it/x.png")
    article = submission("s2", is_self=False, url="https://journal.example/a?b=1&amp;c=2")
    assert [post["links"] for post in read(gather, picture, article).rows["posts"]] == [[], ["https://journal.example/a?b=1&c=2"]]


def test_a_page_is_a_tree_and_counts_what_it_does_not_show(gather):
    below = listing(thing("t1", **comment("c2", parent_id="t1_c1"), replies=""), thing("more", count=3, children=["x"]))
    page = [
        listing(thing("t3", **submission())),
        listing(thing("t1", **comment("c1"), replies=below), thing("t1", **comment("c3", id=None), replies=""), thing("more", count=0)),
    ]
    got = read(gather, data=json.dumps(page, indent=1).encode())
    assert [post["post_id"] for post in got.rows["posts"]] == ["reddit:t3_s1", "reddit:t1_c1", "reddit:t1_c2"]
    assert got.filtered == {"comments that a page counts and does not show": 4}
    (reject,) = got.rejected
    assert (reject.reason, json.loads(reject.raw)["body"]) == ("id is missing", "Oui")
    assert reject.line > 1


def test_pages_deeper_than_the_site_makes_them(gather):
    assert len(read(gather, data=_deep(100)).rows["posts"]) == 100
    # more than a parser may descend: one reject, with all the comments in it
    got = read(gather, data=_deep(2000))
    assert (got.rows["posts"], [reject.raw.count(b'"body"') for reject in got.rejected]) == ([], [2000])


def _deep(levels):
    """A page of one comment that is answered by one, and so on; Python's own encoder gives up at a depth of a thousand."""
    starts = [
        '{"kind": "Listing", "data": {"children": [{"kind": "t1", "data": '
        + json.dumps(comment(f"c{n}", parent_id=f"t1_c{n - 1}"))[:-1]
        + ', "replies": '
        for n in range(1, levels + 1)
    ]
    return ("[" + "".join(starts) + '""' + "}}]}}" * levels + "]").encode()
