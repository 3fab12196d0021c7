"""Valmont: the frame of the made-up campaign, and what it means for a voice to behave in some way.

Sixty days of a campaign for the town hall, in French and English. Every name, handle and number is invented. What stands
here and in `cast.py` is what is *planted*; what came of it by chance is counted in `truth.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

START_S = 1_673_240_400
"""2023-01-09, midnight in Toronto, as seconds UTC: the last weeks in which X answered both API v1.1 and v2."""
DAYS = 60
END_S = START_S + DAYS * 86_400
PEOPLE = 3_000
"""Private people at scale 1."""
BLOCK = 4_096
"""People per block: a block is planned and written at once, so memory does not grow with the scale."""

Platform = Literal["x", "mastodon", "web"]
PLATFORMS: tuple[Platform, ...] = ("x", "mastodon", "web")
"""Where things happen; `web` is the blogs with their comments, and the press. Each private person is on one of them."""
PLACE_OF = ("x", "x", "x", "x", "x", "x", "x", "mastodon", "mastodon", "web")
"""Platform of a person by the last digit of their number: seven in ten are on X."""
INSTANCE = "valmont.social.example"
"""The one Mastodon server of the town."""

ACCOUNT_BASE = 8_800_000_000_000_000_000
POST_SHIFT = 1 << 62
"""Identifiers lie where the platform will not be for decades: no real account or post has one of them."""

WEEK_S = 7 * 86_400
RETURN_S = 30 * 86_400
COMES_BACK = 0.35
"""The planted effect: who is answered within a week opens another thread in the 30 days after that week with this chance."""


@dataclass(frozen=True)
class Account:
    """One account of a voice; `how` is `owns` or `speaks_for` (an employee who signs with their own account).

    On the web the handle is the host of the site; `place` tells a blog from the press.
    """

    handle: str
    name: str
    how: Literal["owns", "speaks_for"] = "owns"
    place: Literal["x", "mastodon", "blog", "press"] = "x"

    @property
    def platform(self) -> Platform:
        return "web" if self.place in ("blog", "press") else self.place  # type: ignore[return-value]


@dataclass(frozen=True)
class Voice:
    """One public voice and its planted behaviour. Counts are for 60 days at scale 1.

    A turn that addresses the voice is answered with probability `answers` (0 for askers outside the camp where
    `own_camp_only`), after a log-normal delay of median `delay_h` hours and shape `delay_sigma`. After an answer the
    person writes again with probability `returns`. `insists`: a second post before the answer, in the same turn.
    """

    slug: str
    fr: str
    en: str
    kind: Literal["person", "organisation"]
    group: str
    accounts: tuple[Account, ...]
    camp: str = ""
    french: float = 0.6
    """Share of its own posts that are in French."""
    fedi: float = 0.35
    """What it does on Mastodon, where it has an account there, beside the counts below."""
    announces: int = 240
    threads: float = 0.1
    """Share of announcements continued by one to three self-replies."""
    reposts: int = 40
    quotes: int = 24
    asked: int = 130
    """Turns that private people open."""
    asked_by_at_most: int = 0
    """Where not 0: no more than so many people ever ask, at any scale (a cell that must stay hidden)."""
    openings: tuple[float, float] = (0.6, 0.25)
    """How many of them by a reply to a post of the voice, and by a post that opens with @voice. Turns that a mention opens are `NAMED`."""
    questions: float = 0.6
    answers: float = 0.5
    own_camp_only: bool = False
    delay_h: float = 6.0
    delay_sigma: float = 1.0
    returns: float = 0.3
    insists: float = 0.1
    by_quote: float = 0.0
    by_mention: float = 0.0
    by_agent: float = 0.0
    """Shares of the answers (to private people) that quote, that name the person in a self-reply, or come from a `speaks_for` account."""
    template: float = 0.0
    """Share of its answers by reply that are one of two ready-made texts, word for word."""
    approaches: int = 0
    names_others: float = 0.0
    """Share of its announcements that name another voice (or would name itself: those name nobody)."""
    asks_own_party: int = 0
    articles: int = 0
    """On its blog, or in its paper."""
    comments: int = 0
    """Turns that readers open under its articles."""
    coverage: dict[str, str] = field(
        default_factory=lambda: dict.fromkeys(("own_posts", "mentions", "replies", "threads", "reposts"), "complete")
    )

    @property
    def site(self) -> str:
        """Host of its blog or paper; empty where it has none."""
        return next((account.handle for account in self.accounts if account.platform == "web"), "")

    def weight(self, platform: Platform) -> float:
        """What it does there, beside its counts: 0 where it has no account."""
        there = any(account.platform == platform for account in self.accounts)
        elsewhere = any(account.platform == "x" for account in self.accounts)
        return 0.0 if not there else self.fedi if platform == "mastodon" and elsewhere else 1.0


@dataclass(frozen=True)
class Copying:
    """`by` takes a passage of `share` of the articles of `of`, after a log-normal lag, with a link in `linked` of the cases."""

    by: str
    of: str
    share: float
    lag_h: float
    linked: float
    lag_sigma: float = 0.6


@dataclass(frozen=True)
class Following:
    """Who follows a voice, as an arc of the circle on which all people on X live: [`start`, `start` + `size`), in shares."""

    voice: str
    start: float
    size: float


HEARD_STEP = 1.18
"""Each voice is named, reposted, quoted and linked to so many times as often as the next in `cast.HEARD`."""
RING = 15
"""Private people of the first block, on X, who share by agreement: what one of them shares, the others share within seconds."""
RING_S = 20
RING_JOINS = 0.9
"""With this chance each of them takes part."""
RING_REPOSTS, RING_LINKS = 6, 10
"""Posts of `cast.PUSHED` that they repost, and links of `cast.PUSHED_BY` that they post."""
CROWD, SMALLEST_CROWD = 30, 20
"""People who share each of these things too, of their own accord, in the hours after it appeared; and at any scale."""
NAMED = 1_400
"""Posts by the public that name a voice in their own words, which opens a turn; voices that announce name others too, and who quotes."""
PUBLIC_LINKS = 420
"""Posts by the public with a link that a voice gave."""

CHAT = 1_500
"""Conversations among private people that address no voice."""
CHAT_REPLIES = 0.5
LOST = 0.06
"""Share of chats whose first post was never collected."""
THIRD = 720
"""Replies to a person in a voice's thread: they carry the voice's mention over, and do not address it."""
PUBLIC_REPOSTS = 3_380
PUBLIC_QUOTES = 832
DELETED = 0.4
"""Share of the collected v1.1 chat posts without children that are deleted later."""
SHARE = {"x": 1.0, "mastodon": 0.3, "web": 0.15}
"""Of the counts above, what happens on each platform."""
TRACKBACKS = 0.05
"""Trackbacks per article from sites that are nobody's."""

HOURS = (3, 2, 1, 1, 1, 3, 8, 14, 16, 15, 14, 15, 18, 16, 14, 14, 15, 18, 20, 20, 18, 14, 9, 5)
"""Weights of the hours of the day, local time."""
