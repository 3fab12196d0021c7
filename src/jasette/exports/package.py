"""A data package: figures, the sums that they follow from, voices, coverage, checksums and the run, for `jasette reproduce`."""

from __future__ import annotations

from pathlib import Path

from jasette import measures
from jasette.errors import ObservatoryError
from jasette.export import WARNING_PACKAGE, Export, Release, Written, manifest, reproduce, rules
from jasette.export.folder import making
from jasette.exports import csv, parquet
from jasette.measure import statistics
from jasette.reconstruct.tables import DERIVED

README = """# {title}

{warning}

- `figures.parquet`, `figures.csv`: every figure that was asked for, with its interval, n, window and the sentence that it permits;
  also those that are withheld, and why
- `sums/`: how many people and threads had which counts, for each figure that is shown. No names, no posts, no times
- `voices.csv`, `coverage.csv`: the rostered voices, and what was collected of them
- `run.json`: version, question, settings, seeds, and the hashes of the files that were read
- `datapackage.json`: every file with its size and checksum (Data Package 2.0)

Work the figures out again:

    jasette reproduce PATH

In `.csv` files an empty cell is unknown, a lone ' is an empty text, and a text that a spreadsheet would take for a formula has a '
before it.
"""
ROWS = "- `rows/`: the derived tables that the figures were counted from; people and posts are numbers under a key that was not kept\n"
SENSES = {
    "figures.parquet": "figures",
    "figures.csv": "the same figures, for a spreadsheet",
    "voices.csv": "rostered voices",
    "coverage.csv": "what was collected of each voice",
    manifest.RUN: "the run: question, versions, seeds, hashes of what was read",
    "README.md": "what is in here, and how to work it out again",
}


def write(release: Release, path: Path) -> Written:
    names = list(release.measures) or list(measures.all_measures())
    with making(path) as folder:
        release.progress("figures")
        told, kept = statistics.run(release.connection, [measures.find(name) for name in names], release.ask, release.words)
        parquet.write_rows(told.to_reader(), folder / "figures.parquet")
        csv.write_rows(told.to_reader(), folder / "figures.csv", bom=release.bom)
        (folder / "sums").mkdir()
        for kind, table in kept.items():
            parquet.write_rows(table.to_reader(), folder / "sums" / f"{kind}.parquet")
        for name in ("voices", "coverage"):
            csv.write_rows(release.reader(name), folder / f"{name}.csv", bom=release.bom)
        if release.rows:
            _rows(release, folder / "rows")
        manifest.write_json(folder / manifest.RUN, manifest.run(release, names))
        title = release.words.given(release.desk.facts["name"])
        warning = release.words(export.warned(rows=release.rows))
        text = README.format(title=title, warning=warning).replace("- `voices.csv`", (ROWS if release.rows else "") + "- `voices.csv`")
        (folder / "README.md").write_text(text, encoding="utf-8")
        manifest.describe(folder, title=title, warning=warning, senses=SENSES)
        release.progress("working the figures out again")
        if differing := reproduce.reproduce(folder).differing:
            what = f"{len(differing)} figures do not follow from what would be written: {differing[0]}"
            raise ObservatoryError(what, place=str(path), remedy="leave --rows out, or name other measures with --measure")
    return {"figures": told.num_rows, "withheld": _withheld(told.column("state").to_pylist()), "measures": len(names)}


def _withheld(states: list[str]) -> int:
    return states.count("suppressed")


def _rows(release: Release, folder: Path) -> None:
    folder.mkdir()
    for name in DERIVED:
        release.progress(name)
        reader = release.connection.sql(rules.select(name, release.key, words=False)).to_arrow_reader(65_536)
        parquet.write_rows(reader, folder / f"{name}.parquet")
    if release.ask.topic:
        found = f"SELECT {rules.post(release.key, 'post_id')} AS post_id FROM topic ORDER BY 1"
        parquet.write_rows(release.connection.sql(found).to_arrow_reader(65_536), folder / reproduce.TOPIC)


export = Export(
    name="package",
    title="data package (folder or zip): figures that others can work out again",
    suffix="/",
    holds="figures, the sums behind each that is shown, voices, coverage, the question, versions, seeds and checksums; with --rows the "
    "derived tables under a key of this export",
    cannot_hold="words and addresses; without --rows posts, times and pseudonyms, and anything that a withheld figure could be worked out "
    "from",
    write=write,
    figures=True,
    warning=WARNING_PACKAGE,
)
