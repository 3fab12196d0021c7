"""Answers come after questions, within the campaign, from who may give them."""

from __future__ import annotations

import numpy as np
import pytest

from jasette.demo import block
from jasette.demo.draft import QUOTE, REPLY, REPOST
from jasette.demo.town import SLUGS
from jasette.demo.world import END_S, PLATFORMS, START_S


@pytest.fixture(scope="module", params=[2008, 5])
def made(request):
    return block.make(request.param, 0, 600)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("effect", [True, False])
def test_time_goes_forward(platform, effect):
    draft = block.make(2008, 0, 600, platform, effect=effect).draft
    assert draft["at"].min() >= START_S and draft["at"].max() < END_S
    replies = np.flatnonzero(draft["kind"] == REPLY)
    assert (draft["at"][replies] > draft["at"][draft["parent"][replies]]).all()
    refers = np.flatnonzero(np.isin(draft["kind"], (REPOST, QUOTE)))
    assert (draft["at"][refers] > draft["at"][draft["ref"][refers]]).all()


def test_threads_are_those_of_the_parents(made):
    draft = made.draft
    replies = draft["parent"] >= 0
    assert (draft["thread"][replies] == draft["thread"][draft["parent"][replies]]).all()
    assert (draft["thread"][~replies] == np.flatnonzero(~replies)).all()


def test_an_employee_answers_private_people_and_is_not_answered(made):
    draft, town = made.draft, made.town
    agent = int(town.agent[SLUGS.index("info-311")])
    posts = np.flatnonzero(draft["author"] == agent)
    assert len(posts) > 0
    assert (town.voice[draft["author"][draft["parent"][posts]]] < 0).all()
    assert not np.isin(posts, draft["parent"]).any()
    assert not (draft["own"] == agent).any()


def test_who_only_broadcasts_never_replies_to_others(made):
    draft, town = made.draft, made.town
    of_mairie = town.voice[draft["author"]] == SLUGS.index("mairie")
    replies = np.flatnonzero(of_mairie & (draft["parent"] >= 0))
    assert (draft["author"][draft["parent"][replies]] == draft["author"][replies]).all()


def test_a_deleted_post_was_referred_to_by_nobody(made):
    gone = np.flatnonzero(made.deleted_at)
    assert len(gone) > 0
    assert (made.deleted_at[gone] > made.draft["at"][gone]).all()
    assert not np.isin(gone, made.draft["parent"]).any() and not np.isin(gone, made.draft["ref"]).any()


def test_a_lost_post_stands_in_no_file(made):
    written = np.concatenate(list(made.way.values()))
    assert len(np.unique(written)) == len(written)
    assert sorted(written.tolist()) == np.flatnonzero(made.draft["lost"] == 0).tolist()
