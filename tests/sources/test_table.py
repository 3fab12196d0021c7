"""Tables by map: three real sets with known counts, and the user's own maps."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jasette.errors import InputError, MapError
from jasette.source import Recipe
from jasette.source.files import InputFile, expand
from jasette.source.maps import ready
from jasette.sources.table import MAPS, source

POSTS = {"id": "post_id", "who": "account_id", "when": "published", "text": "text"}


def read(gather, text, recipe=None, name="t.csv"):
    data = text.encode() if isinstance(text, str) else text
    return gather(source.read(InputFile.of_bytes(name, data), recipe or Recipe(columns=POSTS, platform="x")))


def test_the_french_candidates(real_data, gather):
    posts, accounts, coverage = [], [], []
    for file in expand([real_data / "fr_presidentielle2022"]):
        got = gather(source.read(file, Recipe()))
        assert (got.rejected, source.sniff(file.head()) > 0.9) == ([], True)
        posts, accounts, coverage = posts + got.rows["posts"], accounts + got.rows["accounts"], coverage + got.rows["coverage"]
    assert Counter(post["kind"] for post in posts) == {"post": 14434, "repost": 7146, "quote": 1773, "reply": 3943}
    ids = {f"x:@{account['handle'].lower()}": account["account_id"] for account in accounts}
    replies = [post for post in posts if post["kind"] == "reply"]
    assert sum(post["reply_to_account"] == ids.get(post["account_id"], "nobody") for post in replies) == 3759
    assert sum(post["reply_to_account"] is None for post in replies) == 45
    # a tweet that was not found has no id either
    assert sum(post["reply_to"] is None for post in replies) == 45
    assert not any(post["reply_to"] or post["reply_to_account"] for post in posts if post["kind"] != "reply")
    assert len({row["subject"] for row in coverage}) == 8
    assert {(row["stream"], row["how"]) for row in coverage} == {("own_posts", "complete")}


def test_shares_of_posts(real_data, gather):
    (file,) = expand([real_data / "coortweet"])
    got = gather(source.read(file, Recipe(into="interactions")))
    assert (len(got.rows["interactions"]), got.rejected) == (35125, [])
    expected = {
        "account_id": "x:0fb4232d1b7b37069c13ee17579bd10e", "target": None, "object": "x:85d2d12251a735ce05255061f7f231e2", "kind": "share",
        "platform": "x", "at_us": 1623881091000000, "weight": 1.0, "post_id": "x:114e22f1b2b648528277b76f0b0224e7",
    }  # fmt: skip
    assert got.rows["interactions"][0] == expected


def test_whom_deputies_follow(real_data, gather):
    got = gather(source.read(InputFile.of_path(real_data / "mdb_following" / "2019.csv.gz"), Recipe(into="audience")))
    rows = got.rows["audience"]
    assert (len(rows), len({row["member"] for row in rows}), len({row["account_id"] for row in rows})) == (344991, 100951, 368)
    with (real_data / "mdb_following" / "deputies_2019.csv").open(encoding="utf-8", newline="") as lines:
        party = {f"x:@{row['id'].lower()}": row["party"] for row in csv.DictReader(lines)}
    sums, unions = Counter(), defaultdict(set)
    for row in rows:
        sums[party.get(row["account_id"])] += 1
        unions[party.get(row["account_id"])].add(row["member"])
    known = {"SPD": (80314, 31108), "FDP": (50911, 22554), "CDU": (44907, 20833)}
    assert {name: (sums[name], len(unions[name])) for name in known} == known


def test_a_bad_row_is_found_at_its_byte_and_can_be_read_again(gather):
    text = (
        "id,who,when,text\n"
        '1,5,2022-01-01T00:00:00Z,"two\nlines, and ""quotes"""\n'
        "2,5,2022-01-01 00:00:00,no zone\n"
        "3,5\n"
        '4,5,2022-01-01T00:00:00Z,"broken" quote\n'
        "1.51239E+18,5,2022-01-01T00:00:00Z,rounded\n"
        ",5,2022-01-01T00:00:00Z,no id\n"
        "\n"
        "5,5,yesterday,x\n"
        "6,5,1641000000,last\n"
    )
    got = read(gather, text)
    assert [(post["post_id"], post["text"]) for post in got.rows["posts"]] == [("x:1", 'two\nlines, and "quotes"'), ("x:6", "last")]
    said = {"no time zone": 4, "2 values where the header has 4": 5, "not CSV": 6, "Excel": 7, "post_id is missing": 8, "not a time": 10}
    rejected = sorted(got.rejected, key=lambda reject: reject.byte_offset)
    assert [reject.line for reject in rejected] == list(said.values())
    for reject, reason in zip(rejected, said, strict=True):
        header, _, record = reject.raw.partition(b"\n")
        assert reason in reject.reason
        assert header == b"id,who,when,text"
        assert text.encode()[reject.byte_offset :].startswith(record)
        again = read(gather, reject.raw)
        assert [one.reason for one in again.rejected] == [reject.reason]


def test_a_quote_that_never_closes_costs_its_line(gather):
    rows = [f"{n},5,1641000000,x" for n in range(50)]
    rows[10] = '10,5,1641000000,"x'
    got = read(gather, "id,who,when,text\n" + "\n".join(rows))
    assert (len(got.rows["posts"]), [reject.line for reject in got.rejected]) == (49, [12])


@pytest.mark.parametrize(("data", "said"), [
    ("id,who,when,text\n1,5,1641000000,caf\xe9\n".encode("latin-1"), "byte 0xe9 at position 35"),
    ("id,who,when,text\n1,5,1641000000,x\n".encode("utf-16"), "byte 0xff at position 0"),
])  # fmt: skip
def test_other_encodings_are_named(gather, data, said):
    with pytest.raises(InputError, match=said):
        read(gather, data)


def test_delimiters_marks_and_windows_lines(gather):
    text = "id,who,when,text\n1,5,1641000000,x\n2,5,1641000000,é\n"
    expected = read(gather, text).rows
    for other in (text.replace(",", ";"), text.replace(",", "\t"), "\ufeff" + text, text.replace("\n", "\r\n"), text.rstrip("\n")):
        assert read(gather, other).rows == expected
    assert read(gather, gzip.compress(text.encode())).rows == expected


def test_parquet(gather, tmp_path):
    times = pa.array([1641000000000000, None], pa.timestamp("us", tz="UTC"))
    pq.write_table(pa.table({"id": [1, 2], "who": ["5", "5"], "when": times, "text": ["x", None]}), tmp_path / "t.parquet")
    got = gather(source.read(InputFile.of_path(tmp_path / "t.parquet"), Recipe(columns=POSTS, platform="x")))
    assert [(post["post_id"], post["published_us"]) for post in got.rows["posts"]] == [("x:1", 1641000000000000), ("x:2", None)]
    pq.write_table(pa.table({"id": [1, None], "who": ["5", "5"], "when": times, "text": ["x", None]}), tmp_path / "t.parquet")
    got = gather(source.read(InputFile.of_path(tmp_path / "t.parquet"), Recipe(columns=POSTS, platform="x")))
    assert (len(got.rows["posts"]), got.rejected[0].reason) == (1, "row 2: post_id is missing")
    (tmp_path / "t.parquet").write_bytes(b"PAR1 and nothing else PAR1")
    with pytest.raises(InputError, match="Parquet"):
        list(source.read(InputFile.of_path(tmp_path / "t.parquet"), Recipe(columns=POSTS, platform="x")))


def test_times_as_people_write_them(gather):
    written = ["2022-01-01T01:20:00Z", "2022-01-01 02:20:00+01:00", "1641000000", "1641000000.0", "1641000000000", "1641000000000000"]
    written.append("Sat Jan 01 01:20:00 +0000 2022")
    rows = "\n".join(f"{n},5,{when},x" for n, when in enumerate(written))
    assert {post["published_us"] for post in read(gather, "id,who,when,text\n" + rows).rows["posts"]} == {1641000000000000}


def test_kind_parent_mentions_and_lists_from_columns(gather):
    columns = {
        "id": "post_id",
        "user": "handle",
        "t": "text",
        "re": "parent",
        "re_user": "parent_handle",
        "re_id": "parent_account",
        "tags": "tags",
    }
    text = "id,user,t,re,re_user,re_id,tags\n1,@Ville,@a bonjour x@b.c @A,,,,#Un #deux\n2,Ville,x,1,Autre,9,\n"
    got = read(gather, text, Recipe(columns=columns, platform="x"))
    one, two = got.rows["posts"]
    assert (one["kind"], one["account_id"], one["mentions"], one["tags"]) == ("post", "x:@ville", ["x:@a"], ["un", "deux"])
    assert (two["kind"], two["reply_to"], two["reply_to_account"]) == ("reply", "x:1", "x:9")
    assert [(account["account_id"], account["handle"]) for account in got.rows["accounts"]] == [("x:9", "Autre")]


def test_columns_with_our_names_need_no_map(gather):
    got = read(gather, "post_id,account_id,published_us,text,other\n1,5,1641000000000000,x,y\n", Recipe(platform="x"))
    assert got.rows["posts"][0]["published_us"] == 1641000000000000
    got = read(gather, "account_id,handle,name,followers\n5,Ville,La ville,12\n", Recipe(platform="x", into="accounts"))
    assert (got.rows["accounts"][0]["account_id"], got.rows["accounts"][0]["followers"]) == ("x:5", 12)


@pytest.mark.parametrize(("recipe", "said"), [
    (Recipe(), "no ready map has these columns"),
    (Recipe(columns={"id": "post_id"}), "which platform"),
    (Recipe(columns={"id": "nonsense"}, platform="x"), "no field 'nonsense'"),
    (Recipe(columns={"absent": "post_id"}, platform="x"), "no column absent"),
    (Recipe(columns={"text": "text"}, platform="x"), "no column for post_id"),
    (Recipe(columns={"id": "post_id", "who": "post_id"}, platform="x"), "two columns"),
    (Recipe(map="nope"), "no map 'nope'"),
    (Recipe(map="coortweet", into="posts"), "is for interactions"),
    (Recipe(columns={"id": "post_id"}, into="ledger", platform="x"), "no table 'ledger'"),
])  # fmt: skip
def test_a_map_that_does_not_fit_says_what_to_do(gather, recipe, said):
    with pytest.raises(MapError, match=said) as caught:
        read(gather, "id,who,when,text\n1,5,1641000000,x\n", recipe)
    assert caught.value.remedy


def test_a_map_of_ones_own_and_names_that_are_sql(gather, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('into = "posts"\nplatform = "x"\n[fields]\n"id""; DROP" = "post_id"\n"it\'s" = "text"\n[constants]\nlang = "f\'r"\n')
    path.write_text(path.read_text().replace('"id""; DROP"', "'id\"; DROP'"))
    got = read(gather, "id\"; DROP,it's\n1,x\n", Recipe(map=str(path)))
    assert (got.rows["posts"][0]["text"], got.rows["posts"][0]["lang"]) == ("x", "f'r")
    path.write_text('into = "posts"\nnonsense = 1\n')
    with pytest.raises(MapError, match="unknown section nonsense"):
        read(gather, "a,b\n1,x\n", Recipe(map=str(path)))


@pytest.mark.parametrize("name", ready(MAPS))
def test_a_ready_map_says_what_its_files_cover(name):
    found = ready(MAPS)[name]
    assert found.title and found.obtain and found.covers and found.cannot_tell
    # a stream that is said to be covered needs somebody whom it covers
    assert found.coverage is None or found.into == "posts"
    if found.name.startswith("meta_"):
        assert "shown none there since August 2023" in found.cannot_tell


def test_a_header_in_other_letters_and_more_columns_is_known(gather):
    known = "POST ID,page id,Page  name,Publish Time,Permalink,Something new\n1,2,P,05/02/2026 10:00,https://f.example/1,x\n"
    got = read(gather, known, Recipe(zone="UTC"))
    assert [(post["post_id"], post["account_id"]) for post in got.rows["posts"]] == [("facebook:1", "facebook:2")]
    with pytest.raises(MapError, match="no ready map"):
        read(gather, known.replace("Permalink", "Link"), Recipe(zone="UTC"))


def test_a_time_without_a_zone_is_refused_until_somebody_says_which(gather):
    text = "Post ID,Page ID,Page name,Publish time,Permalink\n1,2,P,05/02/2026 10:00,https://f.example/1\n"
    assert [reject.reason for reject in read(gather, text, Recipe()).rejected] == ["published 05/02/2026 10:00 has no time zone"]
    got = read(gather, text, Recipe(zone="America/Toronto"))
    assert got.rows["posts"][0]["published_us"] == 1777730400000000
    # the order of day and month is the user's to say where a tool follows the user's language
    got = read(gather, text, Recipe(zone="UTC", dates="%d/%m/%Y %H:%M"))
    assert got.rows["posts"][0]["published_us"] == 1770285600000000
    with pytest.raises(MapError, match="no time zone 'Here'"):
        read(gather, text, Recipe(zone="Here"))


def test_whose_posts_they_are_must_be_said(gather):
    text = "Date (GMT),Post ID,Post Message,Post Permalink,Social Network\n2026-03-01 14:30,1,x,https://f.example/1,Facebook\n"
    with pytest.raises(MapError, match="whose posts they are") as caught:
        read(gather, text, Recipe())
    assert "--account" in caught.value.remedy
    got = read(gather, text, Recipe(account="facebook:@ville"))
    assert got.rows["posts"][0]["account_id"] == "facebook:@ville"


def test_what_is_not_public_is_counted_and_not_kept(gather, tmp_path):
    path = tmp_path / "inbox.toml"
    path.write_text(
        'platform = "facebook"\n[fields]\nID = "post_id"\nFrom = "handle"\nText = "text"\n[public]\nType = ["Comment"]\n'
        '[constants]\nkind = "comment"\n'
    )
    text = "ID,Type,From,Text\n1,Comment,a,seen\n2,Private message,b,secret\n,Private message,b,secret too\n4,,b,secret three\n"
    got = read(gather, text, Recipe(map=str(path)))
    assert ([post["text"] for post in got.rows["posts"]], got.filtered) == (["seen"], {"not addressed to the public": 3})
    # a row that cannot be read may be anything: its words are not kept either
    got = read(gather, text + "5,Private message,b,secret, with a comma\n,Comment,a,no id\n", Recipe(map=str(path)))
    assert got.filtered == {"not addressed to the public": 3}
    assert [(reject.line, reject.raw) for reject in got.rejected] == [(6, b""), (7, b"")]
