"""The one object that a program opens: an observatory is one folder, and this wires its floors. It holds no logic.

archive/        the posts, in an open table format
desk.sqlite     what people decided
derived/        disposable
receipts/       of erasures
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from jasette.errors import DiskFull, JasetteError, ObservatoryError
from jasette.rows import Rows

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from jasette.archive import Archive, Receipt
    from jasette.desk import Desk, Roster
    from jasette.desk.proposals import Proposal
    from jasette.erase import ErasureReceipt
    from jasette.export.reproduce import Reproduction
    from jasette.locale import Words
    from jasette.measure import Ask
    from jasette.reconstruct import BuildSummary
    from jasette.reconstruct.builds import Build
    from jasette.source import Recipe
    from jasette.source.files import InputFile
    from jasette.topic import Topic

Step = Callable[[str], None]
T = TypeVar("T")
ATTEMPTS = 5


def _silent(_: object) -> None:
    return None


class Observatory:
    """An opened observatory; a context manager. Times are microseconds UTC."""

    def __init__(self, path: Path, archive: Archive, desk: Desk) -> None:
        self.path, self.archive, self.desk = path, archive, desk

    @classmethod
    def create(cls, path: str | Path, *, purpose: str, responsible: str, **facts: Any) -> Observatory:
        """Create the folder. ObservatoryError if one is there already; nothing of it is touched then."""
        from jasette.archive import Archive
        from jasette.desk import Desk

        path = Path(path)
        if (path / "desk.sqlite").exists() or (path / "archive").exists():
            raise ObservatoryError("there is an observatory already", place=str(path), remedy="open it, or name another folder with -o")
        path.mkdir(parents=True, exist_ok=True)
        desk = Desk.create(path / "desk.sqlite", purpose=purpose, responsible=responsible, **facts)
        return cls(path, Archive.create(path / "archive"), desk)

    @classmethod
    def open(cls, path: str | Path) -> Observatory:
        """Open the folder, and finish an erasure that was interrupted. ObservatoryError if it is not an observatory."""
        from jasette import engine, erase
        from jasette.archive import Archive
        from jasette.desk import Desk

        path = Path(path)
        if not (path / "desk.sqlite").exists():
            raise ObservatoryError("this is not an observatory", place=str(path), remedy=f"create one: jasette init -o {path}")
        observatory = cls(path, Archive.open(path / "archive"), Desk.open(path / "desk.sqlite"))
        engine.clear_spilled(path / "derived" / "tmp")
        with contextlib.suppress(DiskFull), observatory.room():  # it can be read all the same, and what goes is hidden already
            erase.finish_unfinished(observatory.archive, observatory.desk, path)
            erase.expire_if_due(observatory.archive, observatory.desk, path)
        return observatory

    def close(self) -> None:
        self.desk.close()

    def __enter__(self) -> Observatory:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- what comes in

    @property
    def roster(self) -> Roster:
        """Voices and their accounts."""
        return self.desk.roster

    def files(self, paths: Sequence[str | Path]) -> Iterator[InputFile]:
        """The readable files behind paths: folders, archives and standard input (`-`) opened up."""
        from jasette import engine, sources
        from jasette.source.files import expand

        # readers set down what they read: known by the process, so that it does not outlive one that was killed
        spool = self._spill() / engine.spool_name()
        spool.mkdir(exist_ok=True)
        return expand(paths, spool=spool, bundlings=sources.bundlings())

    def add(self, file: InputFile | str | Path, *, progress: Callable[[int], None] = _silent, **how: Any) -> list[Receipt]:
        """Read a file into the archive, `how` as in `source.Recipe` (into, columns, map, platform, observed…). One receipt a table.

        Adding a file twice changes nothing. Deletions that the file reports are honoured before this returns.
        """
        from jasette import erase, sources
        from jasette.source import together
        from jasette.source.files import InputFile
        from jasette.source.through import begin

        if not isinstance(file, InputFile):
            groups = together.groups((one, how) for one in self.files([file]))
            return [receipt for group, _ in groups for receipt in self.add_together(group, progress=progress, **how)]
        if file.plain is not None:
            begin(file.path)
        recipe = self._recipe(**how)
        source, size = sources.choose(file, recipe), file.size
        # where the file may have been added before, to begin to read it would only hinder the look whether it was
        with sources.reading(source, file.watched(progress), recipe, early=not self.archive.size_noted(size)) as items:
            digest = file.digest()
            origin: dict[str, Any] = {"file": file.name, "digest": digest, "source": source.name, "recipe": recipe}
            receipts = self.archive.add_again(**origin, gate=self.desk.gate()) or self._store(items, **origin)
        if file.gone_through:  # nothing else is begun early
            self.archive.note_size(size)
        with self.room():
            erase.honour_deletions(self.archive, self.desk, self.path, digests=[digest])
            erase.expire_if_due(self.archive, self.desk, self.path, added=digest[:16])
        return receipts

    def add_together(self, files: Sequence[InputFile], *, progress: Callable[[int], None] = _silent, **how: Any) -> list[Receipt]:
        """As `add` of each of these small files (`together.groups`): read in several processes, stored in one commit a table.

        Where one cannot be read, those before it are stored, and what it raises is raised.
        """
        from jasette import erase, sources
        from jasette.archive import Reading
        from jasette.archive.ledger import file_of
        from jasette.desk.dates import now_us

        if len(files) == 1:
            return self.add(files[0], progress=progress, **how)
        recipe, chosen, readings = self._recipe(**how), [], []
        for number, file in enumerate(files):
            try:
                source = sources.choose(file, recipe)
                readings.append(Reading(file.name, file.digest(), source.name, recipe))
                chosen.append((file, source))
            except JasetteError:
                if number:
                    self.add_together(files[:number], progress=progress, **how)
                raise
        with self.room():
            self.desk.retention.came([file_of(readings)], now_us())
            receipts = self.archive.add_together(
                readings,
                lambda: sources.together(chosen, recipe, progress),
                gate=self.desk.gate(),
                tell=self._tell,
            )
            erase.honour_deletions(self.archive, self.desk, self.path, digests=[one.digest for one in readings])
            erase.expire_if_due(self.archive, self.desk, self.path, added=file_of(readings))
        return receipts

    def rejects(self) -> Rows:
        """What could not be read: file, byte offset, line, reason, raw bytes."""
        from jasette import engine

        query = 'SELECT file, line, byte_offset, reason, source, "into", raw FROM raw_rejects ORDER BY file, byte_offset, line'
        with engine.connect(self._spill()) as connection:  # the archive alone: rejects need no build
            return Rows(self.archive.reading(connection, self.desk.gate(), lambda mounted: mounted.sql(query).to_arrow_table()))

    def retry_rejects(self) -> list[Receipt]:
        """Read the rejects again with the sources as they are now; what can be read moves to its table."""
        from jasette import erase, sources

        receipts = self.archive.retry_rejects(sources.again, gate=self.desk.gate(), tell=self._tell)
        erase.honour_deletions(self.archive, self.desk, self.path)
        return receipts

    def enter(self, **contact: Any) -> str:
        """Record a conversation by hand (`desk.entries.post`); returns its post_id. It is counted apart from public answers."""
        from jasette import erase
        from jasette.desk import entries

        entered = entries.post(self.desk, **contact)
        self._store([entered.rows], file="entered by hand", digest=entered.digest, source="hand", recipe=self._recipe())
        post_id = entries.record(self.desk, entered)
        erase.honour_deletions(self.archive, self.desk, self.path, digests=[entered.digest])
        return post_id

    def proposals(self) -> list[Proposal]:
        """Accounts that may be a voice's too, each with what was published for it; those that were refused are left out."""
        from jasette import engine
        from jasette.desk import proposals

        gate = self.desk.gate()
        with engine.connect(self._spill()) as connection:
            return self.archive.reading(connection, gate, lambda mounted: proposals.open_ones(self.desk.roster, gate, mounted))

    # ---- what is made of it

    def build(self, *, force: bool = False, progress: Step = _silent) -> BuildSummary:
        """Derive threads, requests, exchanges and interactions from the archive; nothing to do where nothing changed."""
        from jasette.reconstruct import BuildSummary

        return BuildSummary.from_dict(self._built(force=force, progress=progress).summary)

    def _built(self, *, force: bool = False, progress: Step = _silent, maintained: bool = False) -> Build:
        """The build of what is there now; `maintained`: its posts, voices, audiences and coverage are enough."""
        from jasette import engine, reconstruct
        from jasette.reconstruct import builds
        from jasette.reconstruct import maintained as following
        from jasette.version import __version__

        def on_archive(work: Callable[..., T], *where: Path, settled: bool = False) -> T:
            given = {"roster": self.desk.roster_tables(), "coverage": self.desk.coverage_table(), "key": self.desk.key}
            with engine.connect(self._spill()) as connection:
                return self.archive.reading(connection, self.desk.gate(), lambda mounted: work(mounted, *where, **given), settled=settled)

        def make(folder: Path) -> dict[str, Any]:
            def whole(mounted: duckdb.DuckDBPyConnection, out: Path, **given: Any) -> dict[str, Any]:
                summary = reconstruct.build(mounted, out, **given, progress=progress)
                following.remember(mounted, out)
                return summary.as_dict()

            return on_archive(whole, folder, settled=True)

        def follow(before: Build, now: dict[str, Any], folder: Path) -> dict[str, Any] | None:
            same = {**before.made_from, "archive": None} == {**now, "archive": None}
            return on_archive(following.follow, before.folder, folder) if same else None

        def made_from() -> dict[str, Any]:
            versions = {table: self.archive.version(table) for table in reconstruct.MADE_FROM}
            program = {"jasette": __version__, "tables": reconstruct.SHAPE}
            return {**program, "archive": versions, "rewritten": self.archive.rewritten(), "desk": self.desk.fingerprint()}

        with self.room():
            return builds.fresh(self.path / "derived", made_from, make, force=force, follow=follow if maintained else None)

    # ---- what is asked

    def measure(self, *names: str, without_flagged: bool = False, **ask: Any) -> Rows:
        """Tidy rows of one measure or several, for each voice: filters and clock as in `measure.Ask`.

        `without_flagged` leaves out the acts of those whose shares coincide more often than chance would have it (`coordination`).
        """
        from dataclasses import replace

        from jasette import measure, measures
        from jasette.reconstruct import coordination
        from jasette.reconstruct.step import HIGH

        wanted, question, words = [measures.find(name) for name in names], self._ask(**ask), self.words()

        def answer(connection: duckdb.DuckDBPyConnection) -> pa.Table:
            until_us = HIGH if question.as_of_us is None else question.as_of_us
            flagged = coordination.flagged_persons(connection, to_us=until_us) if without_flagged else question.without
            return measure.run(connection, wanted, replace(question, without=flagged), words)

        return Rows(self._asked(answer, topic=question.subject))

    def agreement(self, *names: str, **ask: Any) -> Rows:
        """How far the ranked parts of these measures (all without a name) agree on who stands first: Spearman's ρ, a row for each pair."""
        from jasette import measure, measures

        wanted, question, words = [measures.find(name) for name in names or measures.all_measures()], self._ask(**ask), self.words()
        return Rows(self._asked(lambda connection: measure.agreement(connection, wanted, question, words), topic=question.subject))

    def evidence(self, name: str, *, voice: str, part: str = "", limit: int = 0, **ask: Any) -> Rows:
        """The posts behind one figure; no rows, and `withheld` says why, where it is withheld."""
        from jasette import measure, measures

        one, question, words = measures.find(name), self._ask(**ask), self.words()

        def listed(connection: duckdb.DuckDBPyConnection) -> pa.Table:
            return measure.evidence(connection, one, part, voice, question, limit=limit, words=words)

        return Rows(self._asked(listed, topic=question.subject))

    def search(self, topic: str | Sequence[str], **ask: Any) -> Rows:
        """How much is said on a topic, by group and platform (and `by` period); few people are hidden. Filters as in `measure.Ask`."""
        from jasette.measure import search

        question, words = self._ask(topic=topic, **ask), self.words()
        return Rows(self._asked(lambda connection: search.counts(connection, question, words), topic=question.subject))

    def search_posts(self, topic: str | Sequence[str], *, limit: int = 0, **ask: Any) -> Rows:
        """The posts of public voices on a topic, newest first; those of private people are never listed."""
        from jasette.measure import search

        question, words = self._ask(topic=topic, **ask), self.words()
        return Rows(self._asked(lambda connection: search.posts(connection, question, words, limit=limit), topic=question.subject))

    def thread(self, post_id: str, *, reason: str) -> Rows:
        """One conversation as published; the opening is written to the access log with its reason."""
        from jasette.reconstruct.conversation import conversation

        rows = Rows(self._asked(lambda connection: conversation(connection, post_id), of="all"))
        self.desk.audit.log("open", post_id, reason)
        return rows

    def sql(self, query: str) -> Rows:
        """The rows of one SELECT over the derived tables, in which private people are pseudonyms."""
        from jasette.reconstruct import asking, maintained

        few = asking.tables_read(query) <= set(maintained.MAINTAINED)
        return Rows(self._asked(lambda connection: asking.select(connection, query), of="masked", maintained=few))

    def coordination(
        self, show: str = "levels", *, window: str = "60s", as_of: str = "", topic: str | Sequence[str] = "", **how: Any
    ) -> Rows:
        """Who shares the same things within `window`: levels, groups, or the posts of the groups (`reconstruct.groups.answer`)."""
        from jasette.measure import duration
        from jasette.reconstruct import groups

        question = self._ask(as_of=as_of, topic=topic)
        until = {"to_us": question.as_of_us} if question.as_of_us is not None else {}
        how |= {"window_us": duration(window), "floor": self.desk.floor, "topic": question.subject, **until}
        return Rows(self._asked(lambda connection: groups.answer(connection, show, **how), topic=question.subject))

    def terms(self, between: str = "group", *, limit: int = 20, **ask: Any) -> Rows:
        """The words that set each group or period apart from all others (`terms.between`)."""
        from jasette import terms

        question = self._ask(**ask)
        return Rows(self._asked(lambda connection: terms.between(connection, between, question, limit=limit), topic=question.subject))

    def bursts(self, *, limit: int = 20, **ask: Any) -> Rows:
        """The days on which a word was used much more than usual (`terms.bursts`)."""
        from jasette import terms

        question = self._ask(**ask)
        return Rows(self._asked(lambda connection: terms.bursts(connection, question, limit=limit), topic=question.subject))

    def coverage(self) -> Rows:
        """What is covered: voice, stream, from, to, how, source."""
        return self.sql("SELECT voice, stream, from_us, to_us, how, source FROM coverage ORDER BY voice, stream, from_us")

    def report(
        self, file: str | Path, *, lang: str = "", as_of: str = "", topic: str | Sequence[str] = "", progress: Step = _silent
    ) -> Path:
        """Write the report as one HTML file and return its path."""
        from jasette import reading, reconstruct

        question, words = self._ask(as_of=as_of, topic=topic), self.words(lang)
        made_from = {table: self.archive.version(table) for table in reconstruct.MADE_FROM}

        def written(connection: duckdb.DuckDBPyConnection) -> str:
            return reading.report(connection, self.desk, question, words, progress, made_from)

        text = self._asked(written, of="all", topic=question.subject)
        with self.room(Path(file).parent):
            Path(file).write_text(text, encoding="utf-8")
        return Path(file)

    def export(
        self, kind: str, file: str | Path, *, reason: str = "", lang: str = "", progress: Step = _silent, **wish: Any
    ) -> dict[str, int]:
        """Write what may leave in one of the formats of `exports/` (`export.Release` has the wishes); logged, with its reason."""
        from jasette import exports
        from jasette.export import Release

        asked = {name: wish.pop(name) for name in list(wish) if name in ("by", "voices", "topic", "as_of", "settings")}
        question, words = self._ask(**asked), self.words(lang)

        def write(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
            release = Release(connection, self.desk, words, question, progress=progress, **wish)
            with self.room(Path(file).parent):
                return exports.run(kind, release, Path(file))

        written = self._asked(write, of="all", topic=question.subject)
        self.desk.audit.log("export", why=f"{kind} to {Path(file).name}: {reason}")
        return written

    def reproduce(self, package: str | Path) -> Reproduction:
        """Work the figures of a data package out again, and say what has gone from this observatory since it was made."""
        from jasette.export import reproduce

        topic = reproduce.subject(Path(package))
        return self._asked(lambda connection: reproduce.reproduce(Path(package), connection), of="all", topic=topic)

    def words(self, lang: str = "") -> Words:
        """The interface's words in `lang`, with days in the observatory's time zone."""
        from jasette.locale import Words

        return Words(lang or self.desk.facts["language"], self.desk.facts["timezone"])

    # ---- what goes

    def forget(self, *accounts: str, progress: Step = _silent) -> ErasureReceipt:
        """Remove accounts' words and identifiers from every file, keep them out from now on, and give one receipt."""
        from jasette import erase

        with self.room():
            return erase.forget(self.archive, self.desk, self.path, *accounts, progress=progress)

    def expire(self, *, as_of: str = "", progress: Step = _silent) -> ErasureReceipt | None:
        """Remove what has been kept for longer than the retention; None: nothing has. It happens by itself, once a day."""
        from jasette import erase
        from jasette.desk.dates import parse

        moment = parse(as_of, self.desk.zone) if as_of else None
        with self.room():
            return erase.expire(self.archive, self.desk, self.path, as_of_us=moment, progress=progress)

    # ---- wiring

    def _store(self, items: Any, **what: Any) -> list[Receipt]:
        """Into the archive; since when the file is here, and whose posts were left out, is written down."""
        from jasette.desk.dates import now_us

        with self.room():
            self.desk.retention.came([what["digest"][:16]], now_us())
        return self.archive.add(items, gate=self.desk.gate(), tell=self._tell, **what)

    def _tell(self, posts: Collection[str], handles: Collection[str]) -> None:
        from jasette import erase

        erase.note(self.desk, posts, handles)

    def room(self, folder: Path | None = None) -> contextlib.AbstractContextManager[None]:
        """What happens inside says how much room is missing where the disk (of `folder`) is full: `errors.DiskFull`."""
        from jasette.archive.room import room

        return room(folder or self.path)

    def _spill(self) -> Path:
        folder = self.path / "derived" / "tmp"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _recipe(self, *, observed: str = "", **how: Any) -> Recipe:
        from jasette.desk.dates import parse
        from jasette.source import Recipe

        return Recipe(**how, observed_us=parse(observed, self.desk.zone) if observed else None)

    def _ask(self, *, as_of: str = "", topic: str | Sequence[str] = "", **ask: Any) -> Ask:
        from jasette.desk.dates import parse
        from jasette.measure import Ask

        several = [topic] if isinstance(topic, str) else topic
        topic = several[0] if len(several) == 1 else " AND ".join(f"({one})" for one in several)
        as_of_us = parse(as_of, self.desk.zone) if as_of else None
        return Ask(as_of_us=as_of_us, timezone=self.desk.facts["timezone"], floor=self.desk.floor, topic=topic, **ask)

    def _asked(
        self,
        query: Callable[[duckdb.DuckDBPyConnection], T],
        *,
        of: Literal["build", "masked", "all"] = "build",
        topic: Topic | None = None,
        maintained: bool = False,
    ) -> T:
        """The answer of `query`; asked again if a file was compacted, erased or built anew while it was being read."""
        from duckdb import IOException

        for _ in range(ATTEMPTS):
            with contextlib.suppress(IOException, FileNotFoundError), self.room(), self._asking(of, topic, maintained) as connection:
                return query(connection)
        raise ObservatoryError("its files change faster than they can be read", place=str(self.path), remedy="ask again in a moment")

    @contextlib.contextmanager
    def _asking(
        self, of: Literal["build", "masked", "all"] = "all", topic: Topic | None = None, maintained: bool = False
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection with the derived tables (built afresh if something changed) on it, masked, or with the archive beside them."""
        from jasette import engine
        from jasette.reconstruct import asking
        from jasette.reconstruct.maintained import MAINTAINED
        from jasette.reconstruct.tables import DERIVED

        build = self._built(maintained=maintained)
        tables = tuple(DERIVED) if build.whole else MAINTAINED
        with engine.connect(self._spill()) as connection:
            if of == "masked":
                asking.mount_masked(connection, build.folder, tables)
            else:
                asking.mount(connection, build.folder, tables=tables)
            if of == "all":
                # Not for every question: the archive is listed, and searched for what is shut.
                self.archive.mount(connection, self.desk.gate())
            with asking.on_topic(connection, build.folder, topic):
                yield connection
