"""Commands as a person gives them, in processes of their own where the start itself is tested."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jasette import __version__
from jasette.cli import ask, collect, find, keep, roster, takeout  # noqa: F401
from jasette.cli.app import app
from jasette.cli.lean import SPARED, _Spared
from jasette.cli.show import Format
from jasette.errors import JasetteError
from jasette.kernels import kept

GOLDEN = Path(__file__).parents[1] / "golden" / "x_v2" / "lines.jsonl"

JASETTE = [sys.executable, "-c", "from jasette.cli import main; main()"]


def jasette(*words: str, folder: Path | None = None, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [*words, *(["-o", str(folder)] if folder else [])])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


@pytest.fixture
def city(valmont: Path, tmp_path: Path) -> Path:
    """A copy of the example's observatory that may be changed."""
    shutil.copytree(valmont / "observatory", tmp_path / "city")
    return tmp_path / "city"


def test_the_version_needs_nothing_heavy() -> None:
    code = "import sys; sys.argv = ['jasette', '--version']; from jasette.cli import main; main(); print(sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.startswith(f"jasette {__version__}\n")
    for heavy in ("'typer'", "'duckdb'", "'pyarrow'", "'numba'", "'numpy'", "'deltalake'"):
        assert heavy not in out


def test_help_does_not_load_the_engines() -> None:
    code = (
        "import sys; sys.argv = ['jasette', '--help']\nfrom jasette.cli import main\n"
        "try: main()\nexcept SystemExit: pass\nprint(sorted(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for heavy in ("'duckdb'", "'pyarrow'", "'numba'", "'deltalake'"):
        assert heavy not in out


@pytest.mark.parametrize(("chosen", "then"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2"), ({"OMP_NUM_THREADS": "2"}, "None")])
def test_no_threads_of_linear_algebra_unless_they_are_asked_for(chosen: dict[str, str], then: str) -> None:
    code = "import os, sys; from jasette.cli import main\ntry: main()\nfinally: print(os.environ.get('OPENBLAS_NUM_THREADS'))"
    environment = {name: value for name, value in os.environ.items() if name not in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")} | chosen
    out = subprocess.run([sys.executable, "-c", code, "--help"], env=environment, capture_output=True, text=True, check=True).stdout
    assert out.endswith(f"\n{then}\n")


def test_what_was_compiled_once_is_called_without_the_compiler(tmp_path: Path) -> None:
    code = "import sys; from jasette.cli import main\ntry: main()\nfinally: print('numba' in sys.modules, 'llvmlite' in sys.modules)"
    for name in ("first", "second"):
        jasette("init", "--purpose", "b", "--responsible", "n", folder=tmp_path / name)
        command = [sys.executable, "-c", code, "add", str(GOLDEN), "-o", str(tmp_path / name)]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert out.endswith(f"False {not kept.LINUX}\n")


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_rows_of_a_measure_are_tidy_and_the_same_in_every_format(valmont: Path, form: str, tmp_path: Path) -> None:
    file = tmp_path / f"rows.{form}"
    jasette("measure", "response_rate", "turns", "--format", form, "-f", str(file), folder=valmont / "observatory")
    if form == "csv":
        rows = list(csv.DictReader(file.open(encoding="utf-8")))
    elif form == "json":
        rows = json.loads(file.read_text(encoding="utf-8"))
    else:
        import pyarrow.parquet

        rows = pyarrow.parquet.read_table(file).to_pylist()
    promised = {"voice", "measure", "part", "period", "value", "low", "high", "n", "unit", "observable", "why_not"}
    assert promised <= set(rows[0])
    assert {row["measure"] for row in rows} == {"response_rate", "turns"}
    [row] = [row for row in rows if (row["voice"], row["measure"], row["part"]) == ("info-311", "response_rate", "all")]
    assert float(row["value"]) == pytest.approx(int(row["hits"]) / int(row["n"]))
    assert float(row["low"]) <= float(row["value"]) <= float(row["high"])


def test_a_table_for_people_has_the_figure_its_interval_and_the_sentence(valmont: Path) -> None:
    out = jasette("measure", "response_rate", "--voice", "info-311", folder=valmont / "observatory").output
    assert "95 % interval" in out
    assert "requests asked before" in out


def test_by_week_and_the_clock(valmont: Path) -> None:
    words = ("measure", "requests", "--voice", "info-311", "--by", "week", "--as-of", "2023-01-25", "--format", "json")
    rows = json.loads(jasette(*words, folder=valmont / "observatory").stdout)
    periods = sorted({row["period"] for row in rows})
    assert len(periods) == 3
    assert all(row["observable"] for row in rows if row["part"] == "all")


def test_evidence_is_as_many_posts_as_the_figure_counts(valmont: Path) -> None:
    folder = valmont / "observatory"
    [row] = [
        row
        for row in json.loads(jasette("measure", "response_rate", "--voice", "info-311", "--format", "json", folder=folder).stdout)
        if row["part"] == "all"
    ]
    posts = json.loads(
        jasette("evidence", "response_rate", "--voice", "info-311", "--limit", "0", "--format", "json", folder=folder).stdout
    )
    assert (len(posts), sum(post["hit"] for post in posts)) == (row["n"], row["hits"])
    assert not [post for post in posts if post["author_voice"] is None and ("@" in (post["text"] or "").replace("@…", "") or post["url"])]


def test_evidence_of_a_small_cell_is_withheld_and_says_so(valmont: Path) -> None:
    result = jasette("evidence", "response_rate", "--voice", "coteau", folder=valmont / "observatory")
    assert "fewer than 10 people" in result.output


def test_a_thread_is_shown_as_published_and_logged(city: Path) -> None:
    [post] = json.loads(
        jasette("sql", "SELECT post_id FROM requests WHERE voice = 'info-311' LIMIT 1", "--format", "json", folder=city).stdout
    )
    out = jasette("thread", post["post_id"], "--reason", "to answer it", folder=city).output
    assert post["post_id"] in out
    from jasette.observatory import Observatory

    with Observatory.open(city) as observatory:
        assert [line.why for line in observatory.desk.audit.lines(post["post_id"])] == ["to answer it"]


def test_sql_reads_and_never_writes(valmont: Path) -> None:
    folder = valmont / "observatory"
    assert json.loads(jasette("sql", "SELECT count(*) AS n FROM posts", "--format", "json", folder=folder).stdout)[0]["n"] > 2_500
    for query in (
        "DROP VIEW posts",
        "COPY (SELECT 1) TO '/tmp/x'",
        "SELECT 1; SELECT 2",
        "SELEC 1",
        "SELECT nothing FROM posts",
        "SELECT * FROM read_text('/etc/hostname')",
    ):
        result = CliRunner().invoke(app, ["sql", query, "-o", str(folder)])
        assert isinstance(result.exception, JasetteError), query


def test_sql_knows_private_people_only_by_pseudonym(valmont: Path) -> None:
    query = "SELECT account_id, person, url, text FROM posts WHERE voice IS NULL"
    rows = json.loads(jasette("sql", query, "--format", "json", folder=valmont / "observatory").stdout)
    assert len(rows) > 500
    for row in rows:
        assert row["account_id"] == row["person"]
        assert row["person"].startswith("p:")
        assert row["url"] is None
        assert "@" not in (row["text"] or "").replace("@…", "").replace("@ ", "")


def test_adding_again_changes_nothing_and_the_sum_holds(valmont: Path, city: Path) -> None:
    rows = json.loads(jasette("add", str(valmont / "files" / "x_posts.jsonl"), "--format", "json", folder=city).stdout)
    for row in rows:
        assert row["read"] == row["duplicate"] + row["rejected"]
        assert row["stored"] == 0


def test_strict_says_with_its_code_that_records_were_set_aside(valmont: Path, city: Path) -> None:
    jasette("add", str(valmont / "files" / "broken.jsonl"), "--strict", folder=city, code=3)
    rejects = json.loads(jasette("rejects", "--format", "json", folder=city).stdout)
    assert {"file", "line", "byte_offset", "reason"} <= set(rejects[0])
    assert all(reject["reason"] for reject in rejects)
    jasette("rejects", "--retry", folder=city)
    assert len(json.loads(jasette("rejects", "--format", "json", folder=city).stdout)) == len(rejects)


def test_a_conversation_by_hand_is_counted_apart(city: Path) -> None:
    query = "SELECT post_id, at_us FROM requests WHERE voice = 'mairie' AND answered_us IS NULL ORDER BY at_us LIMIT 1"
    [request] = json.loads(jasette("sql", query, "--format", "json", folder=city).stdout)
    words = ("--at", "2023-01-30 14:10", "--medium", "telephone", "--source", "call log", "--witness", "J. T.", "--words", "Called back.")
    jasette("enter", "--voice", "mairie", "--answers", request["post_id"], *words, folder=city)
    rows = json.loads(
        jasette("measure", "response_rate", "--voice", "mairie", "--format", "json", "--set", "window=4w", folder=city).stdout
    )
    assert rows
    [after] = json.loads(
        jasette(
            "sql",
            f"SELECT hand_us, answered_us FROM requests WHERE post_id = '{request['post_id']}' AND voice = 'mairie'",
            "--format",
            "json",
            folder=city,
        ).stdout
    )
    assert after["hand_us"] is not None
    assert after["answered_us"] is None


def test_forget_leaves_nothing_and_gives_a_receipt(city: Path) -> None:
    from jasette.observatory import Observatory

    with Observatory.open(city) as observatory, observatory._asking() as connection:
        account, text = connection.execute(
            "SELECT p.account_id, p.text FROM posts p WHERE p.voice IS NULL AND length(p.text) > 60 ORDER BY p.post_id LIMIT 1"
        ).fetchall()[0]
    receipt = jasette("forget", account, "--yes", folder=city).output
    assert "cannot reach" in receipt
    rows = json.loads(jasette("sql", "SELECT count(*) AS n FROM posts", "--format", "json", folder=city).stdout)
    assert rows[0]["n"] > 2_000
    with Observatory.open(city) as observatory, observatory._asking() as connection:
        assert connection.execute("SELECT count(*) FROM raw_posts WHERE account_id = ? OR text = ?", [account, text]).fetchall() == [(0,)]


def test_coverage_that_is_set_makes_a_figure_observable(city: Path) -> None:
    rows = json.loads(jasette("measure", "requests", "--voice", "coalition", "--format", "json", folder=city).stdout)
    assert not any(row["observable"] for row in rows)
    jasette("coverage", "set", "--voice", "coalition", "--stream", "all", "--from", "2023-01-09", "--to", "2023-02-08", folder=city)
    rows = json.loads(jasette("measure", "requests", "--voice", "coalition", "--format", "json", folder=city).stdout)
    assert all(row["observable"] for row in rows)


def test_doctor_finds_a_lost_file(city: Path) -> None:
    assert "ok" in jasette("doctor", folder=city).output
    next((city / "archive" / "posts").glob("*.parquet")).unlink()
    assert "BAD archive/posts" in CliRunner().invoke(app, ["doctor", "-o", str(city)]).output


def test_roster_lines_come_out_as_they_went_in(valmont: Path, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    jasette("roster", "show", "--format", "csv", "-f", str(file), folder=valmont / "observatory")
    made = list(csv.DictReader((valmont / "files" / "roster.csv").open(encoding="utf-8")))
    shown = list(csv.DictReader(file.open(encoding="utf-8")))
    assert {(row["voice"], row["account"]) for row in shown} == {(row["voice"], row["account"].lower()) for row in made} or len(
        shown
    ) == len(made)


def test_an_observatory_from_nothing_by_hand(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    jasette("init", "--purpose", "to test", "--responsible", "A. Roy", folder=folder)
    jasette("roster", "add", "ville", "--name", "Ville", "--account", "x:@ville", "--reason", "public body", folder=folder)
    jasette("roster", "link", "ville", "x:@service", "--how", "speaks_for", "--evidence", "profile links both ways", folder=folder)
    file = tmp_path / "posts.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["who", "when", "what", "number"])
        writer.writerow(["ville", "2026-05-03T10:00:00Z", "Bonjour, à tous", "1"])
    maps = [word for pair in ("who=handle", "when=published", "what=text", "number=post_id") for word in ("--map", pair)]
    rows = json.loads(jasette("add", str(file), "--as", "posts", "--platform", "x", *maps, "--format", "json", folder=folder).stdout)
    assert sum(row["stored"] for row in rows if row["into"] == "posts") == 1
    assert json.loads(jasette("sql", "SELECT voice, text FROM posts", "--format", "json", folder=folder).stdout) == [
        {"voice": "ville", "text": "Bonjour, à tous"}
    ]
    assert json.loads(jasette("roster", "show", "--format", "json", folder=folder).stdout)[0]["voice"] == "ville"


def test_an_error_is_one_message_with_its_remedy_and_code_1(tmp_path: Path) -> None:
    done = subprocess.run([*JASETTE, "measure", "turns", "-o", str(tmp_path / "none")], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "→ create one: jasette init" in done.stderr
    assert "Traceback" not in done.stderr


def test_standard_input_is_read(valmont: Path, city: Path) -> None:
    data = (valmont / "files" / "x_posts.jsonl").read_bytes()
    done = subprocess.run([*JASETTE, "add", "-", "--format", "csv", "-o", str(city)], input=data, capture_output=True, check=True)
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
    truth = json.loads((valmont / "files" / "truth.json").read_text(encoding="utf-8"))
    assert sum(int(row["duplicate"]) for row in rows if row["into"] == "posts") == truth["files"]["x_posts.jsonl"]


def test_every_format_is_offered() -> None:
    assert {form.value for form in Format} == {"table", "csv", "json", "parquet"}


def test_the_roster_begins_with_a_ready_one_and_is_undone_by_line(tmp_path: Path) -> None:
    folder = tmp_path / "o"
    jasette("init", "--purpose", "p", "--responsible", "r", folder=folder)
    assert "medias-quebec" in jasette("roster", "ready").output
    assert "5 voices taken over" in jasette("roster", "import", "partis-quebec", folder=folder).output
    shown = list(csv.DictReader(io.StringIO(jasette("roster", "show", "--format", "csv", folder=folder).output)))
    assert {"voice": "caq", "account": "blog:coalitionavenirquebec.org"}.items() <= shown[0].items()
    jasette("roster", "unlink", "caq", "https://coalitionavenirquebec.org", folder=folder)
    result = CliRunner().invoke(app, ["roster", "unlink", "caq", "https://coalitionavenirquebec.org", "-o", str(folder)])
    assert isinstance(result.exception, JasetteError)
    assert jasette("roster", "proposals", "--format", "csv", folder=folder).output.strip() == '"voice","account","evidence"'
    result = CliRunner().invoke(app, ["roster", "accept", "caq", "x:1", "-o", str(folder)])
    assert isinstance(result.exception, JasetteError)


def test_coordination_shows_sums_groups_and_masked_posts(valmont: Path) -> None:
    folder = valmont / "observatory"
    rows = json.loads(jasette("coordination", "--format", "json", folder=folder).stdout)
    assert {(row["people"], row["state"]) for row in rows if row["kind"] == "all" and row["level"] != "weight_1"} == {(15, "ok")}
    [group] = json.loads(jasette("coordination", "groups", "--format", "json", folder=folder).stdout)
    assert (group["people"], group["pairs"], group["voices"]) == (15, 105, [])
    posts = json.loads(jasette("coordination", "posts", "--format", "json", folder=folder).stdout)
    assert len(posts) == group["shares"] and {row["author_voice"] for row in posts} == {None}
    with pytest.raises(JasetteError, match="weight_1, weight_2, beyond_chance"):
        CliRunner().invoke(app, ["coordination", "groups", "--level", "x", "-o", str(folder)], catch_exceptions=False)


def test_words_of_groups_and_bursts_come_as_rows(valmont: Path) -> None:
    folder = valmont / "observatory"
    rows = json.loads(jasette("terms", "--limit", "3", "--format", "json", folder=folder).stdout)
    assert {"public", "media", "party"} <= {row["side"] for row in rows}
    assert all(row["people"] >= 10 for row in rows if row["side"] == "public") and max(row["place"] for row in rows) == 3
    assert json.loads(jasette("terms", "--between", "period", "--lang", "fr", "--format", "json", folder=folder).stdout)
    assert len(json.loads(jasette("bursts", "--limit", "4", "--format", "json", folder=folder).stdout)) <= 4
    topic = {row["side"]: row["side_posts"] for row in json.loads(
        jasette("terms", "--topic", "neige OR snow", "--topic", "rue OR street", "--limit", "1", "--format", "json", folder=folder).stdout
    )}  # fmt: skip
    assert all(topic[side] < row["side_posts"] for row in rows for side in [row["side"]] if side in topic)
    assert "level" not in jasette("bursts", "--topic", "vélo*", folder=folder).stdout


def test_no_command_lets_arrow_import_pandas_or_clouds() -> None:
    for name in ("pandas", "pyarrow._s3fs"):
        with pytest.raises(ModuleNotFoundError):
            _Spared().find_spec(name)
    assert _Spared().find_spec("numpy") is None


def test_what_no_export_of_wordpress_needs_is_not_loaded(tmp_path: Path) -> None:
    """The engine, whoever reads from clouds, and whatever else takes memory from those who have little."""
    code = "import sys; from jasette.cli import main\ntry: main()\nfinally: print(*sorted(sys.modules))"
    jasette("init", "--purpose", "b", "--responsible", "n", folder=tmp_path)
    command = [sys.executable, "-c", code, "add", str(GOLDEN.parents[1] / "wordpress" / "blog.xml"), "-o", str(tmp_path)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    loaded = out.splitlines()[-1].split()
    assert "pyarrow.parquet" in loaded
    assert not {"duckdb", *SPARED} & set(loaded)


def test_a_time_that_no_calendar_holds_is_shown_as_it_is() -> None:
    from jasette.cli.show import _cell

    assert _cell("at_us", 0) == "1970-01-01 00:00"
    assert _cell("from_us", 884_541_600_000_000_000) == "884541600000000000 µs"
