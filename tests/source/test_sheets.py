"""Workbooks: the right sheet and header, cells as they were meant, and what a spreadsheet has ruined told by name."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, timedelta

import pytest
import xlsxwriter

from jasette.errors import InputError
from jasette.source import Recipe
from jasette.source.files import InputFile, expand
from jasette.source.sheets import text
from jasette.sources import choose
from jasette.sources.table import source

POSTS = {"id": "post_id", "who": "account_id", "when": "published", "text": "text"}
RECIPE = Recipe(columns=POSTS, platform="x", zone="UTC")
NOON_US = 1641038400000000


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    match cell:
                        case datetime():
                            sheet.write_datetime(y, x, cell, moment)
                        case date():
                            sheet.write_datetime(y, x, datetime.combine(cell, datetime.min.time()), day)
                        case str():
                            sheet.write_string(y, x, cell)
                        case _:
                            sheet.write(y, x, cell)
    return target.getvalue()


def ods(rows: list[list[str]]) -> bytes:
    """The least that an OpenDocument spreadsheet is."""
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    content = f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name='t'>{cells}</table:table>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"{content}</office:spreadsheet></office:body></office:document-content>")
        manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        archive.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


def test_one_sheet_is_read_as_it_was_meant(gather, tmp_path):
    about = ("About", [["Report", "March"], [], ["made", "by"]])
    rows: list[list[object]] = [
        ["Posts of March"],
        [],
        ["id", "who", "when", "text"],
        ["1512390850344636417", 5, datetime(2022, 1, 1, 12, 0), "as text"],
        [7, 5, 44562.5, "a serial number without a format"],
        [8, 5, date(2022, 1, 1), "a day"],
        [1512390850344636417, 5, datetime(2022, 1, 1, 12, 0), "rounded"],
        [],
        ["9", "5", "2022-01-01T12:00:00Z", "=1+1"],
    ]
    path = tmp_path / "all.xlsx"
    path.write_bytes(workbook(about, ("Posts", rows)))
    (file,) = expand([path])
    assert file.name == str(path) and choose(file, Recipe()).name == "table"
    got = gather(source.read(file, RECIPE))
    posts = {post["post_id"]: post["published_us"] for post in got.rows["posts"]}
    assert posts == {"x:1512390850344636417": NOON_US, "x:7": NOON_US, "x:8": NOON_US - 12 * 3_600_000_000, "x:9": NOON_US}
    (reject,) = got.rejected
    assert reject.reason.startswith("row 7: post_id 1.51239085034464E+18 is not exact: a spreadsheet (Excel) has rounded it")
    assert got.repaired == {"sheets of the workbook that were not read": 1, "days without an hour, taken as midnight": 1}
    # what was set aside is CSV, and is read again by itself
    assert [one.reason[7:] for one in gather(source.read(InputFile.of_bytes("f", reject.raw), RECIPE)).rejected] == [reject.reason[14:]]


def test_times_without_a_zone_are_refused_here_too(gather):
    data = workbook(("t", [list(POSTS), ["1", "5", datetime(2022, 1, 1, 12, 0), "x"]]))
    got = gather(source.read(InputFile.of_bytes("f", data), Recipe(columns=POSTS, platform="x")))
    assert [reject.reason for reject in got.rejected] == ["row 2: published 2022-01-01T12:00:00 has no time zone"]
    got = gather(source.read(InputFile.of_bytes("f", data), Recipe(columns=POSTS, platform="x", zone="America/Toronto")))
    assert got.rows["posts"][0]["published_us"] == NOON_US + 5 * 3_600_000_000


def test_an_open_document_is_one_file(gather, tmp_path):
    path = tmp_path / "t.ods"
    path.write_bytes(ods([list(POSTS), ["1", "5", "2022-01-01T12:00:00Z", "é"]]))
    (file,) = expand([path])
    got = gather(source.read(file, RECIPE))
    assert [(post["post_id"], post["text"]) for post in got.rows["posts"]] == [("x:1", "é")]


@pytest.mark.parametrize(("data", "said"), [
    (workbook(("t", [["only one column"], ["x"]])), "no sheet of this workbook has a header"),
    (workbook(("t", [["a", "b"], ["x", "y"]]))[:-400], "cannot be read"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be read"),
])  # fmt: skip
def test_what_is_no_workbook_says_so(gather, data, said):
    with pytest.raises(InputError, match=said) as caught:
        gather(source.read(InputFile.of_bytes("f", data), RECIPE))
    assert caught.value.remedy


def test_a_cell_in_the_last_corner_ends_the_process_and_not_us(gather):
    """Seventeen thousand million cells, of which two are written."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(POSTS))
        sheet.write(1_048_575, 16_383, "x")
    got = gather(source.read(InputFile.of_bytes("f", target.getvalue()), RECIPE))
    (reject,) = got.rejected
    assert "the rest of the file was not read" in reject.reason and got.rows["posts"] == []


def test_cells_as_text():
    cells = [None, "", True, 3, 3.0, 2.5, 2**53 - 1, 2**53, 1.4e18, float("nan"), date(2022, 1, 1), datetime(2022, 1, 1, 5), timedelta(1)]
    expected = [
        None, None, "true", "3", "3", "2.5", "9007199254740991", "9.00719925474099E+15", "1.40000000000000E+18", "nan",
        "2022-01-01", "2022-01-01T05:00:00", "86400.0",
    ]  # fmt: skip
    assert [text("" if cell is None else cell) for cell in cells] == expected
