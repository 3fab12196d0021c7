"""X account archives: the golden lists as the files of a folder and of a zip, and made-up records for what people have."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from jasette.errors import InputError, UnknownFormat
from jasette.source import Recipe, contained
from jasette.source.bundle import Bundle
from jasette.source.files import InputFile, expand
from jasette.sources import again, bundlings, choose
from jasette.sources.x_archive import CLOSED, source

GOLDEN = Path(__file__).parents[1] / "golden" / "x_archive" / "archive.js"
SECRET = b"window.YTD.direct_messages.part0 = [ SECRET ]"


def script(name: str, *values: object) -> bytes:
    return f"window.YTD.{name}.part0 = {json.dumps(values, indent=2)}".encode()


ACCOUNT = script("account", {"account": {"email": "a@b.example", "username": "Ville", "accountId": "5", "accountDisplayName": "La Ville"}})


def tweet(ident: str, text: str = "x", **more: object) -> dict[str, object]:
    return {"tweet": {"id_str": ident, "created_at": "Tue May 13 08:00:00 +0000 2025", "full_text": text, **more}}


def folder(where: Path, files: dict[str, bytes], *, inside: str = "data") -> Path:
    for name, data in files.items():
        path = where / inside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return where


def zipped(where: Path, files: dict[str, bytes], *, top: str = "") -> Path:
    with zipfile.ZipFile(where, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{top}{name}", data)
    return where


def read(gather, path: Path, recipe: Recipe | None = None):
    (file,) = expand([path], bundlings=bundlings())
    assert choose(file, Recipe()) is source
    return gather(source.read(file, recipe or Recipe()))


def lists() -> dict[str, bytes]:
    """The golden file cut into the files that an archive has."""
    names = {"account": "account.js", "__THAR_CONFIG": "manifest.js", "note_tweet": "note-tweet.js", "tweets": "tweets.js"}
    names |= {"community_tweet": "community-tweet.js", "deleted_tweet_headers": "deleted-tweet-headers.js"}
    found = re.split(rb"(?m)^(?=window\.)", GOLDEN.read_bytes())
    return {names[re.match(rb"window\.(?:YTD\.)?(\w+)", part)[1].decode()]: part for part in found if part}


OTHERS = {
    "data/direct-messages.js": SECRET,
    "data/contact.js": b"SECRET",
    "data/deleted-tweets.js": b"SECRET",
    "data/tweets_media/1-a.jpg": b"SECRET",
    "Your archive.html": b"SECRET",
}


def test_a_folder_and_its_zip_are_one_archive(tmp_path, gather, monkeypatch):
    files = lists()
    got = read(gather, zipped(tmp_path / "a.zip", {**{f"data/{name}": data for name, data in files.items()}, **OTHERS}))
    unpacked = folder(folder(tmp_path / "unpacked", files), OTHERS, inside=".")
    also = read(gather, unpacked)
    (one,) = expand([tmp_path / "a.zip"], bundlings=bundlings())
    (two,) = expand([unpacked], bundlings=bundlings())
    assert one.digest() == two.digest()
    golden = json.loads(Path(f"{GOLDEN}.expected.json").read_text(encoding="utf-8"))
    for seen in (got, also):
        posts = sorted(seen.rows["posts"], key=lambda post: post["post_id"])
        assert [{k: v for k, v in post.items() if v is not None} for post in posts] == golden["rows"]["posts"]
        assert seen.filtered == golden["filtered"]
        assert seen.repaired == {CLOSED: len(OTHERS)}
        # the reason names the file, the byte and the line are those in it
        assert [reject.reason.partition(": ")[0] for reject in seen.rejected] == ["tweets.js"] * 3
        for reject in seen.rejected:
            assert files["tweets.js"][reject.byte_offset :].startswith(b"{")
            assert files["tweets.js"].count(b"\n", 0, reject.byte_offset) + 1 == reject.line


def test_what_is_not_named_is_never_opened(tmp_path, gather, monkeypatch):
    files = {f"data/{name}": data for name, data in lists().items()}
    zipped(tmp_path / "a.zip", {**files, **OTHERS})
    folder(tmp_path / "unpacked", {**files, **OTHERS}, inside=".")
    opened: list[str] = []
    # unpacked here, where it can be seen
    monkeypatch.setattr(contained, "_serving", True)
    inside, outside = zipfile.ZipFile.open, Path.open
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda self, name, *rest: opened.append(str(name)) or inside(self, name, *rest))
    monkeypatch.setattr(Path, "open", lambda self, *rest, **more: opened.append(str(self)) or outside(self, *rest, **more))
    for path in (tmp_path / "a.zip", tmp_path / "unpacked"):
        (file,) = expand([path], bundlings=bundlings())
        file.digest()
        source.read(file, Recipe())
        items = list(source.read(file, Recipe()))
        assert items and b"SECRET" not in repr(items).encode()
    assert any(name.endswith("tweets.js") for name in opened)
    assert not [name for name in opened for other in OTHERS if name.endswith(other)]


@pytest.mark.parametrize("inside", ["data", ".", "twitter-2026-06-02/data"])
def test_an_archive_is_found_wherever_it_lies(tmp_path, gather, inside):
    folder(tmp_path / "all", {"account.js": ACCOUNT, "tweets.js": script("tweets", tweet("7"))}, inside=inside)
    assert [post["post_id"] for post in read(gather, tmp_path / "all").rows["posts"]] == ["x:7"]
    top = "" if inside == "." else f"{inside}/"
    path = zipped(tmp_path / "a.zip", {"account.js": ACCOUNT, "tweets.js": script("tweets", tweet("7"))}, top=top)
    assert [post["account_id"] for post in read(gather, path).rows["posts"]] == ["x:5"]


def test_other_files_beside_an_archive_stay_files_of_their_own(tmp_path):
    folder(tmp_path / "in" / "archive", {"account.js": ACCOUNT, "tweets.js": script("tweets"), ".DS_Store": b"x"})
    (tmp_path / "in" / "more.jsonl").write_bytes(b"{}")
    bundle, more = expand([tmp_path / "in"], bundlings=bundlings())
    assert isinstance(bundle, Bundle) and (bundle.name, bundle.closed) == (f"{tmp_path}/in/archive", 1)
    assert more.name == f"{tmp_path}/in/more.jsonl"


def test_parts_are_read_after_what_they_need(tmp_path, gather):
    parts = {"tweets.js": script("tweets", tweet("1")), "tweets-part1.js": script("tweets", tweet("2")), "account.js": ACCOUNT}
    got = read(gather, folder(tmp_path / "a", parts))
    assert sorted(post["post_id"] for post in got.rows["posts"]) == ["x:1", "x:2"]
    (covered,) = got.rows["coverage"]
    assert (covered["subject"], covered["stream"], covered["how"]) == ("x:5", "own_posts", "complete")
    assert covered["to_us"] - covered["from_us"] == 1


def test_an_archive_that_is_not_whole_is_not_called_complete(tmp_path, gather):
    manifest = {
        "archiveInfo": {"generationDate": "2025-06-01T00:00:00.000Z"},
        "dataTypes": {"tweets": {"files": [{"fileName": "data/tweets-part1.js"}]}},
    }
    files = {
        "account.js": ACCOUNT,
        "tweets.js": script("tweets", tweet("1")),
        "manifest.js": b"window.__THAR_CONFIG = " + json.dumps(manifest).encode(),
    }
    got = read(gather, folder(tmp_path / "missing", files))
    assert got.rows["coverage"][0]["how"] == "unknown"
    assert got.rows["posts"][0]["observed_us"] == got.rows["coverage"][0]["to_us"] == 1748736000000000
    cut = script("tweets", tweet("1"), tweet("2"))[:-60]
    got = read(gather, folder(tmp_path / "cut", {"account.js": ACCOUNT, "tweets.js": cut}))
    assert ([post["post_id"] for post in got.rows["posts"]], bool(got.rejected)) == (["x:1"], True)
    assert got.rows["coverage"][0]["how"] == "unknown"


def test_a_reject_can_be_read_again_by_itself(tmp_path, gather):
    bad = script("tweets", tweet("1"), tweet("2", created_at="soon"))
    got = read(gather, folder(tmp_path / "a", {"account.js": ACCOUNT, "tweets.js": bad}))
    (reject,) = got.rejected
    assert b"a@b.example" not in reject.raw

    class Aside:
        source, file, recipe = "x_archive", "a", Recipe()
        raw = reject.raw.replace(b"soon", b"Tue May 13 09:00:00 +0000 2025")

    (post,) = gather(again(Aside())).rows["posts"]
    assert (post["post_id"], post["account_id"]) == ("x:2", "x:5")
    Aside.raw = reject.raw
    (still,) = gather(again(Aside())).rejected
    assert still.raw == reject.raw


def test_a_protected_account_is_not_public(tmp_path, gather):
    history = script(
        "protected_history",
        {"protectedHistory": {"protectedAt": "2025-01-01T00:00:00.000Z", "action": "Unprotect"}},
        {"protectedHistory": {"protectedAt": "2025-02-01T00:00:00.000Z", "action": "Protect"}},
    )
    files = {"account.js": ACCOUNT, "tweets.js": script("tweets", tweet("1"), tweet("2")), "protected-history.js": history}
    got = read(gather, folder(tmp_path / "a", files))
    assert (dict(got.rows), got.filtered) == ({}, {"protected accounts": 2})


def test_long_posts_are_joined_with_their_words(tmp_path, gather):
    def note(ident, text, at="2025-05-13T08:00:01.000Z"):
        return {"noteTweet": {"noteTweetId": ident, "createdAt": at, "core": {"text": text, "urls": [], "mentions": [], "hashtags": []}}}

    notes = script(
        "note_tweet",
        note("900", "By id, whatever its words.", at="2020-01-01T00:00:00.000Z"),
        note("11", "The same beginning &amp; one end"),
        note("12", "The same beginning &amp; one end", at="2025-05-14T08:00:01.000Z"),
        note("13", "Nobody's"),
    )
    people = {"user_mentions": [{"screen_name": "bo", "id_str": "8"}]}
    posts = script(
        "tweets",
        tweet("900", "cut…"),
        tweet("901", "@bo The same beginning &amp;… https://t.co/abc", entities=people, in_reply_to_user_id_str="8"),
        tweet("902", "The same end"),
    )
    got = read(gather, folder(tmp_path / "a", {"account.js": ACCOUNT, "tweets.js": posts, "note-tweet.js": notes}))
    words = {post["post_id"]: post["text"] for post in got.rows["posts"]}
    assert words == {"x:900": "By id, whatever its words.", "x:901": "@bo The same beginning & one end", "x:902": "The same end"}
    assert got.filtered == {"long texts whose post is not in the archive": 2}


def test_the_words_of_others_are_not_kept(tmp_path, gather):
    posts = script("tweets", tweet("1", "RT @bo: SECRET", in_reply_to_status_id_str="9"), tweet("2", "RT @bo said so"))
    repost, post = read(gather, folder(tmp_path / "a", {"account.js": ACCOUNT, "tweets.js": posts})).rows["posts"]
    assert (repost["kind"], repost["text"], repost["reply_to"], repost["reply_to_account"]) == ("repost", None, None, "x:@bo")
    assert (post["kind"], post["text"]) == ("post", "RT @bo said so")


def test_records_of_older_archives(tmp_path, gather):
    # in 2019 the file was tweet.js, and its records had no name of their own
    old = script("tweet", tweet("1")["tweet"])
    assert [
        p["post_id"] for p in read(gather, folder(tmp_path / "a", {"account.js": ACCOUNT, "tweet.js": old + b";\n"})).rows["posts"]
    ] == ["x:1"]


def test_posts_without_their_account(tmp_path):
    path = tmp_path / "tweets.js"
    path.write_bytes(script("tweets", tweet("1")))
    with pytest.raises(InputError, match="does not say whose posts") as caught:
        list(source.read(InputFile.of_path(path), Recipe()))
    assert "account.js" in str(caught.value)
    with pytest.raises(UnknownFormat):
        choose(InputFile.of_bytes("direct-messages.js", SECRET), Recipe())


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("account.js", script("account"), "names no account"),
        ("account.js", b"window.YTD.account.part0 = [{", "account.js cannot be read"),
        ("account.js", script("account", {"account": {"accountId": "x'; DROP"}}), "names no account"),
        ("tweets.js", b"[]", "tweets.js does not begin"),
        ("tweets.js", SECRET, "direct_messages"),
    ],
)
def test_an_archive_that_is_none(tmp_path, name, data, said):
    files = {"account.js": ACCOUNT, "tweets.js": script("tweets", tweet("1")), name: data}
    (file,) = expand([folder(tmp_path / "a", files)], bundlings=bundlings())
    with pytest.raises(InputError, match=said):
        list(source.read(file, Recipe()))


def test_progress_goes_over_all_members(tmp_path):
    path = zipped(
        tmp_path / "a.zip", {"data/account.js": ACCOUNT, "data/tweets.js": script("tweets", *(tweet(str(n)) for n in range(500)))}
    )
    (file,) = expand([path], bundlings=bundlings())
    done: list[int] = []
    assert list(source.read(file.watched(done.append), Recipe()))
    assert 0 < done[0] <= done[-1] == file.size
