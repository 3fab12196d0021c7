"""What the report may show of whom, looked for in the whole text of the report of Valmont."""

from pathlib import Path

import pytest

from jasette.observatory import Observatory

PRIVATE = """
SELECT DISTINCT a.handle, p.text FROM posts AS p JOIN current_accounts AS a ON a.account_id = p.account_id
WHERE p.voice IS NULL AND p.person LIKE 'p:%' AND p.account_id NOT IN (SELECT account_id FROM posts WHERE voice IS NOT NULL)
"""


@pytest.fixture(scope="module")
def report(valmont: Path) -> str:
    return (valmont.parent / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def private(valmont: Path) -> list[tuple[str, str]]:
    with Observatory.open(valmont / "observatory") as observatory, observatory._asking("all") as connection:
        return connection.execute(PRIVATE).fetchall()


def test_no_private_handle_stands_anywhere(report: str, private: list[tuple[str, str]]) -> None:
    handles = {handle for handle, _ in private if handle and len(handle) > 3}
    assert len(handles) > 50
    assert [handle for handle in handles if f"@{handle}" in report] == []


def test_no_private_words_stand_anywhere(report: str, private: list[tuple[str, str]]) -> None:
    import html

    read = html.unescape(report)
    long = {text.strip() for _, text in private if text and len(text.strip()) > 40}
    assert len(long) > 100
    assert [text for text in long if text in read] == []


def test_exchanges_of_a_small_group_are_withheld(report: str) -> None:
    small = report[report.index('id="voice-coteau"') :]
    small = small[: small.index("</details>")]
    assert "fewer than 10 people of the public" in small
    assert "A member of the public" not in small


def test_three_exchanges_are_told_of_each_voice(report: str) -> None:
    asked = report[report.index('id="voice-info-311"') :]
    asked = asked[: asked.index("The posts behind its figures")]
    assert [asked.count(f"<h4>{title}</h4>") for title in ("The longest", "The usual answer", "The usual silence")] == [1, 1, 1]
    assert asked.count(" later") > 3
