"""What the roster is made of: voices, memberships, account links, and what each must keep to."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from jasette.errors import InputError, Refused

KINDS = ("person", "organisation")
RELATIONS = ("owns", "speaks_for")
PERSON_LAPSES_US = 2 * 365 * 86_400_000_000
"""A person's entry lapses two years after it was last confirmed, unless it says otherwise (nobody is public for ever)."""

SLUG = re.compile(r"[^\s:@/*,;\"']+")
PUBLIC = "public"
"""The group of all who are not on the roster."""


@dataclass(frozen=True)
class Voice:
    voice: str
    name: str
    kind: str
    reason: str = ""
    source: str = ""
    lapses_us: int | None = None


@dataclass(frozen=True)
class Membership:
    """`voice` is in `group` (party, elected, public body, media, blog, organisation…) and `camp`, from ≤ t < to."""

    voice: str
    group: str
    camp: str = ""
    from_us: int | None = None
    to_us: int | None = None


@dataclass(frozen=True)
class AccountLink:
    """`account_id` is the voice's own, or speaks for it, from ≤ t < to; `evidence` says where that was published."""

    account_id: str
    voice: str
    how: str = "owns"
    from_us: int | None = None
    to_us: int | None = None
    evidence: str = ""


def slug(name: str) -> str:
    """A voice's short name out of its full one: `Éric Zemmour` → `eric-zemmour`; '' where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def check_voice(voice: Voice) -> None:
    """InputError where the voice is not described well; Refused where a person is named without a reason."""
    if not SLUG.fullmatch(voice.voice) or voice.voice.startswith("p:"):
        raise InputError(f"{voice.voice!r} cannot be the short name of a voice", remedy="letters, digits, - and _, such as eric-zemmour")
    if not voice.name:
        raise InputError(f"{voice.voice} has no name", remedy="fill the column `name`")
    if voice.kind not in KINDS:
        raise InputError(f"{voice.voice}: kind is {voice.kind!r}", remedy=f"one of: {', '.join(KINDS)}")
    if voice.kind == "person" and not voice.reason:
        raise Refused(
            f"{voice.voice} is a person without a reason to be named",
            remedy="fill `reason`: candidate, deputy, spokesperson…; private people are never on the roster",
        )


def check_period(from_us: int | None, to_us: int | None) -> None:
    """InputError where the period is empty."""
    if from_us is not None and to_us is not None and from_us >= to_us:
        raise InputError("the period ends before it starts", remedy="`to` is the first day that no longer counts")


def lapse(voice: Voice, confirmed_us: int) -> float:
    """When the entry ends to count, if nobody confirms it: microseconds, or infinity."""
    if voice.lapses_us is not None:
        return voice.lapses_us
    return confirmed_us + PERSON_LAPSES_US if voice.kind == "person" else float("inf")
