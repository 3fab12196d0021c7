"""What a data package says of itself: the files with their checksums (`datapackage.json`), and the run (`run.json`)."""

from __future__ import annotations

import hashlib
import json
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jasette.errors import InputError
from jasette.kernels import bootstrap
from jasette.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

    from jasette.export.release import Release

DESCRIPTOR, RUN = "datapackage.json", "run.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
LIBRARIES = ("duckdb", "numba", "numpy", "pyarrow")
"""What a figure is computed with: another version may round the last digit otherwise."""
MEDIA = {
    ".parquet": ("parquet", "application/vnd.apache.parquet"),
    ".csv": ("csv", "text/csv"),
    ".json": ("json", "application/json"),
    ".md": ("md", "text/markdown"),
}

HELD = """
SELECT count(DISTINCT CASE WHEN text IS NOT NULL THEN post_id END) FROM raw_posts
WHERE batch IN (SELECT batch FROM raw_ledger WHERE digest IN (SELECT unnest(?)))
"""
INPUTS = """
SELECT digest, source, "into", CAST(sum(read) AS BIGINT) AS read, CAST(sum(stored) AS BIGINT) AS stored,
    CAST(sum(rejected) AS BIGINT) AS rejected
FROM raw_ledger GROUP BY ALL ORDER BY ALL
"""


def versions() -> dict[str, str]:
    """Jasette, Python and the libraries that figures are computed with."""
    return {"jasette": __version__, "python": platform.python_version(), **{name: metadata.version(name) for name in LIBRARIES}}


def run(release: Release, measures: list[str]) -> dict[str, Any]:
    """The run: what was asked, of what, with what. Names of files are left out: they may name somebody."""
    ask = release.ask
    inputs = release.connection.sql(INPUTS).to_arrow_table().to_pylist()
    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": versions(),
        "seeds": {"bootstrap": {"seed": bootstrap.SEED, "draws": bootstrap.DRAWS}},
        "question": {
            "measures": measures,
            "by": ask.by,
            "voices": list(ask.voices),
            "platform": ask.platform,
            "lang": ask.lang,
            "topic": ask.topic,
            "of": ask.of,
            "across": ask.across,
            "as_of_us": ask.as_of_us,
            "timezone": ask.timezone,
            "floor": ask.floor,
            "settings": list(ask.settings),
        },
        "observatory": {name: release.desk.facts[name] for name in ("name", "purpose", "responsible", "language")},
        "inputs": inputs,
        "posts_with_words": held(release.connection, [row["digest"] for row in inputs]),
    }


def held(connection: Any, digests: list[str]) -> int:
    """Posts of these files of which the words are still there."""
    return int(connection.execute(HELD, [digests]).fetchall()[0][0])


def describe(folder: Path, *, title: str, warning: str, senses: dict[str, str]) -> None:
    """Write the descriptor over every file in the folder; `senses` by path."""
    files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    package = {
        "$schema": PROFILE,
        "name": "jasette-figures",
        "title": title,
        "description": warning,
        "created": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "version": __version__,
        "resources": [_resource(folder, path, senses.get(path, "")) for path in files],
    }
    write_json(folder / DESCRIPTOR, package)


def _resource(folder: Path, path: str, sense: str) -> dict[str, Any]:
    file = folder / path
    form, media = MEDIA[file.suffix]
    resource: dict[str, Any] = {"name": file.relative_to(folder).as_posix().replace("/", "-").lower(), "path": path, "description": sense}
    resource |= {"format": form, "mediatype": media, "bytes": file.stat().st_size, "hash": f"sha256:{digest(file)}"}
    if form == "csv":
        resource["encoding"] = "utf-8"
    if form == "parquet":
        from pyarrow.parquet import read_schema

        resource |= {"type": "table", "schema": {"$schema": TABLE_PROFILE, "fields": _fields(read_schema(file))}}
    return resource


def _fields(schema: pa.Schema) -> list[dict[str, str]]:
    import pyarrow as pa

    def kind(of: pa.DataType) -> str:
        known = (
            (pa.types.is_integer, "integer"),
            (pa.types.is_floating, "number"),
            (pa.types.is_boolean, "boolean"),
            (pa.types.is_list, "list"),
        )
        return next((name for test, name in known if test(of)), "string")

    return [{"name": field.name, "type": kind(field.type)} for field in schema]


def digest(file: Path) -> str:
    """SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_json(path: Path, what: Any) -> None:
    path.write_text(json.dumps(what, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:
    """The document. Raises InputError where there is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path.name} cannot be read: {error}", place=str(path.parent), remedy="name what jasette export package wrote"
        ) from None


def damaged(folder: Path) -> list[str]:
    """Files that are missing, changed, or not in the descriptor; [] where all is as it was written."""
    listed = {str(one["path"]): one for one in read_json(folder / DESCRIPTOR)["resources"]}
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()} - {DESCRIPTOR}
    wrong = [f"{path}: missing" for path in sorted(set(listed) - there)] + [f"{path}: not listed" for path in sorted(there - set(listed))]
    return wrong + [f"{path}: changed" for path in sorted(there & set(listed)) if listed[path]["hash"] != f"sha256:{digest(folder / path)}"]
