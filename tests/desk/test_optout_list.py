"""A list of who opted out: every spelling of an account, all of it or an error with its line."""

from __future__ import annotations

import pytest

from jasette.desk import optout_list
from jasette.errors import InputError


@pytest.mark.parametrize(
    "text",
    [
        "x:@marie\nhttps://bsky.app/profile/paul.example\n",
        "# who wrote to us in May\n\nx:@Marie  # by letter\nhttps://bsky.app/profile/paul.example\nx:@marie",
        "\ufeffname,account\nMarie,x:@marie\n,https://bsky.app/profile/paul.example\n,\n",
        "platform;account;since\nx;@marie;2026-05-01\nbluesky;@paul.example;\n",
        "Account\r\nx:@marie\r\nbluesky:@paul.example\r\n",
    ],
)
def test_every_shape(tmp_path, text) -> None:
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    assert optout_list.read(tmp_path / "list.csv") == ["x:@marie", "bluesky:@paul.example"]


def test_handles_of_one_platform(tmp_path) -> None:
    (tmp_path / "list.txt").write_text("@marie\n@paul\n")
    assert optout_list.read(tmp_path / "list.txt", "x") == ["x:@marie", "x:@paul"]


@pytest.mark.parametrize(
    ("text", "said"), [("x:@marie\n@paul\n", "line 2"), ("account\nx:@a\nx:not a handle\n", "line 3"), ("\n# none\n", "no account")]
)
def test_all_or_nothing(tmp_path, text, said) -> None:
    (tmp_path / "list.txt").write_text(text)
    with pytest.raises(InputError, match=said):
        optout_list.read(tmp_path / "list.txt")
