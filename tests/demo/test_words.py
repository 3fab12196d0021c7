"""The texts are varied, hard to read for a machine, and harmless."""

from __future__ import annotations

from jasette.demo.words import ACTS, BOOK, LANGS, NAMED


def test_the_texts_are_hard_and_harmless(tweets, statuses):
    texts = [tweet["text"] for tweet in tweets] + [status["text"] for status in statuses]
    everything = "".join(texts)
    for mark in ("\n", "\u2028", "\u202f", "👩\u200d👧\u200d👦", '"', "«", "é", "…"):
        assert mark in everything
    assert len(set(texts)) > 0.6 * len(texts)


def test_every_act_has_words_in_both_languages():
    assert set(BOOK) == {(act, lang) for act in ACTS for lang in LANGS}
    assert set(NAMED) <= set(BOOK)


def test_only_acts_that_ask_hold_a_question_mark():
    """The generator tells a question by its act, the reader by the mark: they must agree, whatever is drawn."""
    for (act, lang), family in BOOK.items():
        openings = (*family.openings, *NAMED.get((act, lang), ()))
        if act in ("question", "again"):
            assert all("?" in body for body in family.bodies)
        elif act == "insist":
            assert all("?" in opening for opening in family.openings)
        elif act != "chat":  # addresses nobody
            assert not any("?" in phrase for phrase in (*openings, *family.bodies, *family.closings)), (act, lang)
