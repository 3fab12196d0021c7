"""A blog's page that was reduced to text: the article, then comments with their numbers, names and days.

    3. Léa dit :                      the number, then the name
    5 mai 2008 à 14 h 03              the day, here or on the first line
    Et les écoles ?                   what was written, up to the next number

A line begins a comment only where numbers follow one another and a day or a word like “says” stands beside the name:
lists inside comments are no comments. A number that is missing is set aside as such. The article's id is its address
where the text gives one, else a hash of its first words; a comment's is `<article>#n<number>`: its number on the page is
not its number in the blog, so it never meets the same comment from another source. What a comment answers is known where it
begins with a number (`@3`, `#3`), its addressee where it begins with a name (`@Léa`); else it answers the article.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jasette.source import Head, Item, Recipe, Rejected, Source
from jasette.source.addresses import untracked
from jasette.source.blog import Gathered, clean, name_of, saved_page, site_account
from jasette.source.contained import contained
from jasette.source.html import absolute, written_links
from jasette.source.markup import BYTES, decoded
from jasette.source.times import NO_ZONE, shown_at, us

if TYPE_CHECKING:
    from jasette.source.files import InputFile

LONGEST_LINE, LONGEST_NAME = 200, 80
GAP = 5
"""Numbers that may be missing in a row: comments that were removed, or not recognised."""
NUMBER = re.compile(r"^\s{0,8}[#\[(]?(\d{1,5})(?:[.)\]:°]|(?=\s|$))\s*[-–—|]?\s*(.*)$")
SAYS = re.compile(
    r"[\s,:;|–—(-]*\b(?:says|said|wrote|writes|dit|a dit|écrit|a écrit|schreibt|schrieb|sagte?|dice|dijo|scrive)\b\s*:?\s*$",
    re.I,
)
BEFORE = re.compile(
    r"^(?:posted by|comment by|commentaire (?:de|par)|(?:posté|publié|rédigé) par|kommentar von|comentario de|by|par|von|de)\s*:?\s+",
    re.I,
)
AFTER = re.compile(r"(?:[\s,:;|–—(@-]|\b(?:on|at|le|am|el|il|the|posted|posté|publié)\b)+$", re.I)
TOLD = re.compile(
    r"^\W*(\d{1,6})\s+(?:comments?|commentaires?|responses?|réponses?|réactions?|replies|kommentare?|comentarios|commenti)\b",
    re.I,
)
END = re.compile(
    r"^\W*(?:leave a (?:reply|comment)|post a comment|laisser un commentaire|(?:ajouter|écrire|poster) un commentaire"
    r"|schreibe einen kommentar|deja (?:un comentario|una respuesta)|rss feed for comments|comments are closed|commentaires fermés)",
    re.I,
)
ALONE = re.compile(r"^\s*(?:(?:url|source|adresse|permalink|lien)\s*:\s*)?<?(https?://\S+?)>?\s*$", re.I)
ANSWERS = re.compile(r"^\s*(?:@|#|en réponse à|in reply to|re\s?:)\s*#?(?:(\d{1,5})\b|([^\s:,;.!?]{2,40}))", re.I)
MISSING = "comment {} is missing: it was removed, or its first line was not recognised"


@dataclass(frozen=True)
class Begin:
    """A line that may begin a comment: its number, who wrote it and when, and the line on which the words begin."""

    line: int
    number: int
    name: str
    at: datetime | None
    words: int


def _read(file: InputFile, recipe: Recipe) -> Iterator[Item]:
    data, broken = saved_page(file)
    if broken:
        yield broken
        return
    text, otherwise = decoded(data)
    written = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\0", "\ufffd").split("\n")
    begins = chain(written)
    if not begins:
        yield Rejected("posts", "no numbered comments: no line has a number, a name and a day", clean(data), 0, 1)
        return
    page = _Page(written, begins, recipe)
    page.gathered.repaired[BYTES] += otherwise
    yield from page.read()
    yield from page.gathered.coverage((page.site,), ("own_posts", "replies"), "query", f"numbered_page: {file.name}")
    yield from page.gathered.repairs()


def chain(written: list[str]) -> list[Begin]:
    """The longest run of beginnings whose numbers follow one another from 1; [] where there is none."""
    runs: list[list[Begin]] = []
    for at, line in enumerate(written):
        if len(line) > LONGEST_LINE or not NUMBER.match(line):
            continue
        begin = _begin(written, at)
        if begin is None:
            continue
        if begin.number == 1:
            runs.append([begin])
        for run in runs[-8:]:
            if run[-1].line != at and run[-1].number < begin.number <= run[-1].number + 1 + GAP:
                run.append(begin)
    return max(runs, key=len, default=[])


def _begin(written: list[str], at: int) -> Begin | None:
    """What the lines from `at` on say, where they begin a comment."""
    found = NUMBER.match(written[at])
    if found is None:
        return None
    rest, after = found[2].strip(), at + 1
    if not rest:
        rest, after = _following(written, after)
    says = SAYS.search(rest)
    moment = shown_at(rest)
    name = rest[: moment[1]] if moment else rest
    if moment is None:
        day, later = _following(written, after)
        moment = shown_at(day) if len(day) <= LONGEST_NAME else None
        # a sentence that speaks of a day is not the day of the comment
        if moment is not None and (moment[1] <= 24 or SAYS.search(day[: moment[1]])):
            after = later
        else:
            moment = None
    name = SAYS.sub("", AFTER.sub("", name))
    name = AFTER.sub("", BEFORE.sub("", name)).strip()
    if not name or len(name) > LONGEST_NAME or (moment is None and not says):
        return None
    return Begin(at, int(found[1]), name, moment[0] if moment else None, after)


def _following(written: list[str], at: int) -> tuple[str, int]:
    """The next line that is not blank, at most two further, and the line after it; ("", at) if there is none."""
    for line in range(at, min(at + 3, len(written))):
        if written[line].strip():
            return (written[line].strip(), line + 1) if len(written[line]) <= LONGEST_LINE else ("", at)
    return "", at


class _Page:
    """One page as text."""

    def __init__(self, written: list[str], begins: list[Begin], recipe: Recipe) -> None:
        self.written, self.begins = written, begins
        self.gathered = Gathered(recipe.observed_us)
        head = written[: begins[0].line]
        given = next((absolute(found[1]) for line in head if (found := ALONE.match(line))), "")
        self.told = next((int(found[1]) for line in reversed(head[-12:]) if (found := TOLD.match(line))), 0)
        self.head = [line for line in head if not ALONE.match(line) and not TOLD.match(line)]
        words = "\n".join(self.head).strip()
        self.address = untracked(given) or f"page:{hashlib.sha256(words[:1000].encode('utf-8', 'replace')).hexdigest()[:16]}"
        self.url = self.address if given else None
        self.site = site_account(self.address, host_only=True) or f"blog:{self.address.replace(':', '-')}"
        self.people: dict[str, str] = {}
        """Account by the name's first word and by the whole name."""

    def read(self) -> Iterator[Item]:
        self._article()
        expected = 1
        for place, begin in enumerate(self.begins):
            for missing in range(expected, begin.number):
                yield Rejected("posts", MISSING.format(missing), b"", None, begin.line + 1)
            expected = begin.number + 1
            last = self.begins[place + 1].line if place + 1 < len(self.begins) else len(self.written)
            self._comment(begin, last)
        if self.told >= expected:
            yield Rejected(
                "posts", f"the page says that it has {self.told} comments; those after {expected - 1} were not found", b"", None, None
            )
        yield from self.gathered.rows()

    def _article(self) -> None:
        text = "\n".join(line.rstrip() for line in self.head).strip()
        moment = next((found for line in text.split("\n")[:8] if len(line) <= LONGEST_LINE and (found := shown_at(line))), None)
        self.gathered.post(
            post_id=self.address,
            kind="article",
            account_id=self.site,
            published_us=self._us(moment[0] if moment else None),
            text=text or None,
            url=self.url,
            links=list(dict.fromkeys(written_links(text))),
        )

    def _comment(self, begin: Begin, last: int) -> None:
        lines = self.written[begin.words : last]
        end = next((at for at, line in enumerate(lines) if END.match(line)), len(lines))
        text = "\n".join(line.rstrip() for line in lines[:end]).strip()
        answers = ANSWERS.match(text)
        parent, person = self.address, self.site
        if answers and answers[1] and 0 < int(answers[1]) < begin.number:
            parent, person = f"{self.address}#n{int(answers[1])}", ""
        elif answers and answers[2] and answers[2].casefold() in self.people:
            parent, person = "", self.people[answers[2].casefold()]
        who = self.gathered.commenter(self.site, name := name_of(begin.name), "")
        if who and name:
            self.people[name.casefold()] = self.people[name.casefold().split()[0]] = who
        self.gathered.post(
            post_id=f"{self.address}#n{begin.number}",
            kind="comment",
            account_id=who,
            published_us=self._us(begin.at),
            text=text or None,
            url=self.url,
            reply_to=parent or None,
            reply_to_account=person or None,
            root=self.address,
            links=list(dict.fromkeys(written_links(text))),
        )

    def _us(self, at: datetime | None) -> int | None:
        if at is None:
            return None
        self.gathered.repaired[NO_ZONE] += 1
        return us(at.replace(tzinfo=UTC))


def _sniff(head: Head) -> float:
    if b"\0" in head.data or head.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"["):
        return 0.0
    return 0.6 if len(chain(decoded(head.data)[0].replace("\r\n", "\n").split("\n"))) >= 2 else 0.0


source = Source(
    name="numbered_page",
    title="A blog's page reduced to text, with numbered comments",
    tables=("posts", "accounts", "coverage"),
    sniff=_sniff,
    read=contained(_read),
    identify=True,
    obtain="an old page that somebody copied or printed as text; put the page's address on a line of its own above the title",
    cannot_tell=(
        "what comments answer, unless they say so; their numbers in the blog, so that they never meet the same comments from an export; "
        "links; the time zone of the days shown (they are taken as UTC); comments without a name, a number or a day"
    ),
)
