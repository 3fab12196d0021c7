"""Several files in one commit: the same rows and the same sums as one after the other, whatever happens between."""

from __future__ import annotations

import pytest

from jasette.archive import Archive, Reading
from jasette.errors import InputError
from jasette.source import Filtered, Recipe, Rejected, Repaired

COUNTS = ("read", "stored", "duplicate", "rejected", "filtered", "opted_out")


@pytest.fixture
def files(made):
    """Items by file: shared rows, somebody who stays out, all fates, and a file of nothing."""

    def posts(*ids):
        return made.rows("posts", *({"post_id": f"x:{i}", "account_id": "x:out" if i == 7 else "x:a", "text": f"t{i}"} for i in ids))

    account = made.rows("accounts", {"account_id": "x:a", "handle": "a"})
    return [
        [posts(1, 2, 2), account, Rejected("posts", "bad", b"raw", 1, 1)],
        [posts(2, 3, 7), Filtered("posts", 3, "private"), Repaired("mended", 2)],
        [],
        [account, Repaired("mended", 1)],
        [Filtered("accounts", 1, "why"), posts(4)],
        [posts(*range(10, 3000)), posts(4)],
    ]


def readings(files):
    return [Reading(f"file {number}", f"{number}" * 64, "made_up", Recipe()) for number in range(len(files))]


def together(archive, made, files):
    asked = []

    def read():
        for number, items in enumerate(files):
            asked.append(number)
            yield iter(items)

    return archive.add_together(readings(files), read, gate=made.gate(["x:out"])), asked


def one_by_one(archive, made, files):
    receipts = []
    for one, items in zip(readings(files), files, strict=True):
        what = {"file": one.file, "digest": one.digest, "source": one.source, "recipe": one.recipe}
        receipts += archive.add(items, **what, gate=made.gate(["x:out"]))
    return receipts


def bare(contents):
    """Without the names of batches, and the key of the ledger's rows, which holds them."""
    return {name: sorted((row[:-2] for row in rows), key=repr) for name, rows in contents.items()}


@pytest.fixture
def apart(files, made, tmp_path):
    archive = Archive.create(tmp_path / "apart" / "archive")
    return archive, one_by_one(archive, made, files)


def test_rows_and_receipts_are_those_of_one_after_the_other(archive, apart, made, files):
    receipts, asked = together(archive, made, files)
    assert receipts == apart[1] and asked == list(range(len(files)))
    assert all(receipt.balanced for receipt in receipts) and archive.unbalanced() == []
    assert bare(made.contents(archive)) == bare(made.contents(apart[0]))
    assert archive.version("posts") == 1  # one commit
    assert made.query(archive, "SELECT count(DISTINCT batch) FROM raw_ledger") == [(1,)]


def test_the_same_files_are_not_read_again(archive, made, files):
    first, _ = together(archive, made, files)
    receipts, asked = together(archive, made, files)
    assert asked == [] and archive.unbalanced() == []
    assert [(one.file, one.into, one.read, one.stored, one.notes) for one in receipts] == [
        (one.file, one.into, one.read, 0, one.notes) for one in first
    ]
    assert all(one.balanced for one in receipts)
    other, asked = together(archive, made, files[:5])  # another group: read, and all of it is there
    assert asked == [0, 1, 2, 3, 4] and sum(one.stored for one in other) == 0


@pytest.mark.parametrize("fails", [0, 1, 5])
def test_those_before_one_that_cannot_be_read_are_kept(archive, made, files, fails):
    def broken():
        yield made.rows("posts", {"post_id": "x:lost"})
        raise InputError("this cannot be")

    with pytest.raises(InputError, match="this cannot be"):
        together(archive, made, [*files[:fails], broken(), *files[fails:]])
    kept = Archive.create(archive.root.parent / "kept" / "archive")
    one_by_one(kept, made, files[:fails])
    assert bare(made.contents(archive)) == bare(made.contents(kept))


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("commit", range(4))
def test_stopped_at_each_commit_it_is_the_same_batch_again(archive, apart, made, files, stop, commit, after):
    """Before and after the commits of posts, accounts, rejects and ledger."""
    stop(commit + 1, lambda: together(archive, made, files), after=after)
    archive = Archive.open(archive.root)
    if archive.stats()["ledger"].rows == 0:
        assert together(archive, made, files)[0] == apart[1]
    assert bare(made.contents(archive)) == bare(made.contents(apart[0]))
