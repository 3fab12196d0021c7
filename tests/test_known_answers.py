"""Published real cases, end to end: from the files to the figures. The numbers were counted independently (../shared/data/README.md)."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jasette.kernels.graph import build
from jasette.kernels.pagerank import pagerank
from jasette.observatory import Observatory

CANDIDATES = {
    "Anne_Hidalgo": "PS",
    "EmmanuelMacron": "LREM",
    "Fabien_Roussel": "PCF",
    "JLMelenchon": "LFI",
    "PhilippePoutou": "NPA",
    "avecvous": "LREM",
    "vpecresse": "LR",
    "yjadot": "EELV",
}


REACH = {
    "SPD": (80_314, 31_108),
    "DIE GRÜNEN": (71_049, 28_022),
    "DIE LINKE": (54_243, 26_612),
    "FDP": (50_911, 22_554),
    "CDU": (44_907, 20_833),
    "AfD": (33_366, 12_988),
}


def create(path: Path) -> Observatory:
    return Observatory.create(path, purpose="known answers", responsible="the tests", timezone="UTC")


def rows(table: Any) -> list[dict[str, Any]]:
    return table.to_pylist()


@pytest.fixture(scope="module")
def presidential(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    observatory = create(tmp_path_factory.mktemp("fr") / "observatory")
    for handle, camp in CANDIDATES.items():
        observatory.roster.add(handle.lower(), name=handle, group="candidate", camp=camp, accounts=[f"x:@{handle}"], reason="candidate")
    for file in observatory.files([real_data / "fr_presidentielle2022"]):
        observatory.add(file)
    yield observatory
    observatory.close()


def _presidential_files(real_data: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in sorted((real_data / "fr_presidentielle2022").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            found += csv.DictReader(file)
    return found


def test_french_candidates_by_kind(presidential: Observatory) -> None:
    kinds = {row["kind"]: row["n"] for row in rows(presidential.sql("SELECT kind, count(*) AS n FROM posts GROUP BY kind"))}
    assert kinds == {"post": 14_434, "repost": 7_146, "quote": 1_773, "reply": 3_943}


def test_french_candidates_answer_themselves(presidential: Observatory) -> None:
    query = "SELECT coalesce(answers_self::VARCHAR, 'unknown') AS self, count(*) AS n FROM posts WHERE kind = 'reply' GROUP BY 1"
    assert {row["self"]: row["n"] for row in rows(presidential.sql(query))} == {"true": 3_759, "false": 139, "unknown": 45}


@pytest.mark.parametrize("measure", ["requests", "response_rate", "time_to_answer", "turns"])
def test_what_was_said_to_french_candidates_is_not_observable(presidential: Observatory, measure: str) -> None:
    for row in rows(presidential.measure(measure)):
        assert (row["observable"], row["value"], row["state"]) == (False, None, "not_observable")
        assert "jasette coverage set" in row["why_not"]


def test_french_candidates_post_mix_in_the_common_window(presidential: Observatory, real_data: Path) -> None:
    posts = _presidential_files(real_data)
    by_voice: dict[str, list[dict[str, str]]] = {}
    for post in posts:
        by_voice.setdefault(post["username"].lower(), []).append(post)
    start = max(min(post["datetime"] for post in mine) for mine in by_voice.values())
    end = min(max(post["datetime"] for post in mine) for mine in by_voice.values())
    measured = {(row["voice"], row["part"]): row for row in rows(presidential.measure("post_mix"))}
    addressed = {(row["voice"], row["part"]): row for row in rows(presidential.measure("addressee_mix"))}
    for voice, mine in by_voice.items():
        inside = [post for post in mine if start <= post["datetime"] <= end]
        kinds = Counter(_role(post, voice) for post in inside)
        for part in ("posts", "replies", "self_replies", "replies_unknown", "reposts", "quotes"):
            row = measured[voice, part]
            assert (row["n"], row["hits"]) == (len(inside), kinds[part]), (voice, part)
            assert row["value"] == pytest.approx(kinds[part] / len(inside))
            assert "compared over the time that all of them cover" in row["note"]
        replies = kinds["replies"] + kinds["self_replies"] + kinds["replies_unknown"]
        assert addressed[voice, "self"]["hits"] == kinds["self_replies"]
        assert addressed[voice, "unknown"]["hits"] == kinds["replies_unknown"]
        assert addressed[voice, "self"]["n"] == replies


def _role(post: dict[str, str], voice: str) -> str:
    if post["type"] != "reply":
        return {"normal": "posts", "retweet": "reposts", "quoting": "quotes"}[post["type"]]
    author = post["referenced_tweet_author_username"].lower()
    return "replies_unknown" if not author else "self_replies" if author == voice else "replies"


def test_paris_candidates_parents_known_only_as_accounts(real_data: Path, tmp_path: Path) -> None:
    with create(tmp_path / "observatory") as observatory:
        receipts = [
            receipt for file in observatory.files([real_data / "fr_paris_v2"]) if "json" in file.name for receipt in observatory.add(file)
        ]
        assert sum(receipt.read for receipt in receipts if receipt.into == "posts") == 6_040
        assert all(receipt.balanced for receipt in receipts)
        with observatory._asking() as connection:
            assert connection.execute("SELECT count(*), count(DISTINCT root) FROM raw_posts").fetchone() == (6_040, 5_751)
            replies = connection.execute("SELECT count(*), count(depth), count(reply_to) FROM posts WHERE kind = 'reply'").fetchone()
            threads = connection.execute("SELECT count(DISTINCT thread) FROM posts").fetchone()
        # 22 posts that answer an account are the first of their own conversation; of no other reply is the depth known.
        assert replies == (587, 22, 0)
        # One of these first posts answers in an older conversation itself, and both are one thread.
        assert threads == (5_750,)


@pytest.fixture(scope="module")
def rumours(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Observatory:
    observatory = create(tmp_path_factory.mktemp("rumours") / "observatory")
    for part in ("train", "dev"):
        observatory.add(real_data / "rumoureval2017" / f"{part}.tweets.ndjson.gz")
    yield observatory
    observatory.close()


def _structures(real_data: Path) -> tuple[dict[str, str], dict[str, str]]:
    """`{child: parent}` of every reply that the true trees name, and `{tweet: first tweet of its thread}`."""
    parents: dict[str, str] = {}
    roots: dict[str, str] = {}

    def walk(tree: Any, parent: str, root: str) -> None:
        for child, below in tree.items() if isinstance(tree, dict) else ():
            roots[child] = root
            if parent:
                parents[child] = parent
            walk(below, child, root)

    for part in ("train", "dev"):
        with gzip.open(real_data / "rumoureval2017" / f"{part}.structure.ndjson.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                thread = json.loads(line)
                walk(thread["structure"], "", thread["thread"])
    return parents, roots


def test_every_present_reply_has_the_parent_of_the_true_tree(rumours: Observatory, real_data: Path) -> None:
    parents, _ = _structures(real_data)
    table = rows(rumours.sql("SELECT post_id, reply_to, thread, parent_present FROM posts"))
    assert len(table) == 4_238 + 281
    present = {row["post_id"].removeprefix("x:") for row in table}
    orphans = 0
    for row in table:
        tweet = row["post_id"].removeprefix("x:")
        if row["reply_to"] is None:
            assert tweet not in parents or parents[tweet] == ""
            continue
        parent = row["reply_to"].removeprefix("x:")
        assert row["parent_present"] == (parent in present)
        orphans += parent not in present
        if tweet in parents and parents[tweet] in present:
            assert parent == parents[tweet]
    assert orphans == sum(parents.get(tweet, "") not in present for tweet in present if tweet in parents)


def test_threads_are_those_of_the_true_trees_where_they_hang_together(rumours: Observatory, real_data: Path) -> None:
    parents, _ = _structures(real_data)
    table = {
        row["post_id"].removeprefix("x:"): row["thread"].removeprefix("x:")
        for row in rows(rumours.sql("SELECT post_id, thread FROM posts"))
    }

    def top(tweet: str) -> str:
        # An uncollected parent keeps its replies together, and nobody knows what it answered.
        while tweet in parents and tweet in table:
            tweet = parents[tweet]
        return tweet

    assert table == {tweet: top(tweet) for tweet in table}


def test_carried_over_mentions_are_no_requests(rumours: Observatory, real_data: Path) -> None:
    """1,012 of 1,260 replies to third persons still mention the source's author: none of them is a request to that author."""
    tweets: dict[str, dict[str, Any]] = {}
    with gzip.open(real_data / "rumoureval2017" / "train.tweets.ndjson.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            tweet = json.loads(line)
            tweets[tweet["id_str"]] = tweet
    _, roots = _structures(real_data)
    sources = {root: tweets[root]["user"] for root in roots.values() if root in tweets}
    for user in {user["id_str"]: user for user in sources.values()}.values():
        rumours.roster.add(
            f"v{user['id_str']}", name=user["screen_name"], group="media", accounts=[f"x:{user['id_str']}"], reason="source author"
        )
    carried = set()
    third = 0
    for tweet in tweets.values():
        source = sources.get(roots.get(tweet["id_str"], ""))
        if (
            not source
            or not tweet["in_reply_to_status_id_str"]
            or source["id_str"] in (tweet["in_reply_to_user_id_str"], tweet["user"]["id_str"])
        ):
            continue
        third += 1
        if source["id_str"] in [mention["id_str"] for mention in tweet["entities"]["user_mentions"]]:
            carried.add((f"v{source['id_str']}", "x:" + tweet["id_str"]))
    assert (third, len(carried)) == (1_260, 1_012)
    opened = {(row["voice"], row["post_id"]) for row in rows(rumours.sql("SELECT voice, post_id FROM requests"))}
    assert opened
    assert not opened & carried


def test_coortweet_as_interactions(real_data: Path, tmp_path: Path) -> None:
    with create(tmp_path / "observatory") as observatory:
        [receipt] = [
            r
            for r in observatory.add(real_data / "coortweet" / "russian_coord_tweets.csv.gz", into="interactions")
            if r.into == "interactions"
        ]
        assert (receipt.read, receipt.stored, receipt.balanced) == (35_125, 35_125, True)
        [again] = [
            r
            for r in observatory.add(real_data / "coortweet" / "russian_coord_tweets.csv.gz", into="interactions")
            if r.into == "interactions"
        ]
        assert (again.stored, again.duplicate) == (0, 35_125)
        assert rows(observatory.sql("SELECT count(*) AS n FROM interactions")) == [{"n": 35_125}]


def test_deputies_follow_as_audience(real_data: Path, tmp_path: Path) -> None:
    source = real_data / "mdb_following" / "2019.csv.gz"
    with create(tmp_path / "observatory") as observatory:
        [receipt] = [r for r in observatory.add(source, into="audience") if r.into == "audience"]
        assert (receipt.read, receipt.rejected, receipt.balanced) == (344_991, 0, True)
        with observatory._asking() as connection:
            members = connection.execute(
                "SELECT count(*), count(DISTINCT member), count(DISTINCT account_id), max(length(member)) FROM raw_audience"
            ).fetchone()
            assert members == (344_991, 100_951, 368, 64)
            party = {}
            with (real_data / "mdb_following" / "deputies_2019.csv").open(encoding="utf-8") as lines:
                for line in csv.DictReader(lines):
                    party[f"x:@{line['id'].lower()}"] = line["party"]
            sets: dict[str, set[str]] = {}
            sums: Counter[str] = Counter()
            for account, member in connection.execute("SELECT account_id, member FROM raw_audience").fetchall():
                sets.setdefault(party.get(account, ""), set()).add(member)
                sums[party.get(account, "")] += 1
        assert {name: (sums[name], len(sets[name])) for name in sets if name in REACH} == REACH
    ids = gzip.decompress(source.read_bytes()).split(b"\n")[1].split(b",")[1].strip().strip(b'"')
    assert not [file for file in (tmp_path / "observatory").rglob("*") if file.is_file() and ids in file.read_bytes()]


def test_polblogs_as_an_edge_list(real_data: Path, tmp_path: Path) -> None:
    edges = real_data / "polblogs" / "edges.csv"
    how = {"into": "interactions", "platform": "blog", "columns": {"source": "account_id", "target": "target"}}
    with create(tmp_path / "observatory") as observatory:
        [receipt] = [receipt for receipt in observatory.add(edges, **how) if receipt.into == "interactions"]
        assert (receipt.read, receipt.stored, receipt.balanced) == (19_025, 19_025, True)
        [again] = [receipt for receipt in observatory.add(edges, **how) if receipt.into == "interactions"]
        assert (again.stored, again.duplicate) == (0, 19_025)
        [row] = rows(
            observatory.sql(
                "WITH pairs AS (SELECT DISTINCT person AS a, to_person AS b FROM interactions WHERE person <> to_person) "
                "SELECT (SELECT count(*) FROM interactions WHERE person = to_person) AS loops, "
                "(SELECT count(*) FROM pairs p JOIN pairs q ON p.a = q.b AND p.b = q.a) / (SELECT count(*) FROM pairs) AS reciprocity"
            )
        )
        assert row["loops"] == 3
        assert row["reciprocity"] == pytest.approx(0.2426, abs=0.0003)


POLBLOGS_MAP = """
title = "Links between blogs"
into = "interactions"
platform = "blog"
[fields]
source = "account_id"
target = "target"
[constants]
kind = "link"
at = "2004-10-15T00:00:00Z"
"""


@pytest.fixture(scope="module")
def polblogs(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Observatory, dict[str, dict[str, str]]]]:
    """The political blogs as voices of two groups, their links as acts of one day; and the blogs by voice."""
    folder = tmp_path_factory.mktemp("polblogs")
    with (real_data / "polblogs" / "nodes.csv").open(encoding="utf-8") as lines:
        blogs = {f"v{row['id']}": row for row in csv.DictReader(lines)}
    (folder / "links.toml").write_text(POLBLOGS_MAP, encoding="utf-8")
    roster = [f"{voice},{row['name8']},organisation,{row['pol']},blog:{row['id']},published list" for voice, row in blogs.items()]
    (folder / "roster.csv").write_text("\n".join(["voice,name,kind,group,account,reason", *roster]), encoding="utf-8")
    with create(folder / "observatory") as observatory:
        observatory.roster.import_csv(folder / "roster.csv")
        observatory.add(real_data / "polblogs" / "edges.csv", map=str(folder / "links.toml"))
        observatory.desk.coverage.set(subjects=["*"], streams=["mentions"], start="2004-08-01", end="2004-11-01")
        yield observatory, blogs


def test_polblogs_by_citing_blogs(polblogs: tuple[Observatory, dict[str, dict[str, str]]]) -> None:
    observatory, blogs = polblogs
    found = [row for row in rows(observatory.measure("citations")) if row["part"] == "citing" and row["rank"] <= 5]
    top = {blogs[row["voice"]]["label"]: (row["rank"], row["value"]) for row in found}
    assert {name.split(".")[0]: place for name, place in top.items()} == {
        "dailykos": (1, 337),
        "instapundit": (2, 276),
        "talkingpointsmemo": (3, 268),
        "atrios": (4, 263),
        "drudgereport": (5, 238),
    }
    assert all(row["rank_low"] <= row["rank"] <= row["rank_high"] and row["rank_of"] == len(blogs) for row in found)
    # The first is far ahead: in no draw of the blogs that cite does another come near.
    assert [(row["rank_low"], row["rank_high"]) for row in found if row["rank"] == 1] == [(1, 1)]


def test_polblogs_by_pagerank(polblogs: tuple[Observatory, dict[str, dict[str, str]]], real_data: Path) -> None:
    """The measure gives what the kernel gives over the same edges, which networkx bears out (tests/kernels)."""
    observatory, blogs = polblogs
    with (real_data / "polblogs" / "edges.csv").open(encoding="utf-8") as lines:
        edges = sorted({(int(row["source"]), int(row["target"])) for row in csv.DictReader(lines)})
    linked = sorted({node for edge in edges for node in edge if edge[0] != edge[1]})
    place = {node: index for index, node in enumerate(linked)}
    ends = [(place[a], place[b]) for a, b in edges if a != b]
    expected = pagerank(build([a for a, _ in ends], [b for _, b in ends], nodes=len(linked))).values
    found = {row["voice"]: row for row in rows(observatory.measure("pagerank")) if row["part"] == "links"}
    shown = [(int(blogs[voice]["id"]), row) for voice, row in found.items() if row["value"] is not None]
    assert len(shown) == len({b for _, b in ends})
    for node, row in shown:
        assert row["value"] == pytest.approx(expected[place[node]], abs=1e-8)
        assert row["rank_low"] <= row["rank"] <= row["rank_high"] and row["low"] <= row["value"] <= row["high"]


def test_polblogs_keep_to_their_own_side(polblogs: tuple[Observatory, dict[str, dict[str, str]]]) -> None:
    observatory, _ = polblogs
    found = {row["part"]: row for row in rows(observatory.measure("mixing"))}
    assert found["links"]["value"] == pytest.approx(-0.823, abs=0.0005)
    assert found["links"]["n"] == 19_022
    assert found["links_expected"]["low"] <= found["links_expected"]["value"] <= found["links_expected"]["high"]
    assert abs(found["links_expected"]["value"]) < 0.01 and found["links"]["high"] < found["links_expected"]["low"]
    cited = [row for row in rows(observatory.measure("citations", of="group", across="group")) if row["part"] == "times"]
    matrix = {(row["beside"], row["voice"]): row["value"] for row in cited}
    assert sum(matrix.values()) == 19_022
    assert (matrix["left", "left"] + matrix["right", "right"]) / 19_022 == pytest.approx(0.9115, abs=0.0001)
