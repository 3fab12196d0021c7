"""Which column of an unknown table is which field: a guess from names (English and French) and from what stands in the cells.

    guess(names, rows, into) -> Guess      always the same for the same table; what is left open stands in `open`

A name alone is not believed: a column called *date* must hold times, a column called *likes* whole numbers, an id must tell
rows apart. A guess is shown and asked for, never taken in silence.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from jasette.source.maps import NEEDED, plain
from jasette.source.times import iso

Row = Sequence[str | None]

# the most telling first; without accents, in lower case
NAMES: dict[str, tuple[str, ...]] = {
    "post_id": (
        "post id", "tweet id", "status id", "message id", "comment id", "id", "id str", "identifiant de la publication",
        "id de la publication", "identifiant du message", "id du message", "id du post", "identifiant du commentaire", "identifiant",
        "uid", "guid",
    ),
    "account_id": (
        "author id", "user id", "account id", "page id", "channel id", "profile id", "from id", "id de l'auteur", "identifiant de l'auteur",
        "id auteur", "id utilisateur", "id de l'utilisateur", "identifiant de l'utilisateur", "id du compte", "identifiant du compte",
        "identifiant de la page", "id de la page",
    ),
    "handle": (
        "handle", "username", "user name", "screen name", "account username", "author username", "author handle", "author", "user",
        "account", "profile", "nom d'utilisateur", "pseudo", "pseudonyme", "auteur", "autrice", "auteur de la publication", "utilisateur",
        "compte", "profil",
    ),
    "account_name": (
        "author name", "display name", "account name", "page name", "profile name", "full name", "nom de l'auteur", "nom affiche",
        "nom du compte", "nom de la page", "nom complet",
    ),
    "published": (
        "published at", "published", "publish time", "publish date", "publication date", "date posted", "posted at", "created at",
        "created time", "created date", "created utc", "created", "datetime", "timestamp", "date", "time", "date de publication",
        "heure de publication", "date et heure", "publie le", "date de creation", "cree le", "horodatage", "moment", "heure",
    ),
    "text": (
        "text", "full text", "post text", "message", "content", "body", "caption", "tweet", "comment", "post message", "description",
        "texte", "texte du post", "texte de la publication", "texte du message", "contenu", "corps", "commentaire", "legende",
        "publication", "post title", "title", "titre de la publication", "titre", "post",
    ),
    "url": (
        "url", "permalink", "post url", "post link", "link", "permalink url", "tweet permalink", "post permalink", "lien permanent", "lien",
        "lien du post", "lien de la publication", "url de la publication", "adresse",
    ),
    "reply_to": (
        "in reply to", "in reply to id", "in reply to status id", "reply to id", "reply to", "parent id", "parent comment id", "parent",
        "en reponse a", "reponse a", "id du parent", "message parent",
    ),
    "root": ("conversation id", "thread id", "id de la conversation", "id du fil"),
    "lang": ("lang", "language", "langue"),
    "likes": (
        "likes", "like count", "likes count", "favorites", "favourites", "favorite count", "reactions", "total likes", "upvotes", "score",
        "j'aime", "mentions j'aime", "nombre de j'aime", "favoris",
    ),
    "replies": (
        "replies", "reply count", "comments", "comment count", "comments count", "total comments", "commentaires", "reponses",
        "nombre de commentaires", "nombre de reponses",
    ),
    "reposts": (
        "reposts", "retweets", "retweet count", "shares", "share count", "shares count", "total shares", "boosts", "partages", "repartages",
        "nombre de partages", "republications",
    ),
    "views": ("views", "view count", "impressions", "total views", "plays", "vues", "nombre de vues", "affichages"),
    "tags": ("hashtags", "tags", "mots-cles", "mots-clics", "mots-dieses"),
    "target": ("target", "to", "cible", "vers", "destination", "destinataire"),
    "member": ("follower id", "follower", "subscriber id", "subscriber", "member", "abonne", "id de l'abonne", "abonnee", "membre"),
    "weight": ("weight", "poids"),
    "at": ("at", "when", "date", "time", "timestamp", "quand"),
}  # fmt: skip
ACTORS = ("source", "from", "de", "origine", "source id", "expediteur")
OF = {
    "posts": (
        "post_id", "account_id", "handle", "account_name", "published", "text", "url", "reply_to", "root", "lang", "likes", "replies",
        "reposts", "views", "tags",
    ),
    "interactions": ("account_id", "target", "weight", "at"),
    "audience": ("account_id", "handle", "member"),
}  # fmt: skip
COUNTS = ("likes", "replies", "reposts", "views")
HOSTS = {
    "x.com": "x", "twitter.com": "x", "facebook.com": "facebook", "instagram.com": "instagram", "tiktok.com": "tiktok",
    "linkedin.com": "linkedin", "bsky.app": "bluesky", "youtube.com": "youtube", "reddit.com": "reddit", "threads.net": "threads",
}  # fmt: skip
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", ", %H:%M", " à %H:%M", " %Hh%M")
ORDERS = ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y")
EPOCH, TWITTER = r"1\d{9}(\.\d*)?|1\d{12}|1\d{15}", r"[A-Z]\w\w [A-Z]\w\w \d\d .* [+-]\d{4} \d{4}"
SAMPLE = 200
ENOUGH = 0.9
"""Share of the cells that must look like what the name says."""


@dataclass(frozen=True)
class Guess:
    """`columns` {column: field}; `examples` a value of every column; `left_out` columns that no field was found for."""

    into: str
    columns: dict[str, str]
    examples: dict[str, str]
    left_out: tuple[str, ...]
    platform: str = ""
    dates: str = ""
    open: tuple[str, ...] = field(default=())
    """What has to be said by hand: `--platform`, `--timezone`, `--dates`, or `--map COLUMN=…` for what every row needs."""

    def command(self, file: str) -> str:
        """The command line that takes this guess; what is open stands there in capitals."""
        words = ["jasette", "add", file, *(["--as", self.into] if self.into != "posts" else [])]
        words += [part for column, name in self.columns.items() for part in ("--map", f"{column}={name}")]
        words += ["--platform", self.platform] if self.platform else []
        words += ["--dates", self.dates] if self.dates else []
        blanks = {"--platform": "PLATFORM", "--timezone": "ZONE", "--dates": "FORMAT"}
        return " ".join([*map(shlex.quote, words), *(f"{one} {blanks[one]}" if one in blanks else one for one in self.open)])


def guess(names: Sequence[str], rows: Sequence[Row], into: str = "") -> Guess:
    """The most likely fields of a table's columns, from up to 200 of its rows; `into` names the table if it is known."""
    cells = {name: [row[index] or "" for row in rows[:SAMPLE] if index < len(row)] for index, name in enumerate(names)}
    filled = {name: [value.strip() for value in values if value.strip()] for name, values in cells.items()}
    into = into or _table(names)
    found: dict[str, str] = {}
    for wanted in OF.get(into, ()):
        known = (*NAMES[wanted], *(ACTORS if into == "interactions" and wanted == "account_id" else ()))
        for column in _by_name(names, known):
            if column not in found and _fits(wanted, filled[column], len(rows[:SAMPLE])):
                found[column] = wanted
                break
    if into == "posts":
        _by_shape(found, names, filled)
    ordered = {name: found[name] for name in names if name in found}
    by_field = {wanted: name for name, wanted in ordered.items()}
    times = _times(filled.get(by_field.get("published", by_field.get("at", "")), []))
    platform = _platform(filled.get(by_field.get("url", ""), []))
    open_ = [f"--map COLUMN={choice[0]}" for choice in NEEDED.get(into, ()) if not _has(choice, ordered)]
    open_ += [] if platform else ["--platform"]
    open_ += ["--dates"] if times and times.ambiguous else []
    open_ += ["--timezone"] if times and not times.zoned else []
    return Guess(
        into=into,
        columns=ordered,
        examples={name: next(iter(values), "") for name, values in filled.items()},
        left_out=tuple(name for name in names if name not in ordered),
        platform=platform,
        dates=times.form if times else "",
        open=tuple(open_),
    )


def _has(choice: Sequence[str], columns: dict[str, str]) -> bool:
    return bool(set(choice) & {part for name in columns.values() for part in name.split(",")})


def _bare(name: str) -> str:
    """`createdAt`, `created_at` and `Created At` are one name."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[_.\-/]+", " ", plain(apart)).split())


def _table(names: Sequence[str]) -> str:
    bare = [_bare(name) for name in names]
    if any(name in ACTORS for name in bare) and any(name in NAMES["target"] for name in bare):
        return "interactions"
    told = any(name in NAMES["text"] or name in NAMES["post_id"] for name in bare)
    return "audience" if not told and any(name in NAMES["member"] for name in bare) else "posts"


def _by_name(names: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    """Columns that bear one of the names, the most telling first."""
    bare = {name: _bare(name) for name in names}
    for one in known:
        yield from (name for name in names if bare[name] == _bare(one))


def _share(values: Sequence[str], pattern: str) -> float:
    return sum(re.fullmatch(pattern, value) is not None for value in values) / len(values) if values else 0.0


def _fits(wanted: str, values: Sequence[str], rows: int) -> bool:
    """Whether a column's cells look like the field; an empty column is no field."""
    if not values or (wanted == "post_id" and (len(values) < ENOUGH * rows or len(set(values)) < len(values))):
        return False
    return LIKE.get(wanted, _anything)(values)


def _anything(values: Sequence[str]) -> bool:
    return True


def _is_id(values: Sequence[str]) -> bool:
    # a number may be a time too, and is an id more often
    return _share(values, r"\S+") == 1.0 and (_share(values, r"\d+") == 1.0 or not _is_time(values))


def _is_text(values: Sequence[str]) -> bool:
    return not _is_time(values) and _share(values, r"https?://\S+") < ENOUGH and _share(values, r"-?[\d.,\s]+") < ENOUGH


def _is_count(values: Sequence[str]) -> bool:
    return _share(values, r"\d+(\.0*)?|\d{1,3}([, \u00a0\u202f]\d{3})+") >= ENOUGH


def _is_handle(values: Sequence[str]) -> bool:
    return _share(values, r"@?[\w.\- ]{1,60}(@[\w.\-]+)?") >= ENOUGH and not _is_time(values)


def _is_address(values: Sequence[str]) -> bool:
    return _share(values, r"https?://\S+") >= ENOUGH


def _by_shape(found: dict[str, str], names: Sequence[str], filled: dict[str, list[str]]) -> None:
    """What no name told, where only one column can be meant; and the address as id where there is no other."""
    for wanted in ("url", "published", "text"):
        if wanted in found.values():
            continue
        able = [name for name in names if name not in found and filled[name] and _looks(wanted, filled[name])]
        if len(able) == 1:
            found[able[0]] = wanted
    address = next((name for name, wanted in found.items() if wanted == "url"), None)
    if "post_id" not in found.values() and address is not None and len(set(filled[address])) == len(filled[address]):
        found[address] = "post_id,url"


def _looks(wanted: str, values: Sequence[str]) -> bool:
    if wanted == "text":
        return sum(value.count(" ") >= 3 for value in values) > len(values) / 2 and not _is_time(values)
    # a bare number may be a time or anything
    return _fits(wanted, values, 0) and not (wanted == "published" and _share(values, r"\d+(\.\d*)?") > 0)


def _is_time(values: Sequence[str]) -> bool:
    return _times(values) is not None


class _Times(NamedTuple):
    """How a column writes times: the format, "" for ISO 8601 and numbers; whether two formats fit; whether the zone is said."""

    form: str
    ambiguous: bool
    zoned: bool


def _times(values: Sequence[str]) -> _Times | None:
    """None for a column that holds something else."""
    if not values:
        return None
    parsed = [iso(value) for value in values]
    if all(parsed):
        days = _share(values, r"\d{4}-\d\d-\d\d") == 1.0
        return _Times("", False, days or all(at is not None and at.tzinfo is not None for at in parsed))
    if _share(values, EPOCH) == 1.0 or _share(values, TWITTER) == 1.0:
        return _Times("", False, True)
    able = [order + clock for order in ORDERS for clock in CLOCKS if all(_reads(value, order + clock) for value in values)]
    # 03/04/2026 is two days in two countries
    return _Times(able[0] if len(able) == 1 else "", len(able) > 1, False) if able else None


def _reads(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)
    except ValueError:
        return False
    return True


def _platform(addresses: Sequence[str]) -> str:
    hosts = {(urlsplit(address).hostname or "").removeprefix("www.").removeprefix("m.") for address in addresses}
    named = {HOSTS.get(host, "") for host in hosts}
    return named.pop() if len(named) == 1 else ""


LIKE: dict[str, Callable[[Sequence[str]], bool]] = {
    **dict.fromkeys(("post_id", "account_id", "member", "target", "reply_to", "root"), _is_id),
    **dict.fromkeys(("published", "at"), _is_time),
    **dict.fromkeys(COUNTS, _is_count),
    "handle": _is_handle,
    "text": _is_text,
    "url": _is_address,
    "lang": lambda values: _share(values, r"[A-Za-z]{2,3}([-_]\w{2,4})?") >= ENOUGH,
    "weight": lambda values: _share(values, r"-?\d+(\.\d+)?([eE]-?\d+)?") >= ENOUGH,
    "account_name": lambda values: not _is_address(values),
}
"""What a field's cells look like."""
