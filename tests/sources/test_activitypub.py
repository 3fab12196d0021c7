"""ActivityPub: made-up activities, after the shape that servers write, and Mastodon's archive in each of its wrappings."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from jasette.source import Recipe
from jasette.source.files import InputFile, expand
from jasette.sources import bundlings
from jasette.sources.activitypub import source

GOLDEN = Path(__file__).parents[1] / "golden" / "activitypub"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ANN = "https://valmont.example/users/ann"
FOLLOWERS = f"{ANN}/followers"


def note(number="1", **more):
    return {
        "id": f"{ANN}/statuses/{number}",
        "type": "Note",
        "attributedTo": ANN,
        "published": "2026-05-04T08:00:00Z",
        "to": [PUBLIC],
        "cc": [FOLLOWERS],
        "content": "<p>x</p>",
        **more,
    }


def read(gather, *records, recipe=None):
    data = "\n".join(json.dumps(record) for record in records).encode()
    return gather(source.read(InputFile.of_bytes("f.jsonl", data), recipe or Recipe()))


@pytest.mark.parametrize(
    ("to", "cc", "expected"),
    [
        ([PUBLIC], [FOLLOWERS], "public"),
        ("as:Public", None, "public"),
        ({"id": PUBLIC}, None, "public"),
        ([FOLLOWERS], [PUBLIC], "unlisted"),
        ([FOLLOWERS], [], None),
        (["https://b.example/users/bob"], None, None),
        (None, None, None),
        ([f"{PUBLIC}#"], [7, None, {}], None),
    ],
)
def test_only_what_is_addressed_to_the_public_is_kept(gather, to, cc, expected):
    got = read(gather, note(to=to, cc=cc))
    assert [post["visibility"] for post in got.rows["posts"]] == ([expected] if expected else [])
    assert got.filtered == ({} if expected else {"not addressed to the public": 1})


def test_what_a_note_says_counts_more_than_the_activity_around_it(gather):
    create = {"id": "https://x.example/1", "type": "Create", "actor": ANN, "to": [PUBLIC]}
    got = read(gather, {**create, "object": note(to=[FOLLOWERS], cc=[], content="<p>SECRET</p>")})
    assert (got.rows["posts"], got.filtered) == ([], {"not addressed to the public": 1})


@pytest.mark.parametrize("key", ["quote", "quoteUrl", "quoteUri", "_misskey_quote"])
@pytest.mark.parametrize("whole", [False, True])
def test_every_spelling_of_a_quote(gather, key, whole):
    address = "https://b.example/users/bob/statuses/7"
    post = read(gather, note(**{key: {"id": address, "type": "Note"} if whole else address})).rows["posts"][0]
    assert (post["kind"], post["quote_of"]) == ("quote", address)


def test_a_quote_whose_original_is_gone_is_a_post(gather):
    post = read(gather, note(quote={"type": "Tombstone"})).rows["posts"][0]
    assert (post["kind"], post["quote_of"]) == ("post", None)


def test_the_author_of_a_parent_where_its_address_names_one(gather):
    addresses = ["https://b.example/users/bob/statuses/7", "https://b.example/ap/users/11/statuses/7", "https://b.example/objects/7f"]
    posts = read(gather, *(note(str(nth), inReplyTo=address) for nth, address in enumerate(addresses))).rows["posts"]
    assert [post["reply_to"] for post in posts] == addresses
    expected = ["mastodon:https://b.example/users/bob", "mastodon:https://b.example/ap/users/11", None]
    assert [post["reply_to_account"] for post in posts] == expected


def test_a_deletion_without_a_time_is_not_lost(gather):
    got = read(gather, {"type": "Delete", "actor": ANN, "object": f"{ANN}/statuses/1"}, recipe=Recipe(observed_us=5))
    assert [(row["post_id"], row["deleted_us"]) for row in got.rows["posts"]] == [(f"{ANN}/statuses/1", 5)]


def test_nobody_deletes_what_belongs_to_another_server(gather):
    got = read(gather, {"type": "Delete", "actor": "https://evil.example/users/x", "object": f"{ANN}/statuses/1"})
    assert (got.rows["posts"], len(got.rejected)) == ([], 1)


def test_an_account_that_ends(gather):
    got = read(gather, {"type": "Delete", "actor": ANN, "object": ANN, "published": "2026-05-04T08:00:00Z"})
    assert [(row["account_id"], row["deleted_us"]) for row in got.rows["accounts"]] == [(f"mastodon:{ANN}", 1777881600000000)]


def test_a_reject_that_may_be_private_keeps_no_words(gather):
    private = {"type": "Create", "actor": ANN, "to": ["https://b.example/users/bob"], "object": "not JSON"}
    line = json.dumps(private).replace('"not JSON"', '{"type": "Note", "content": "SECRET"')
    got = gather(source.read(InputFile.of_bytes("f", line.encode() + b"\n" + line.encode()), Recipe()))
    assert got.rejected
    assert not any(b"SECRET" in reject.raw for reject in got.rejected)


@pytest.mark.parametrize("name", ["100k", "digits"])
def test_poisons(gather, name):
    inside = "[" * 100_000 if name == "100k" else "9" * 5_000
    line = '{"type":"Note","to":"as:Public","published":' + inside + "}"
    got = gather(source.read(InputFile.of_bytes("f", line.encode()), Recipe()))
    assert (got.rows["posts"], len(got.rejected)) == ([], 1)


def archive_files():
    """An archive as Mastodon makes it, with what is never to be opened."""
    names = {name: (GOLDEN / name).read_bytes() for name in ("outbox.json", "actor.json")}
    secret = {"id": "likes.json", "type": "OrderedCollection", "orderedItems": [note(content="<p>LIKED</p>")]}
    return {
        "media_attachments/files/1/2/original/a.jpg": b"\xff\xd8MARKED",
        **names,
        "likes.json": json.dumps(secret).encode(),
        "bookmarks.json": json.dumps(secret).encode(),
        "avatar.jpg": b"\xff\xd8MARKED",
    }


@pytest.mark.parametrize("form", ["folder", "zip", "tar.gz", "tar"])
def test_the_archive_of_an_account(gather, tmp_path, form):
    path = tmp_path / f"archive.{form}"
    if form == "folder":
        for name, data in archive_files().items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)
    elif form == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in archive_files().items():
                archive.writestr(name, data)
    else:
        with tarfile.open(path, "w:gz" if form == "tar.gz" else "w") as archive:
            for name, data in archive_files().items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
    [bundle] = expand([path], bundlings=bundlings())
    got = gather(source.read(bundle, Recipe()))
    assert len(got.rows["posts"]) == 5
    assert [row["handle"] for row in got.rows["accounts"]] == ["ann@valmont.social"]
    assert [(row["stream"], row["how"]) for row in got.rows["coverage"]] == [("own_posts", "complete")]
    assert got.filtered == {"not addressed to the public": 3}
    assert got.repaired == {"files left shut": 4}
    assert not any("LIKED" in str(row) or "SECRET" in str(row) for rows in got.rows.values() for row in rows)
    # the same download, whatever it is wrapped in
    assert bundle.digest() == next(iter(expand([path], bundlings=bundlings()))).digest()
