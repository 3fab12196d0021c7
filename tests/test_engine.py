from pathlib import Path

from jasette import engine


def test_the_clock_is_utc_and_nothing_is_fetched(tmp_path: Path) -> None:
    with engine.connect(tmp_path) as connection:
        assert connection.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)
        assert connection.execute("SELECT current_setting('autoinstall_known_extensions')").fetchone() == (False,)
