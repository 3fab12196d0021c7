"""Google Takeout: lists of comments of three ages, parts, and a download of which nothing else is opened."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from jasette.errors import InputError
from jasette.source import Recipe
from jasette.source.bundle import Bundle
from jasette.source.files import InputFile, expand
from jasette.sources import bundlings, choose
from jasette.sources.youtube_takeout import source

GOLDEN = Path(__file__).parents[1] / "golden" / "youtube_takeout"
PLACE = "YouTube and YouTube Music/comments"


def download(folder: Path, *, packed: bool) -> Path:
    inside = {
        f"Takeout/{PLACE}/comments.csv": (GOLDEN / "comments_2024.csv").read_bytes(),
        f"Takeout/{PLACE}/comments(1).csv": (GOLDEN / "comments_2023.csv").read_bytes(),
        "Takeout/YouTube and YouTube Music/history/watch-history.html": b"<html>secret</html>",
        "Takeout/Mail/All mail.mbox": b"From secret",
        "Takeout/archive_browser.html": b"<html></html>",
    }
    if packed:
        path = folder / "takeout-20260601T000000Z-001.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in inside.items():
                archive.writestr(name, data)
        return path
    for name, data in inside.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("packed", [True, False])
def test_of_a_download_only_the_lists_of_comments_are_opened(gather, tmp_path, packed):
    (bundle,) = expand([download(tmp_path, packed=packed)], bundlings=bundlings())
    assert isinstance(bundle, Bundle)
    assert (sorted(bundle.members), bundle.closed) == (["comments(1).csv", "comments.csv"], 3)
    assert choose(bundle, Recipe()) is source
    got = gather(source.read(bundle, Recipe()))
    assert len(got.rows["posts"]) == 4
    assert got.repaired == {"files left shut": 3}
    # each part tells its own lines; a comment below a private video may stand there, so that no bytes are kept
    kept = "; what stood there is not kept: it may be private"
    assert [(reject.line, reject.reason, reject.raw) for reject in got.rejected] == [
        (4, f"comments(1).csv: time hier has no time zone{kept}", b""),
        (5, f"comments(1).csv: the number of the comment is missing{kept}", b""),
    ]
    (coverage,) = got.rows["coverage"]
    assert (coverage["how"], coverage["stream"]) == ("query", "own_posts")


def test_the_folder_takeout_itself_is_the_download(tmp_path):
    (bundle,) = expand([download(tmp_path, packed=False) / "Takeout"], bundlings=bundlings())
    assert isinstance(bundle, Bundle) and bundle.closed == 3


def test_files_of_that_name_elsewhere_shut_nothing(tmp_path):
    for name in ("comments.csv", "posts.csv"):
        (tmp_path / name).write_bytes(b"a,b\n1,2\n")
    found = list(expand([tmp_path], bundlings=bundlings()))
    assert [Path(file.name).name for file in found] == ["comments.csv", "posts.csv"]
    assert not any(isinstance(file, Bundle) for file in found)


def test_a_part_that_is_no_list_is_named(gather, tmp_path):
    path = download(tmp_path, packed=False)
    (path / "Takeout" / PLACE / "comments(1).csv").write_bytes(b"a,b\n1,2\n")
    (bundle,) = expand([path], bundlings=bundlings())
    with pytest.raises(InputError, match=r"comments\(1\)\.csv: this is no list of comments"):
        list(source.read(bundle, Recipe()))


def test_columns_are_told_by_what_stands_in_them(gather):
    english = (GOLDEN / "comments_2024.csv").read_text().split("\n", 1)
    renamed = "Канал,Час,Ціна,Номер,Вище,Відео,Текст\n" + english[1]
    found = [gather(source.read(InputFile.of_bytes("f", data.encode()), Recipe())).rows["posts"] for data in ("\n".join(english), renamed)]
    assert found[0] == found[1] and len(found[0]) == 2
    # without a single row nobody can tell
    assert source.sniff(InputFile.of_bytes("f", renamed.split("\n")[0].encode()).head()) == 0
