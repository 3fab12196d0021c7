"""Identifiers of posts alone, one file for each platform, one id a line: ready for whatever fetches them again."""

from __future__ import annotations

import re
from pathlib import Path

from jasette.export import WARNING_IDS, Export, Release, Written
from jasette.export.folder import making
from jasette.export.release import BATCH

UNSAFE = re.compile(r"[^\w-]")
"""A platform is whatever a map says; a file's name is not."""


def write(release: Release, path: Path) -> Written:
    counts: dict[str, int] = {}
    with making(path) as folder:
        for platform, sql in release.ids().items():
            release.progress(platform)
            with (folder / f"{UNSAFE.sub('_', platform)}.txt").open("w", encoding="utf-8", newline="\n") as out:
                for batch in release.connection.sql(sql).to_arrow_reader(BATCH):
                    out.writelines(f"{one}\n" for one in batch.column(0).to_pylist())
                    counts[f"{platform} ids"] = counts.get(f"{platform} ids", 0) + batch.num_rows
        (folder / "README.txt").write_text(release.words(export.warning) + "\n", encoding="utf-8")
    return counts


export = Export(
    name="ids",
    title="identifiers alone (folder or zip), for platforms that allow no more",
    suffix="/",
    holds="the platform’s own id of each public post that is not known to be deleted: x.txt, mastodon.txt, bluesky.txt…",
    cannot_hold="anything else; they are in no order, so that they cannot be laid beside another export",
    write=write,
    warning=WARNING_IDS,
)
