"""What lies on disk, in an archive or on standard input, as streams of plain bytes.

    expand(paths) -> InputFile…      files, folders, members of zip and tar archives, bundles, `-`
    InputFile.open() -> Stream       decompressed, however it was compressed

Compression is told by the first bytes, never by the name. A damaged archive is read as far as it goes: the stream
then says where it stopped in `damage`, and the reader sets that aside as a reject.
"""

from __future__ import annotations

import copy
import hashlib
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from jasette.errors import InputError
from jasette.source import Bundling, Head
from jasette.source.members import RATIO, SLACK
from jasette.source.through import MARKS, begun, holds, through

BLOCK = 1 << 18
HEAD = 1 << 16
PIECE = 1 << 14
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
LAYERS = 4
"""A packed file may hold a packed file, and so on; one that holds itself would never end."""

Progress = Callable[[int], None]
"""Called with the bytes of the file (as it lies there, compressed) that have been read so far."""


class Stream:
    """Decompressed bytes of one file; `damage` is "" unless the file broke off, `position` the bytes handed out."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, b""
        self.damage = ""
        self.position = 0

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; fewer only at the end, b"" after it."""
        parts, have = [self._rest], len(self._rest)
        while have < size:
            block = self._next()
            if not block:
                break
            parts.append(block)
            have += len(block)
        data = b"".join(parts)
        self._rest = data[size:]
        self.position += min(size, len(data))
        return data[:size]

    def _next(self) -> bytes:
        if self.damage:
            return b""
        try:
            return next((block for block in self._blocks if block), b"")
        except (EOFError, OSError, zlib.error, Damaged) as error:
            self.damage = str(error) or type(error).__name__
            return b""


class Damaged(Exception):
    """A compressed stream that ends early or is not what it says."""


class InputFile:
    """One thing to read. `name` is what people see (member of an archive after `!`), `size` its bytes as it lies there."""

    def __init__(self, name: str, *, path: Path | None = None, data: bytes | None = None, spool: Path | None = None) -> None:
        # absolute: a reader may work in a process that was started elsewhere
        self.name, self.spool = name, spool.absolute() if spool else None
        """`spool` is where readers put what they must set down while they read (None: the system's folder)."""
        self.progress: Progress = untold
        self.path, self._data = (path or Path(name)).absolute(), data
        self._keeps: object = None

    @classmethod
    def of_path(cls, path: Path, *, spool: Path | None = None) -> InputFile:
        """One file as it lies on disk; archives stay shut (`expand` opens them)."""
        return cls(str(path), path=path, spool=spool)

    @classmethod
    def of_bytes(cls, name: str, data: bytes) -> InputFile:
        """A file that exists only here: records from `rejects`, handed back for another try."""
        return cls(name, data=data)

    @classmethod
    def of_stdin(cls, spool: Path | None = None) -> InputFile:
        """Standard input, set down in `spool` first: a source reads the head before the whole, and the digest needs all."""
        kept = tempfile.NamedTemporaryFile(prefix="stdin-", dir=spool)  # noqa: SIM115 - it lives as long as the InputFile
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        file = cls("-", path=Path(kept.name), spool=spool)
        file._keeps = kept
        return file

    def watched(self, progress: Progress) -> Self:
        """The same file, telling `progress` how far it has been read."""
        twin = copy.copy(self)
        twin.progress = progress
        return twin

    def __getstate__(self) -> dict[str, object]:
        """What another process needs to read it: not who is told of the progress, nor who keeps standard input's copy."""
        return {**self.__dict__, "progress": untold, "_keeps": None}

    @property
    def size(self) -> int:
        if self._data is not None:
            return len(self._data)
        return self.path.stat().st_size

    def digest(self) -> str:
        """SHA-256 of the bytes as they lie there (of a member: its own bytes), 64 hex digits."""
        if self.plain is not None:
            return through(self.path).digest
        running = hashlib.sha256()
        for block in self._raw(untold):
            running.update(block)
        return running.hexdigest()

    def open(self) -> Stream:
        """The decompressed bytes from the start; tells `self.progress` how far it is."""
        return Stream(_decompressed(self._raw(self.progress)))

    def head(self) -> Head:
        """The first 64 KiB, decompressed, for sniffing. An empty file gives b""."""
        return Head(self.name, Stream(_decompressed(self._raw(untold))).read(HEAD))

    @property
    def plain(self) -> tuple[Path, str] | None:
        """`(path, "none" | "gzip")` where the database can read the file by itself; None for all else."""
        if self._data is not None or not self.path.is_file():
            return None
        try:
            with self.path.open("rb") as handle:
                magic = handle.read(4)
        except PermissionError:
            return None
        if magic.startswith(ZSTD):
            return None
        return self.path, "gzip" if magic.startswith(GZIP) else "none"

    def may_hold(self, mark: bytes) -> bool:
        """False if `mark` stands nowhere in the file; True for a compressed one, which is not opened for that."""
        plain = self.plain
        if plain is None or plain[1] != "none":
            return True
        if self.gone_through and mark in MARKS:
            return mark in through(self.path).marks
        return holds(self.path, mark)

    @property
    def gone_through(self) -> bool:
        """Whether digest and marks are being worked out already: who needs them waits, who does not goes on."""
        return self._data is None and begun(self.path)

    def local(self, folder: Path) -> tuple[Path, str]:
        """A path that holds the decompressed bytes, and the damage that ended it early ("" if none); spooled into `folder` if need be."""
        plain = self.plain
        if plain is not None and plain[1] == "none":
            return plain[0], ""
        path, stream = folder / "spooled", self.open()
        with path.open("wb") as target:
            while block := stream.read(BLOCK):
                target.write(block)
        return path, stream.damage

    def _raw(self, progress: Progress) -> Iterator[bytes]:
        if self._data is not None:
            yield self._data
            return
        done = 0
        try:
            with self.path.open("rb") as handle:
                while block := handle.read(BLOCK):
                    done += len(block)
                    progress(done)
                    yield block
        except PermissionError as error:
            raise InputError("this file may not be read", place=self.name, remedy="change its permissions") from error


def untold(done: int) -> None:
    pass


def _decompressed(blocks: Iterator[bytes], layers: int = LAYERS) -> Iterator[bytes]:
    """Take off gzip and zstd layers, as many as there are (a zip may hold `tweets.json.gz`)."""
    first = next(blocks, b"")
    unpack = _gunzip if first.startswith(GZIP) else _unzstd if first.startswith(ZSTD) else None
    if unpack is None:
        yield from _chain(first, blocks)
    elif not layers:
        raise Damaged(f"packed more than {LAYERS} times over")
    else:
        yield from _decompressed(_bounded(_chain(first, blocks), unpack), layers - 1)


def _bounded(packed: Iterator[bytes], unpack: Callable[[Iterator[bytes]], Iterator[bytes]]) -> Iterator[bytes]:
    """What `unpack` makes of the blocks, until it is too much to be true."""
    taken, given = 0, 0

    def counted() -> Iterator[bytes]:
        nonlocal taken
        for block in packed:
            taken += len(block)
            yield block

    for block in unpack(counted()):
        given += len(block)
        if given > SLACK and given > RATIO * taken:
            raise Damaged(f"it unpacks to more than {RATIO} times its size: this is taken for a bomb")
        yield block


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _gunzip(blocks: Iterator[bytes]) -> Iterator[bytes]:
    # zlib by hand, since gzip.GzipFile loses what it had already decompressed when the end is missing
    machine = zlib.decompressobj(wbits=31)
    fresh = True
    for block in blocks:
        data = block
        while data:
            if machine.eof:
                data = data.lstrip(b"\0")
                if not data:
                    break
                machine, fresh = zlib.decompressobj(wbits=31), True
            # bounded output: a bomb of zeros must not fill the memory
            yield machine.decompress(data, 1 << 22)
            fresh = False
            data = machine.unconsumed_tail or machine.unused_data
    while not machine.eof and (rest := machine.decompress(machine.unconsumed_tail, 1 << 22)):
        yield rest
    if not machine.eof and not fresh:
        raise Damaged("the gzip stream ends early")


def _unzstd(blocks: Iterator[bytes]) -> Iterator[bytes]:
    import zstandard

    factory = zstandard.ZstdDecompressor(max_window_size=1 << 31)
    machine, fresh = factory.decompressobj(), True
    try:
        for block in blocks:
            # small pieces: what comes out of one is not bounded
            for at in range(0, len(block), PIECE):
                data = block[at : at + PIECE]
                while data:
                    if machine.eof:
                        machine, fresh = factory.decompressobj(), True
                    yield machine.decompress(data)
                    fresh, data = False, machine.unused_data
    except zstandard.ZstdError as error:
        raise Damaged(f"the zstd stream is damaged or ends early ({error})") from error
    if not machine.eof and not fresh:
        raise Damaged("the zstd stream ends early")


def expand(paths: Iterable[str | Path], *, spool: Path | None = None, bundlings: Sequence[Bundling] = ()) -> Iterator[InputFile]:
    """Every file behind `paths`: folders recursively and sorted (hidden files left out), members of archives, `-` = standard input.

    A folder or archive that `bundlings` know is one `Bundle`, wherever it lies. No paths: nothing. Raises InputError
    where a path does not exist or an archive cannot be opened.
    """
    from jasette.source.bundle import gather  # a bundle is made of these files

    for given in paths:
        if str(given) == "-":
            yield InputFile.of_stdin(spool)
            continue
        path = Path(given)
        if path.is_dir():
            inside = {file.relative_to(path).as_posix(): file for file in sorted(path.rglob("*")) if file.is_file()}
            members = {name: InputFile.of_path(file, spool=spool) for name, file in inside.items()}
            bundles, taken = gather(members, path, "/", bundlings)
            yield from bundles
            for name, file in inside.items():
                if name not in taken and not any(part.startswith(".") for part in name.split("/")):
                    yield from _file(file, spool, bundlings)
        elif path.exists():
            yield from _file(path, spool, bundlings)
        else:
            raise InputError("there is no such file", place=str(given), remedy="check the spelling; `-` reads from standard input")


def _file(path: Path, spool: Path | None, bundlings: Sequence[Bundling]) -> Iterator[InputFile]:
    from jasette.source.archives import listed
    from jasette.source.bundle import gather

    try:
        members = listed(path, spool=spool)
    except OSError as error:
        raise InputError(f"this file cannot be opened ({error.strerror})", place=str(path), remedy="check its permissions") from error
    if members is None:
        yield InputFile.of_path(path, spool=spool)
        return
    bundles, taken = gather(members, path, "!", bundlings)
    yield from bundles
    for name, member in members.items():
        if name not in taken and not any(part.startswith((".", "__MACOSX")) for part in name.split("/")):
            yield member
