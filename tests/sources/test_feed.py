"""Feeds that are damaged where no golden file is."""

from __future__ import annotations

import pytest

from jasette.source import Recipe
from jasette.source.files import InputFile
from jasette.sources.feed import source


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2028"])
def test_a_namespace_with_a_blank_is_set_aside(gather, blank):
    item = b"<item><guid>https://a.example/1</guid><dc:creator>A</dc:creator></item>"
    data = b'<rss xmlns:dc="http://purl.org/dc/%belements/1.1/"><channel>%b</channel></rss>' % (blank.encode(), item)
    got = gather(source.read.inside(InputFile.of_bytes("f", data), Recipe()))
    # what lies before the entries is set aside; they are read all the same
    assert [row["post_id"] for row in got.rows["posts"]] == ["https://a.example/1"]
    assert ["a namespace with a blank in it" in reject.reason for reject in got.rejected] == [True]
