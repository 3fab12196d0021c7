"""Files made to hurt: each ends within the limits, and says why it was not read."""

from __future__ import annotations

import gzip
import io
import os
import resource
import time
import zipfile
from pathlib import Path

import pytest

from jasette.errors import InputError
from jasette.source import Recipe, Rejected, Rows, contained
from jasette.source import files as opening
from jasette.source.files import InputFile, expand
from jasette.sources import all_sources

ITEM = "<item><title>{}</title><link>https://a.example/1</link><description>{}</description></item>"


def feed(items: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><link>https://a.example/</link>{items}</channel></rss>'.encode()


def wxr(inside: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{head}<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><link>https://a.example</link><item><link>https://a.example/1</link><wp:status>publish</wp:status>"
        f"<wp:post_type>post</wp:post_type>{inside}</item></channel></rss>"
    ).encode()


BILLION = "<!DOCTYPE rss [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
OUTSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
DEEP = "<a>" * 100_000
HEAD = "<!DOCTYPE html><html><head>"
PAGE = HEAD + '<link rel="canonical" href="https://a.example/1/"><meta name="generator" content="WordPress 6"></head><body>'
POISON = {
    "entity bomb in a feed": ("feed", feed(ITEM.format("&a11;", "x"), BILLION)),
    "outside entity in a feed": ("feed", feed(ITEM.format("&x;", "x"), OUTSIDE)),
    "deep XML in a feed": ("feed", feed(ITEM.format("t", DEEP))),
    "deep HTML in a feed": ("feed", feed(ITEM.format("t", "&lt;div&gt;" * 100_000))),
    "an attribute of 8 MB": ("feed", feed(ITEM.format("t", f'<a b="{"x" * 8_000_000}"/>'))),
    "a tag of 8 MB that does not end": ("feed", feed('<item><title a="' + "x" * 8_000_000)),
    "two million entities": ("feed", feed(ITEM.format("t", "&lt;" * 2_000_000))),
    "year 30000": ("feed", feed(ITEM.format("t", "x").replace("</item>", "<pubDate>Mon, 04 May 30000 12:00:00 GMT</pubDate></item>"))),
    "entity bomb in an export": ("wordpress", wxr("<title>&a11;</title>", BILLION)),
    "outside entity in an export": ("wordpress", wxr("<title>&x;</title>", OUTSIDE)),
    "deep XML in an export": ("wordpress", wxr(DEEP)),
    "a token of 8 MB in an export": ("wordpress", wxr(f"<content:encoded><![CDATA[{'x' * 8_000_000}]]></content:encoded>")),
    "an attribute of 8 MB in an export": ("wordpress", wxr(f'<title a="{"x" * 8_000_000}">t</title>')),
    "a deep page": ("wordpress_page", (PAGE + "<div>" * 100_000 + "x").encode()),
    "deep comments": ("wordpress_page", (PAGE + "".join(f'<ol><li id="comment-{n}"><p>x</p>' for n in range(3_000))).encode()),
    "a page of attributes": ("wordpress_page", (PAGE + f"<p {'a=b ' * 500_000}>x").encode()),
    "deep JSON in JSON-LD": ("wordpress_page", (PAGE + f'<script type="application/ld+json">{"[" * 100_000}</script>').encode()),
    "deep JSON in a feed": ("json_feed", b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000),
    "deep JSON in an answer": ("wp_json", b'[{"id": 1, "content": ' + b"[" * 100_000),
    "numbers without end": ("numbered_page", b"".join(b"%d. Ann dit :\n" % (n % 9_000) for n in range(20_000))),
    "one line of 8 MB": ("numbered_page", b"1. " + b"a " * 4_000_000),
    "a truncated gzip": ("feed", gzip.compress(feed(ITEM.format("t", "x") * 500))[:-300]),
}


MOST_S = 5.0


def cpu_s() -> float:
    """Of this process, of the readers that it ended, and of those that wait for their next file."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = time.process_time() + ended.ru_utime + ended.ru_stime
    for worker in contained._idle:
        fields = Path(f"/proc/{worker.process.pid}/stat").read_text().rpartition(")")[2].split()
        spent += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


@pytest.mark.parametrize("name", POISON)
def test_poison(name):
    source, data = POISON[name]
    began = cpu_s()
    items = list(all_sources()[source].read(InputFile.of_bytes("f", data), Recipe()))
    assert cpu_s() - began < MOST_S, (
        "processor time, of this process and of those that read for it: the clock depends on who else is at work"
    )
    said = "".join(repr(row) for item in items if isinstance(item, Rows) for row in item.rows.to_pylist())
    assert "root:" not in said and "haha" not in said
    assert items, "something is always said"
    if name != "year 30000":
        assert any(isinstance(item, Rejected | Rows) for item in items)


@pytest.mark.parametrize("source", ["feed", "wordpress"])
@pytest.mark.parametrize("end", [True, False], ids=["ends", "does not end"])
def test_a_token_of_8_mb_that_comes_in_small_chunks(tmp_path, monkeypatch, source, end):
    """A parser that begins a token anew with each chunk is quadratic in its length: here it gets whole items, however they come."""
    token = "x" * 8_000_000
    title = f'<title a="{token}">t</title>'
    whole = feed(f"<item>{title}<link>https://a.example/1</link></item>") if source == "feed" else wxr(title)
    path = tmp_path / "f.xml"
    path.write_bytes(whole if end else whole[:7_000_000])
    read = all_sources()[source].read.inside
    # libraries are loaded before the clock starts, and before a block is small for those who read by blocks
    list(read(InputFile.of_bytes("f", feed(ITEM.format("t", "x"))), Recipe()))
    monkeypatch.setattr(opening, "BLOCK", 512)
    began = cpu_s()
    items = list(read(InputFile.of_path(path), Recipe()))
    assert cpu_s() - began < MOST_S
    assert any(isinstance(item, Rejected | Rows) for item in items)


def test_windows_1252_in_a_utf_8_file():
    data = feed(ITEM.format("caf#", "x") + ITEM.format("thé", "y").replace("/1<", "/2<")).replace(b"#", b"\xe9")
    items = list(all_sources()["feed"].read(InputFile.of_bytes("f", data), Recipe()))
    (reject,) = (item for item in items if isinstance(item, Rejected))
    assert "byte 0xe9 is not UTF-8" in reject.reason and reject.byte_offset == data.index(b"<item>")
    (rows,) = (item.rows for item in items if isinstance(item, Rows) and item.into == "posts")
    assert rows["post_id"].to_pylist() == ["https://a.example/2"]


def zipped(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize("name", ["../x.json", "a/../../x.json", "/etc/x.json", "..\\x.json", "C:/x.json"])
def test_names_that_lead_out(tmp_path, name):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped((name, b"{}"), ("fine.json", b"{}")))
    with pytest.raises(InputError, match="leads out of its folder"):
        list(expand([path]))


def test_members_that_lie_over_one_another(tmp_path):
    path = tmp_path / "a.zip"
    whole = bytearray(zipped(("a.json", b"x" * 100), ("b.json", b"y" * 100)))
    # both entries of the table point to the first member
    second = whole.rindex(b"PK\x01\x02")
    whole[second + 42 : second + 46] = b"\0\0\0\0"
    path.write_bytes(whole)
    with pytest.raises(InputError, match="lie over one another"):
        list(expand([path]))


def test_bombs(tmp_path, monkeypatch):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(("a.json", b"0" * (300 << 20))))
    with pytest.raises(InputError, match="unpacks to more than 200 times its size"):
        list(expand([path]))
    monkeypatch.setattr(opening, "SLACK", 1 << 20)
    for data in (gzip.compress(b"0" * (8 << 20)), gzip.compress(gzip.compress(b"0" * (8 << 20)))):
        stream = InputFile.of_bytes("f", data).open()
        while stream.read(1 << 20):
            pass
        assert "taken for a bomb" in stream.damage and stream.position < 6 << 20


def test_packed_again_and_again():
    data = b"x"
    for _ in range(9):
        data = gzip.compress(data)
    stream = InputFile.of_bytes("f", data).open()
    assert (stream.read(10), stream.damage) == (b"", "packed more than 4 times over")


def test_feeds_whose_guids_repeat_or_change():
    """A guid that two items share, and one that changes from day to day: an item is known by its link, and stored once."""
    item = "<item><title>{}</title><link>https://a.example/{}</link><guid isPermaLink='false'>{}</guid></item>"
    days = [
        item.format("one", 1, "same") + item.format("two", 2, "same"),
        item.format("one", 1, "other-1") + item.format("two", 2, "other-2"),
    ]
    found = []
    for day in days:
        items = list(all_sources()["feed"].read(InputFile.of_bytes("f", feed(day)), Recipe()))
        found.append([one for item in items if isinstance(item, Rows) and item.into == "posts" for one in item.rows["post_id"].to_pylist()])
    assert found[0] == found[1] == ["https://a.example/1", "https://a.example/2"]
