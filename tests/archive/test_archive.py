from __future__ import annotations

import json

import pyarrow as pa
import pytest

from jasette import engine, schema
from jasette.archive import Archive
from jasette.errors import DeclarationError, InputError, ObservatoryError, Refused
from jasette.source import Filtered, Recipe, Rejected, Repaired, Rows


def post(made, *ids, **more):
    return made.rows("posts", *({"post_id": f"x:{i}", "account_id": "x:1", "text": f"text {i}"} | more for i in ids))


def counts(receipts):
    return {r.into: (r.read, r.stored, r.duplicate, r.rejected, r.filtered, r.opted_out) for r in receipts}


def test_every_record_is_counted_once(archive, made):
    receipts = made.add(
        archive,
        Repaired("lone surrogate replaced", 1),
        Rejected("posts", "no id", b"{}", 0, 1),
        post(made, 1, 2, 3),
        made.rows("accounts", {"account_id": "x:1", "handle": "one"}),
        post(made, 3, 4, 5),
        Filtered("posts", 2, "private message"),
        Rejected("accounts", "no id", b"{}", 9, 2),
        post(made, 6, account_id="x:out"),
        accounts=["x:out"],
    )
    assert counts(receipts) == {"posts": (10, 5, 1, 1, 2, 1), "accounts": (2, 1, 0, 1, 0, 0)}
    assert all(receipt.balanced for receipt in receipts)
    assert receipts[0].notes == {"private message": 2, "lone surrogate replaced": 1}
    assert archive.unbalanced() == []
    assert made.query(archive, "SELECT post_id FROM raw_posts ORDER BY 1") == [(f"x:{i}",) for i in range(1, 6)]
    assert made.query(archive, 'SELECT reason, raw, byte_offset, line, "into" FROM raw_rejects ORDER BY line') == [
        ("no id", b"{}", 0, 1, "posts"),
        ("no id", b"{}", 9, 2, "accounts"),
    ]
    ledger = made.query(archive, 'SELECT "into", read, stored, duplicate, rejected, filtered, opted_out FROM raw_ledger ORDER BY 1 DESC')
    assert {into: tuple(rest) for into, *rest in ledger} == counts(receipts)


def test_the_same_file_again_changes_nothing(archive, made):
    items = [post(made, *range(50)), Rejected("posts", "bad", b"x", 1, 1), made.rows("audience", {"account_id": "x:1", "member": "x:2"})]
    made.add(archive, *items)
    before = made.contents(archive)
    again = made.add(archive, *items)
    assert counts(again) == {"posts": (51, 0, 50, 1, 0, 0), "audience": (1, 0, 1, 0, 0, 0)}
    after = made.contents(archive)
    assert len(after.pop("ledger")) == 2 * len(before.pop("ledger"))
    assert after == before
    # also by a process that has not seen the first time
    assert counts(made.add(Archive.open(archive.root), *items)) == counts(again)


def test_a_later_observation_of_the_same_is_a_duplicate_and_a_changed_one_is_stored(archive, made):
    made.add(archive, post(made, 1, observed_us=1))
    assert counts(made.add(archive, post(made, 1, observed_us=2), digest="2")) == {"posts": (1, 0, 1, 0, 0, 0)}
    assert counts(made.add(archive, post(made, 1, observed_us=2, likes=3), digest="3")) == {"posts": (1, 1, 0, 0, 0, 0)}
    assert counts(made.add(archive, post(made, 1, url=""), post(made, 1), digest="4")) == {"posts": (2, 1, 1, 0, 0, 0)}


def test_equal_acts_without_an_id_are_kept_once_each(archive, made):
    act = made.rows("interactions", {"account_id": "x:1", "object": "o", "kind": "share", "at_us": 5})
    other = made.rows("interactions", {"account_id": "x:2", "object": "o", "kind": "share", "at_us": 5})
    assert counts(made.add(archive, act, other, act, act))["interactions"] == (4, 4, 0, 0, 0, 0)
    assert counts(made.add(archive, act, other, act, act))["interactions"] == (4, 0, 4, 0, 0, 0)
    # a file that has one more brings one more
    assert counts(made.add(archive, act, act, act, act, digest="2"))["interactions"] == (4, 1, 3, 0, 0, 0)
    keys = made.query(archive, "SELECT count(*), count(DISTINCT content_key) FROM raw_interactions")
    assert keys == [(5, 5)]


def test_equal_rejects_at_unknown_places_are_all_kept(archive, made):
    bad = Rejected("posts", "bad", b"x")
    assert counts(made.add(archive, bad, bad))["posts"] == (2, 0, 0, 2, 0, 0)
    assert archive.stats()["rejects"].rows == 2


def test_what_stops_the_stream_is_raised_and_nothing_is_stored(archive, made):
    def items():
        yield post(made, *range(2000))
        yield made.rows("accounts", {"account_id": "x:1"})
        raise InputError("the file ends here", place="file.json", remedy="fetch it again")

    before = archive.versions()
    with pytest.raises(InputError, match="ends here"):
        archive.add(items(), file="f", digest="1" * 64, source="s", recipe=Recipe(), gate=made.gate())
    assert archive.versions() == before
    assert not list((archive.root / ".tmp").iterdir())  # rows set aside do not stay
    assert counts(made.add(archive, post(made, 1))) == {"posts": (1, 1, 0, 0, 0, 0)}
    assert not (archive.root / ".tmp").exists()


def test_a_file_without_records_has_a_line_in_the_ledger(archive, made):
    assert counts(made.add(archive)) == {"posts": (0, 0, 0, 0, 0, 0)}
    assert counts(made.add(archive, Repaired("byte order mark", 1), recipe=Recipe(into="audience"))) == {"audience": (0, 0, 0, 0, 0, 0)}
    assert archive.stats()["ledger"].rows == 2


def test_another_recipe_is_another_reading(archive, made):
    made.add(archive, post(made, 1))
    made.add(archive, post(made, 1), recipe=Recipe(platform="mastodon"))
    made.add(archive, post(made, 1))
    batches = [batch for (batch,) in made.query(archive, "SELECT batch FROM raw_ledger ORDER BY 1")]
    assert sorted(batch.rpartition("-")[2] for batch in batches) == ["1", "1", "2"]


@pytest.mark.parametrize("item", [Rows("ledger", pa.table({})), Rows("posts", pa.table({"post_id": ["x:1"]}))])
def test_a_source_that_breaks_its_promise_is_named(archive, made, item):
    with pytest.raises(DeclarationError):
        made.add(archive, item)


def test_members_are_hashed_and_a_sealed_audience_takes_no_more(archive, made):
    list_ = made.rows("audience", {"account_id": "x:1", "member": "x:2"}, {"account_id": "x:1", "member": "x:out"})
    assert counts(made.add(archive, list_, accounts=["x:out"]))["audience"] == (2, 1, 0, 0, 0, 1)
    from jasette.people import keyed_hash

    assert made.query(archive, "SELECT member FROM raw_audience") == [(keyed_hash(made.audience_key, "x:2"),)]
    with pytest.raises(Refused, match="destroyed"):
        made.add(archive, list_, digest="2", audience_key="")


def test_ids_of_the_shut_do_not_come_in_with_others(archive, made):
    made.add(
        archive,
        post(made, 2, reply_to="x:1", root="x:1", reply_to_account="x:out", mentions=["x:out", "x:3"]),
        post(made, 3, kind="repost", repost_of="x:1", text="RT the words"),
        accounts=["x:out"],
        posts=["x:1"],
    )
    erased = "erased:" + made.gate().hash("x:1")
    found = made.query(archive, "SELECT reply_to, root, reply_to_account, mentions, repost_of, text FROM raw_posts ORDER BY post_id")
    assert found == [(erased, erased, None, ["x:3"], None, "text 2"), (None, None, None, None, erased, None)]
    # and it stays the same record: without the opt-out it would be a duplicate
    again = made.add(archive, post(made, 2, reply_to="x:1", root="x:1", reply_to_account="x:out", mentions=["x:out", "x:3"]), digest="2")
    assert counts(again)["posts"] == (1, 0, 1, 0, 0, 0)


def test_views_leave_out_the_shut_at_once(archive, made):
    made.add(archive, post(made, 1, 2), post(made, 3, account_id="x:out"), made.rows("accounts", {"account_id": "x:out"}))
    assert made.query(archive, "SELECT post_id FROM current_posts ORDER BY 1", made.gate(["x:out"], ["x:2"])) == [("x:1",)]
    assert made.query(archive, "SELECT count(*) FROM raw_accounts", made.gate(["x:out"])) == [(0,)]


def test_rewrite_replaces_and_leaves_no_old_bytes(archive, made):
    made.add(archive, post(made, 1), post(made, 2, text="unmistakable words", tags=["unmistakable"]))
    made.add(archive, post(made, 3), digest="2")
    with engine.connect() as connection:
        archive.rewrite("posts", connection, "SELECT * FROM stored_posts WHERE post_id <> 'x:2'")
        assert connection.execute("SELECT post_id FROM current_posts ORDER BY 1").fetchall() == [("x:1",), ("x:3",)]
    on_disk = sorted(str(path) for path in (archive.root / "posts").rglob("*.parquet") if "_delta_log" not in path.parts)
    assert on_disk == archive.files("posts")
    log = sorted(path.name for path in (archive.root / "posts" / "_delta_log").iterdir())
    assert len([name for name in log if name.endswith(".json")]) == 1
    # and what the transactions said is still known: the file is a duplicate, but for the row that was erased
    assert counts(made.add(archive, post(made, 3), digest="2"))["posts"] == (1, 0, 1, 0, 0, 0)


def test_what_a_killed_writer_had_not_finished_goes(archive, made):
    made.add(archive, post(made, 1))
    posts, kept = archive.root / "posts", made.contents(archive)
    half = [posts / "part-0.zstd.parquet#1", posts / "part-1.zstd.parquet", posts / "_delta_log" / "00000000000000000009.json#1"]
    for way in (archive.purge, lambda: ((archive.root / ".tmp").mkdir(), Archive.open(archive.root))):
        for file in half:  # Delta gives these names to what it has not finished, and lists none of them
            file.write_bytes(b"rows of somebody")
        way()
        assert [file.name for file in half if file.exists()] == []
        assert made.contents(archive) == kept


def test_rewrite_to_nothing(archive, made):
    made.add(archive, post(made, 1))
    with engine.connect() as connection:
        archive.rewrite("posts", connection, "SELECT * FROM stored_posts WHERE false")
    assert archive.files("posts") == []
    assert made.query(archive, "SELECT count(*) FROM current_posts") == [(0,)]


def test_no_personal_value_stands_in_the_log(archive, made):
    secrets = {
        "posts": {c.name: ["secretvalue"] if c.kind == "texts" else "secretvalue" for c in schema.POSTS.columns if c.personal},
        "accounts": {c.name: ["secretvalue"] if c.kind == "texts" else "secretvalue" for c in schema.ACCOUNTS.columns if c.personal},
        "audience": {"account_id": "secretvalue", "member": "secretvalue"},
        "interactions": {c.name: "secretvalue" for c in schema.INTERACTIONS.columns if c.personal},
        "coverage": {"subject": "secretvalue"},
    }
    made.add(
        archive,
        *(made.rows(into, record) for into, record in secrets.items()),
        Rejected("posts", "bad", b"secretvalue"),
        file="secretvalue",
    )
    assert made.query(archive, "SELECT text FROM raw_posts") == [("secretvalue",)]
    archive.purge()
    for log in archive.root.glob("*/_delta_log/*"):
        if log.suffix == ".parquet":
            import pyarrow.parquet as pq

            text = json.dumps(pq.read_table(log).to_pylist(), default=str)
        else:
            text = log.read_text()
        assert "secretvalue" not in text
        assert 'content_key\\":' not in text  # a hash of the words: no statistics either
    for name, table in schema.TABLES.items():
        personal = {column.name for column in table.stored if column.personal}
        assert not personal & set(table.statistics), name


def test_compaction_keeps_the_rows_and_happens_by_itself(archive, made, monkeypatch):
    monkeypatch.setattr("jasette.archive.COMPACT_AT", 5)
    for i in range(8):
        made.add(archive, post(made, i), digest=str(i))
    assert len(archive.files("posts")) < 5
    before = made.contents(archive)
    archive.compact()
    assert len(archive.files("posts")) == 1
    assert made.contents(archive) == before


def test_a_reader_tries_again_when_its_files_are_gone(archive, made):
    for i in range(3):
        made.add(archive, post(made, i), digest=str(i))
    calls = []

    def late(connection):
        calls.append(1)
        if len(calls) == 1:
            archive.compact()
        return connection.execute("SELECT count(*) FROM current_posts").fetchall()

    with engine.connect() as connection:
        assert archive.reading(connection, made.gate(), late) == [(3,)]
    assert len(calls) == 2


def test_deletions_are_reported_with_what_is_still_held(archive, made):
    made.add(
        archive,
        post(made, 1, 2),
        made.rows("posts", {"post_id": "x:2", "deleted_us": 9}, {"post_id": "x:3", "account_id": "x:7", "deleted_us": 8}),
    )
    with engine.connect() as connection:
        archive.mount(connection, made.gate())
        assert archive.deleted(connection).to_pylist() == [
            {"post_id": "x:2", "account_id": "x:1", "deleted_us": 9, "holds_words": True},
            {"post_id": "x:3", "account_id": "x:7", "deleted_us": 8, "holds_words": False},
        ]


@pytest.mark.parametrize("name", ["é à", "a%b", "it's", "a*b?", "a#b;c"])
def test_folders_with_odd_names(tmp_path, made, name):
    archive = Archive.create(tmp_path / name / "archive")
    made.add(archive, post(made, 1))
    assert made.query(archive, "SELECT post_id FROM current_posts") == [("x:1",)]


@pytest.mark.parametrize("name", ["a[b", "a|b", "a^b", "a\\b", "a\nb"])
def test_folders_that_the_table_format_cannot_use_are_refused(tmp_path, name):
    with pytest.raises(ObservatoryError, match="cannot live"):
        Archive.create(tmp_path / name)


def test_create_twice_and_open_nothing(archive, tmp_path):
    with pytest.raises(ObservatoryError, match="already"):
        Archive.create(archive.root)
    with pytest.raises(ObservatoryError, match="no archive"):
        Archive.open(tmp_path / "elsewhere")


def test_sizes(archive, made):
    made.add(archive, post(made, 1, 2))
    size = archive.stats()["posts"]
    assert (size.rows, size.files, size.version) == (2, 1, 1)
    assert size.bytes == sum((archive.root / "posts" / f).stat().st_size for f in archive.files("posts"))
