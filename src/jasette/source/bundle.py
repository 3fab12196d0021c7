"""Downloads that are one thing though they lie there as many files: of a bundle only the files that its source names are opened.

A platform's download of one's own account holds private messages and what advertisers know beside the posts. Such a
folder or zip is read as one `Bundle`: the files that the source does not name are counted by their names alone, and no
byte of them is read, not even for the digest.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Self

from jasette.source import Head
from jasette.source.files import InputFile

if TYPE_CHECKING:
    from pathlib import Path

    from jasette.source import Bundling
    from jasette.source.files import Progress


CLOSED = "files left shut"


class Bundle(InputFile):
    """One download. `members` are the files that may be opened, by their names in it; `closed` counts the others."""

    def __init__(self, name: str, members: Mapping[str, InputFile], closed: int, *, path: Path, spool: Path | None = None) -> None:
        super().__init__(name, path=path, spool=spool)
        self.members, self.closed = dict(members), closed

    @property
    def size(self) -> int:
        return sum(member.size for member in self.members.values())

    @property
    def plain(self) -> tuple[Path, str] | None:
        return None

    def digest(self) -> str:
        """SHA-256 over names and digests of the members: the same for a zip and for the folder it unpacks to."""
        running = hashlib.sha256()
        for name, member in self.members.items():
            running.update(f"{name}\0{member.digest()}\n".encode())
        return running.hexdigest()

    def head(self) -> Head:
        """The head of the first member."""
        return Head(self.name, next((member.head().data for member in self.members.values()), b""))

    def watched(self, progress: Progress) -> Self:
        """The same bundle; its members tell `progress` how far all of them have been read."""
        twin, before = copy.copy(self), 0
        twin.members = {}
        for name, member in self.members.items():
            twin.members[name] = member.watched(partial(after, progress, before))
            before += member.size
        return twin

    def _raw(self, progress: Progress) -> Iterator[bytes]:
        for member in self.members.values():
            yield from member._raw(progress)


def after(progress: Progress, before: int, done: int) -> None:
    """Tell how far several files have been read, of which those before this one hold `before` bytes."""
    progress(before + done)


def gather(files: Mapping[str, InputFile], path: Path, mark: str, bundlings: Iterable[Bundling]) -> tuple[list[Bundle], set[str]]:
    """The bundles among the files of a folder or zip, and the names of all files that belong to one.

    `files` by their names relative to `path`, with `/`; a bundle that is not the whole is called `path`, `mark`, and its folder.
    """
    folders: dict[str, list[str]] = {}
    for name in files:
        folders.setdefault(name.rpartition("/")[0], []).append(name)
    found: list[Bundle] = []
    taken: set[str] = set()
    for bundling in bundlings:
        for folder, names in sorted(folders.items()):
            opened = [name for name in names if re.fullmatch(bundling.opened, PurePosixPath(name).name)]
            marked = [next((name for name in opened if re.fullmatch(mark, PurePosixPath(name).name)), "") for mark in bundling.marks]
            if taken.isdisjoint(names) and all(marked):
                root = _root(PurePosixPath(folder), path, bundling)
                if root is None:
                    continue
                belong = [name for name in files if not root or name.startswith(f"{root}/")]
                opened = [marked[0], *(name for name in sorted(opened) if name != marked[0])]
                members = {PurePosixPath(name).name: files[name] for name in opened}
                name = f"{path}{mark}{root}" if len(belong) < len(files) else str(path)
                found.append(Bundle(name, members, len(belong) - len(opened), path=path, spool=files[opened[0]].spool))
                taken.update(belong)
    return found, taken


def _root(folder: PurePosixPath, path: Path, bundling: Bundling) -> str | None:
    """The folder that is all of a download whose marks lie in `folder`; None where that is not around it."""
    if bundling.within:
        if bundling.within in folder.parts:
            return "/".join(folder.parts[: folder.parts.index(bundling.within) + 1])
        return "" if bundling.within in path.absolute().parts else None
    root = folder.parent if folder.name == bundling.folder else folder
    return "" if root == PurePosixPath() else str(root)
