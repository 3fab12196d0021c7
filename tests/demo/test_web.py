"""Articles, copies and pings as planned: later than what they take, by whom they should be, and never by mention."""

from __future__ import annotations

import numpy as np

from jasette.demo import block
from jasette.demo.cast import COPIES
from jasette.demo.draft import ACT, PING, REPLY
from jasette.demo.town import SLUGS


def test_a_copy_is_later_than_its_source_and_in_its_language():
    made = block.make(2008, 0, 3000, "web")
    draft, voice = made.draft, made.town.voice[made.draft["author"]]
    copy = np.flatnonzero(draft["copied"] >= 0)
    source = draft["copied"][copy]
    assert len(copy) > 50
    assert (draft["at"][copy] - draft["at"][source] >= 600).all()
    assert (draft["french"][copy] == draft["french"][source]).all()
    planted = {(SLUGS.index(copying.by), SLUGS.index(copying.of)) for copying in COPIES}
    assert set(zip(voice[copy].tolist(), voice[source].tolist(), strict=True)) == planted
    for copying in COPIES:
        lags = (draft["at"][copy] - draft["at"][source])[
            (voice[copy] == SLUGS.index(copying.by)) & (voice[source] == SLUGS.index(copying.of))
        ]
        assert 0.5 < np.median(lags) / (copying.lag_h * 3_600) < 2


def test_pings_come_after_the_link_and_comments_name_nobody():
    made = block.make(2008, 0, 3000, "web")
    draft = made.draft
    ping = np.flatnonzero((draft["kind"] == PING) & (draft["cited"] >= 0))
    assert len(ping) > 20
    assert (draft["cited"][draft["cited"][ping]] == draft["ref"][ping]).all()
    assert (draft["at"][ping] > draft["at"][draft["cited"][ping]]).all()
    assert all((accounts == -1).all() for accounts in made.wording.accounts.values())
    answered = draft["author"][draft["parent"][draft["kind"] == REPLY]]
    assert (draft["act"][draft["thread"][draft["kind"] == REPLY]] == ACT["article"]).all()
    assert made.town.blogs[made.draft["author"][draft["thread"][draft["kind"] == REPLY]]].all()
    assert len(answered)
