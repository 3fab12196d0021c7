"""The language of a text, where nobody says it."""

from __future__ import annotations

import csv
import gzip
import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jasette.schema import TABLES
from jasette.source import language
from jasette.source.language import fill, identify

SAID = {
    "fr": "Est-ce que la piste cyclable sera prolongée jusqu’à l’école cet automne ?",
    "en": "Will the bicycle path be extended to the school this autumn, or not?",
    "de": "Wird der Radweg noch in diesem Herbst bis zur Schule verlängert?",
    "es": "¿Se va a prolongar el carril bici hasta la escuela este otoño?",
    "ja": "この秋、自転車道は学校まで延長されますか。それともまだですか。",
    "ar": "هل سيتم تمديد مسار الدراجات إلى المدرسة هذا الخريف؟",
}


@pytest.mark.parametrize("lang", SAID)
def test_plain_sentences(lang):
    assert identify([SAID[lang], SAID[lang].upper()]) == [lang, lang]


@pytest.mark.parametrize(
    "text", ["", "Oui !", "12345 67890 12345", "https://a.example/une/adresse/bien/longue", "@une_personne_bien_connue #motcle", "🚲" * 30]
)
def test_what_says_too_little(text):
    assert identify([text]) == ["und"]


def test_the_model_decides_as_its_own_library_does():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    theirs = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    for text in SAID.values():
        assert identify([text]) == [theirs.classify(text)[0]]


def test_a_text_does_not_depend_on_its_neighbours():
    texts = [*SAID.values(), "", *reversed(SAID.values())]
    assert identify(texts) == [one for text in texts for one in identify([text])]
    assert identify([]) == []


@settings(max_examples=50)
@given(st.lists(st.text(max_size=80), max_size=4))
def test_no_text_raises(texts):
    assert all(2 <= len(lang) <= 3 for lang in identify(texts))


def test_what_was_given_stays():
    rows = [
        {"post_id": "1", "text": SAID["en"], "lang": "fr"},
        {"post_id": "2", "text": SAID["en"]},
        {"post_id": "3"},
        {"post_id": "4", "text": ""},
    ]
    posts = pa.Table.from_pylist(rows, TABLES["posts"].arrow)
    assert fill(posts)["lang"].to_pylist() == ["fr", "en", None, None]
    assert fill(posts).schema == TABLES["posts"].arrow


def test_french_candidates_write_french(real_data):
    texts: list[str] = []
    for path in sorted((real_data / "fr_presidentielle2022").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))[:300]
        key = next(key for key in rows[0] if key.lower() in ("text", "content", "tweet", "full_text", "tweet_text"))
        texts += [row[key] for row in rows]
    told = identify(texts)
    sure = [lang for lang in told if lang != "und"]
    assert len(texts) > 1_500 and len(sure) > 0.9 * len(texts)
    assert sure.count("fr") > 0.97 * len(sure)


def test_the_model_is_unpacked_once_and_found_again(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    language._model.cache_clear()
    first = identify(list(SAID.values()))
    kept = next(tmp_path.glob("language-*"))
    monkeypatch.setattr(language, "_unpacked", lambda: pytest.fail("unpacked again"))
    language._model.cache_clear()
    assert identify(list(SAID.values())) == first == list(SAID)
    monkeypatch.undo()
    # what is damaged is not believed
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    np.save(kept / "prior.npy", np.zeros(3, np.float32))
    language._model.cache_clear()
    assert identify(list(SAID.values())) == first
    language._model.cache_clear()


@given(st.text(st.sampled_from("aé1 _.#@:/wŁ中\u0301htps"), max_size=60))
def test_letters_are_counted_in_what_is_no_address(text):
    words = language.NOT_WORDS.sub(" ", text)
    assert bool(language._prepared(text)) == (sum(bool(re.match(r"[^\W\d_]", one)) for one in words) >= language.LEAST_LETTERS)
