"""Guesses for tables that nobody knows: names in two languages, what stands in the cells, and what is left open."""

from __future__ import annotations

import shlex

import pytest

from jasette.source.guess import guess

FRENCH = ["Identifiant du message", "Auteur", "Date de publication", "Texte", "J\u2019aime", "Réponses", "Lien", "Campagne"]
ROWS = [
    ["1512390850344636417", "@marie", "16/04/2026 11:00", "Bonjour à tous", "1 234", "3", "https://x.com/marie/status/1", "a"],
    ["1512390850344636418", "@jean", "03/04/2026 12:00", "Salut", "", "", "https://x.com/jean/status/2", ""],
]  # fmt: skip


def test_a_french_table():
    found = guess(FRENCH, ROWS)
    assert list(found.columns.values()) == ["post_id", "handle", "published", "text", "likes", "replies", "url"]
    assert (found.into, found.platform, found.dates, found.open) == ("posts", "x", "%d/%m/%Y %H:%M", ("--timezone",))
    assert (found.left_out, found.examples["Campagne"]) == (("Campagne",), "a")
    words = shlex.split(found.command("my export.csv"))
    assert words[:3] == ["jasette", "add", "my export.csv"] and words[-2:] == ["--timezone", "ZONE"]
    assert "Identifiant du message=post_id" in words and "%d/%m/%Y %H:%M" in words


@pytest.mark.parametrize(("names", "row", "columns"), [
    (["tweetId", "createdAt", "full_text", "userName", "likeCount"], ["1", "2026-01-01T00:00:00Z", "Hi", "a", "3"],
     ["post_id", "published", "text", "handle", "likes"]),
    (["Message ID", "Author ID", "Author", "Created", "Message", "Parent ID"], ["m1", "7", "Ann", "1767225600", "Hi", "m0"],
     ["post_id", "account_id", "handle", "published", "text", "reply_to"]),
    (["DATE", "TEXTE", "LANGUE", "ID"], ["2026-01-01T00:00:00Z", "Bonjour", "fr", "9"], ["published", "text", "lang", "post_id"]),
    # a name is not believed against its cells
    (["id", "date", "likes", "text"], ["1", "soon", "many", "Hi"], ["post_id", "text"]),
    # nor is an empty column
    (["id", "text", "url"], ["1", "Hi", ""], ["post_id", "text"]),
    # where one column alone can be meant, its cells tell
    (["a", "b", "c"], ["https://a.example/1", "2026-01-01T00:00:00Z", "a text of some words here"], ["post_id,url", "published", "text"]),
    (["id", "x", "y"], ["1", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"], ["post_id"]),
])  # fmt: skip
def test_names_and_cells(names, row, columns):
    assert list(guess(names, [row]).columns.values()) == columns


def test_an_id_tells_rows_apart():
    rows = [["7", "m1", "a"], ["7", "m2", "b"]]
    assert guess(["id", "message id", "text"], rows).columns == {"message id": "post_id", "text": "text"}
    assert guess(["id", "text"], [["7", "a"], ["7", "b"]]).open == ("--map COLUMN=post_id", "--platform")


@pytest.mark.parametrize(("written", "dates", "open_"), [
    (["03/04/2026", "05/06/2026"], "", ("--dates", "--timezone")),
    (["03/14/2026 02:05 pm"], "%m/%d/%Y %I:%M %p", ("--timezone",)),
    (["14.03.2026"], "%d.%m.%Y", ("--timezone",)),
    (["2026-03-14 10:00:00"], "", ("--timezone",)),
    (["2026-03-14"], "", ()),
    (["2026-03-14T10:00:00+02:00"], "", ()),
    (["1767225600"], "", ()),
    (["Sat Jan 01 01:20:00 +0000 2022"], "", ()),
])  # fmt: skip
def test_days_in_two_countries(written, dates, open_):
    found = guess(["id", "date"], [[str(n), at] for n, at in enumerate(written)])
    assert (found.columns.get("date"), found.dates, found.open) == ("published", dates, ("--platform", *open_))


def test_tables_of_links_and_of_members():
    found = guess(["De", "Vers", "Poids", "Quand"], [["a", "b", "2", "2026-03-14T10:00:00Z"]])
    assert (found.into, list(found.columns.values())) == ("interactions", ["account_id", "target", "weight", "at"])
    found = guess(["Compte", "Abonné"], [["lagazette", "7"], ["lagazette", "8"]])
    assert (found.into, list(found.columns.values())) == ("audience", ["handle", "member"])
    assert guess(["c", "d"], [["1", "2"]]).columns == {}


def test_the_same_table_gives_the_same_guess():
    assert [guess(FRENCH, ROWS) for _ in range(5)] == [guess(FRENCH, ROWS)] * 5
