"""The receipt of an erasure: what went, when, how that was checked, and what it cannot reach. It names nobody."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jasette.desk.dates import MICROSECOND
from jasette.locale import EPOCH

CANNOT_REACH = (
    "copies and backups of this folder, and files that were added and still lie where they came from",
    "reports, tables and exports that were published or saved elsewhere",
    "what the platform itself, and others, keep",
    "a name in plain words, without @ or address, in other people's posts",
)

SEALED = "lists of audiences whose key was destroyed: nobody can be looked up in them, not even to be taken out"


@dataclass(frozen=True)
class ErasureReceipt:
    """`subject` is the keyed hash of the account, '' for a round of deletions; counts are rows.

    `searched` is "words" where the folder was searched for ids and words themselves, "hashes" where an interrupted
    erasure was finished and only keyed hashes were known.
    """

    id: int
    what: str
    subject: str
    reason: str
    began_us: int
    done_us: int
    archive: dict[str, dict[str, int]] = field(default_factory=dict)
    desk: dict[str, int] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()
    searched: str = "hashes"
    found: tuple[str, ...] = ()
    """Files in which something was still found: the user's own, or another reader's."""
    cannot_reach: tuple[str, ...] = CANNOT_REACH

    @property
    def clean(self) -> bool:
        """Whether the search found nothing."""
        return not self.found

    def text(self, zone: ZoneInfo | None = None) -> str:
        """For people, in English, some ten lines."""
        lines = [f"Erasure {self.id} ({self.what}), {_moment(self.began_us, zone)} to {_moment(self.done_us, zone)}"]
        lines += [f"  {table}: {n['removed']:,} rows removed, {n['cleared']:,} cleared" for table, n in sorted(self.archive.items())]
        lines += [f"  desk, {name}: {count:,}" for name, count in sorted(self.desk.items())]
        if not self.archive and not self.desk:
            lines.append("  nothing was held; it stays out from now on")
        if self.deleted:
            lines.append(f"  deleted, to be made again: {', '.join(self.deleted)}")
        how = "for its ids and words" if self.searched == "words" else "for its keyed hashes"
        if self.clean:
            lines.append(f"  every file was then searched {how}: none is left")
        else:
            lines.append(f"  every file was then searched {how}; look at these yourself:")
            lines += [f"    {file}" for file in self.found]
        lines.append("  It cannot reach:")
        lines += [f"    {what}" for what in self.cannot_reach]
        return "\n".join(lines)

    def save(self, folder: Path) -> Path:
        """Write it as JSON into `folder`, and return the file."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"erasure-{self.id:06d}.json"
        file.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return file


def _moment(us: int, zone: ZoneInfo | None) -> str:
    moment: datetime = EPOCH + us * MICROSECOND
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds")
