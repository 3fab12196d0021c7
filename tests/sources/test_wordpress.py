"""WordPress: the theme team's test data, the importer's hard cases, and a blog from its file to its citations."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from jasette.observatory import Observatory
from jasette.source import Recipe, Rejected
from jasette.source.blog import clean, is_mail, name_of, site_account, worded
from jasette.source.files import InputFile
from jasette.source.pieces import pieces
from jasette.source.times import gmt_us
from jasette.source.wxr import read_head, read_item
from jasette.sources import again
from jasette.sources.wordpress import source

GOLDEN = Path(__file__).parents[1] / "golden" / "wordpress" / "blog.xml"
SITE = "https://www.blog.valmont.example"
PISTE = f"{SITE}/2026/05/piste/"
PRIVATE = re.compile(rb"courriel\.example|203\.0\.113|2001:db8")
THEME = "WPTT-theme-test-data/themeunittestdata.wordpress.xml"


def read(gather, data, recipe=None):
    return gather(source.read(InputFile.of_bytes("f.xml", data), recipe or Recipe()))


def export(*items, head="<link>https://a.example</link>"):
    start = '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    return f"{start}{head}{''.join(items)}</channel></rss>".encode()


def article(inside="", link="https://a.example/p/", status="publish"):
    return f"<item><link>{link}</link><wp:status>{status}</wp:status><wp:post_type>post</wp:post_type>{inside}</item>"


def comment(ident="1", author="Ann", **more):
    fields = {"comment_id": ident, "comment_author": author, "comment_approved": "1", "comment_content": "x", **more}
    return "<wp:comment>" + "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in fields.items()) + "</wp:comment>"


def test_theme_unit_test_data(real_data, gather):
    path = real_data / "wordpress_wxr" / THEME
    file = InputFile.of_path(path)
    items, site = [], None
    for piece in pieces(file.open()):
        if piece.kind == "head":
            site, _ = read_head(piece.data)
        else:
            items.append(read_item(piece, site))
    comments = [one for item in items for one in item.comments]
    assert (len(items), len(comments)) == (186, 33)
    kinds = Counter(one.get("wp:comment_type") or "comment" for one in comments)
    assert kinds == {"comment": 29, "pingback": 2, "trackback": 2}
    assert sum(one["wp:comment_parent"] != "0" for one in comments) == 10
    assert len({one["wp:comment_author"] for one in comments}) == 20

    got = gather(source.read(file, Recipe()))
    assert (len(got.rows["posts"]) + sum(got.filtered.values()), got.rejected) == (186 + 33, [])
    stored = Counter(post["kind"] for post in got.rows["posts"])
    # three comments wait, one stands below a password
    assert stored == {"article": 76, "comment": 25, "pingback": 2, "trackback": 2}
    ids = {post["post_id"] for post in got.rows["posts"]}
    assert all(post["reply_to"] in ids and post["root"] in ids for post in got.rows["posts"] if post["kind"] != "article")
    nested = [post for post in got.rows["posts"] if post["kind"] == "comment" and post["reply_to"] != post["root"]]
    # one of the ten waits for approval
    assert len(nested) == 9
    for post in got.rows["posts"]:
        if post["kind"] in ("pingback", "trackback"):
            assert post["links"] == [post["url"]] and post["url"].startswith("http://tellyworth.wordpress.com/2007/11/21/ping-")
    # five of these people gave the same address: it is not who they are
    assert len({row["account_id"] for row in got.rows["accounts"] if row["url"] and row["url"].rstrip("/") == "http://example.org"}) == 9


def test_every_export_is_read_without_an_error(real_data, gather):
    files = sorted((real_data / "wordpress_wxr").rglob("*.xml"))
    assert len(files) > 30
    for path in files:
        file = InputFile.of_path(path)
        assert source.sniff(file.head()) == 0.95
        got = gather(source.read(file, Recipe()))
        assert got.rows or got.filtered or got.rejected or b"<item>" not in path.read_bytes()
        for reject in got.rejected:
            assert 0 <= reject.byte_offset <= path.stat().st_size
            assert reject.line >= 1
        assert not any("@example" in str(row) or "IP" in str(row) for row in got.rows["accounts"])


def test_no_mail_and_no_ip_goes_anywhere_however_the_file_breaks(gather):
    whole = GOLDEN.read_bytes()
    assert PRIVATE.search(whole)
    for cut in [len(whole), *range(0, len(whole), 61)]:
        got = read(gather, whole[:cut])
        assert not PRIVATE.search(repr(got.rows).encode())
        for reject in got.rejected:
            assert not PRIVATE.search(reject.raw) and not PRIVATE.search(reject.reason.encode())


@pytest.mark.parametrize(
    "raw",
    [
        b"<wp:comment_author_email>a@b.example",
        b"<wp:comment_author_email><![CDATA[a@b.exa",
        b"x a@b.example y",
        b"<wp:comment_author_IP>203.0.113.7</wp:",
        b"<wp:comment_author_IP><![CDATA[203.0",
        b"fe80::1 2001:0db8:0:0:0:0:2:1",
        b"<broken_IP>203.0.113.7<",
    ],
)
def test_clean(raw):
    cleaned = clean(raw)
    assert not re.search(rb"@|203\.0|2001|::", cleaned)


def test_times_stay_where_addresses_go():
    assert clean(b"2026-05-04 13:00:00 10:49:28") == b"2026-05-04 13:00:00 10:49:28"


class Aside:
    source, file, recipe = "wordpress", "f", Recipe()

    def __init__(self, raw: bytes) -> None:
        self.raw = raw


def test_what_was_set_aside_can_be_read_again_as_it_was(gather):
    (reject,) = read(gather, GOLDEN.read_bytes()).rejected
    assert isinstance(reject, Rejected) and b"courriel" not in reject.raw
    mended = reject.raw.replace(b"</wp:comment_oops>", b"</wp:comment>")
    (post,) = gather(again(Aside(mended))).rows["posts"]
    assert (post["post_id"], post["lang"]) == (f"{SITE}/?p=12", "fr-CA")
    assert gather(again(Aside(reject.raw))).rejected


def test_who_comments_is_not_who_they_say_they_are(gather):
    fields = {"author_id": "4", "author_login": "Ann", "author_display_name": "Ann R", "author_email": "ann@mail.example"}
    author = "<wp:author>" + "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in fields.items()) + "</wp:author>"
    site = "https://a.example"
    people = [
        comment("1", "Ann R", comment_author_url=site, comment_user_id="4"),
        comment("2", "Ann R", comment_author_url=site, comment_user_id="0"),
        comment("3", "Bo", comment_user_id="4"),
        comment("4", "Bo"),
        comment("5", " bo ", comment_author_url="http://bo@mail.example"),
        comment("6", "bo@mail.example", comment_author_url="mailto:bo@mail.example"),
        comment("7", "Anonymous"),
        comment("8", "Bo", comment_author_url="https://www.bo.example/blog/"),
    ]
    got = read(gather, export(article("".join(people)), head=f"<link>{site}</link>{author}"))
    who = [post["account_id"] for post in got.rows["posts"][1:]]
    assert who[0] == "blog:a.example/author/ann"
    assert re.fullmatch(r"blog:a\.example#[0-9a-f]{16}", who[1])
    assert who[2] == who[3] == who[4] and re.fullmatch(r"blog:a\.example/commenter#[0-9a-f]{16}", who[3])
    assert who[5:7] == [None, None]
    assert who[7].startswith("blog:bo.example/blog#")
    assert "mail.example" not in repr(got.rows)


def test_comments_that_are_left_out_are_counted(gather):
    below = [
        comment("1", comment_approved="0"),
        comment("2", comment_approved="spam"),
        comment("3", comment_approved="post-trashed"),
        comment("4", comment_type="order_note"),
        comment("5", comment_parent="1"),
        comment("x"),
    ]
    got = read(gather, export(article("".join(below)), article(comment("9"), status="private"), article(status="")))
    assert got.filtered == {
        "comments that wait for approval, are spam or in the trash": 3,
        "notes, orders and others that are no comments": 1,
        "not published, or not yet": 2,
        "comments on what is not public, or no article": 1,
    }
    assert [reject.reason for reject in got.rejected] == ["a comment's wp:comment_id is missing or is no number"]
    # the answer to a comment that waits hangs below what is not here
    assert got.rows["posts"][1]["reply_to"] == "https://a.example/p/#comment-1"
    # something was set aside: the export is no longer known to be whole
    assert {row["how"] for row in got.rows["coverage"]} <= {"sample"}


def test_times(gather):
    assert gmt_us("2026-05-04 12:00:00") == 1777896000000000
    assert [gmt_us(bad) for bad in (None, "", "0000-00-00 00:00:00", "2026-02-30 00:00:00", "soon")] == [None] * 5
    late = article("<pubDate>Mon, 04 May 2026 12:00:00 +0000</pubDate><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>")
    never = article("<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>" + comment(comment_date="2026-05-04 08:00:00"))
    posts = read(gather, export(late, never)).rows["posts"]
    assert [post["published_us"] for post in posts] == [1777896000000000, None, None]


def test_addresses(gather):
    guid = article(f"<guid>{SITE}/?p=7</guid>", link="")
    number = article("<wp:post_id>8</wp:post_id>", link="/relative")
    posts = read(gather, export(guid, number)).rows["posts"]
    assert [post["post_id"] for post in posts] == [f"{SITE}/?p=7", "https://a.example/?p=8"]
    got = read(gather, export(article(link=""), head=""))
    assert "no address" in got.rejected[0].reason
    assert site_account("https://www.A.example:8080/Blog%20x/") == "blog:a.example:8080/Blog x"
    assert [site_account(bad) for bad in ("", "a.example", "mailto:a@b.example", "http://a@b.example")] == [""] * 4
    assert site_account("https://many.example/@ann/1", host_only=True) == "blog:many.example/@ann"


def test_names_and_texts():
    assert (name_of(" A &amp;\n B "), name_of("a@b.example"), name_of(""), name_of("Anonyme")) == ("A & B", None, None, None)
    assert is_mail("x a@b.example") and not is_mail("@ann")
    text, links = worded("un\n\n[caption id='1' width=\"5\"]deux[/caption] [...] https://b.example/x.\ntrois", "https://a.example/")
    assert (text, links) == ("un\n\ndeux [...] https://b.example/x.\ntrois", ["https://b.example/x"])


def test_a_doctype_is_set_aside_and_nothing_is_expanded(gather):
    data = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e "boom">]>' + export(
        article("<title>&e;</title>"), article("<title>fine</title>")
    )
    got = read(gather, data)
    assert [reject.reason.split(":")[0] for reject in got.rejected] == ["a DOCTYPE", "not XML"]
    assert [post["text"] for post in got.rows["posts"]] == ["fine"]
    assert "boom" not in repr(got)


def test_a_gzip_that_breaks_off_keeps_what_it_held(gather):
    import gzip

    packed = gzip.compress(export(*(article(link=f"https://a.example/{number}/") for number in range(3000))), mtime=0)
    got = read(gather, packed[: len(packed) // 2])
    assert len(got.rows["posts"]) > 100
    assert "gzip" in got.rejected[-1].reason


def test_from_the_file_to_threads_and_citations(tmp_path):
    with Observatory.create(tmp_path / "city", purpose="to test", responsible="A. Roy") as city:
        city.roster.add("mairie", name="Mairie", kind="organisation", accounts=[SITE, "https://blog.valmont.example/author/mairie"])
        city.roster.add("presse", name="La Presse de Valmont", kind="organisation", group="media", accounts=["https://presse.example"])
        receipts = {receipt.into: receipt for receipt in city.add(GOLDEN)}
        assert all(receipt.balanced for receipt in receipts.values())
        assert (receipts["posts"].stored, receipts["posts"].rejected, receipts["posts"].filtered) == (7, 1, 2)
        city.build()
        with city._asking() as connection:
            ask = lambda query: connection.execute(query).fetchall()  # noqa: E731
            threads = ask("SELECT post_id, thread, depth, role, voice FROM posts ORDER BY at_us")
            cited = ask("SELECT c.voice, c.to_voice, c.how, c.self, c.to_post, p.url FROM citations AS c JOIN posts AS p USING (post_id)")
            exchanges = ask("SELECT voice, turns, answered FROM exchanges WHERE voice = 'mairie' ORDER BY at_us")
            covered = {row[0] for row in ask("SELECT stream FROM coverage WHERE voice = 'mairie'")}
        assert [(row[0].removeprefix(PISTE), row[2], row[3], row[4]) for row in threads if row[1] == PISTE] == [
            ("", 0, "post", "mairie"),
            ("#comment-1", 1, "reply", None),
            ("#comment-2", 2, "reply", "mairie"),
            ("#comment-3", 3, "reply", None),
            ("#comment-5", 1, "citation", "presse"),
            ("#comment-6", 1, "citation", "mairie"),
        ]
        pings = {row[2]: row for row in cited if row[2] != "link"}
        assert pings["pingback"] == ("presse", "mairie", "pingback", False, PISTE, "https://presse.example/2026/05/la-piste/")
        assert pings["trackback"][:4] == ("mairie", "mairie", "trackback", True)
        assert exchanges and exchanges[0][2]
        assert covered == {"own_posts", "replies", "threads"}
        # again: all is there already
        assert {receipt.into: receipt.stored for receipt in city.add(GOLDEN)} == dict.fromkeys(receipts, 0)
