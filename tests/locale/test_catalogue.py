"""The French catalogue is complete: every string that is shown has its translation, with the same fields."""

import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jasette import engine
from jasette.locale import Words
from jasette.measure import Measure, evidence, messages, run, sentence
from jasette.measure.contract import Part
from jasette.measure.example import FROM_US, TO_US, mount
from jasette.measure.kinds import Figure
from jasette.measures import all_measures
from jasette.observatory import Observatory
from jasette.render import figures

ROOT = Path(__file__).resolve().parents[2]
FRENCH = Words("fr", "America/Toronto")
EVERY = pytest.mark.parametrize("measure", all_measures().values(), ids=all_measures())


def _tool():
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()
WANTED = TOOL.wanted()
TRANSLATED = TOOL.translations()
GIVEN = TOOL.translations(context="given")


def test_no_string_is_missing_or_stale_and_fields_are_the_same() -> None:
    assert TOOL.problems(WANTED, TRANSLATED) == [], "run: python tools/messages.py, then translate what is empty"


def test_the_file_is_as_the_tool_writes_it() -> None:
    assert TOOL.CATALOGUE.read_text(encoding="utf-8") == TOOL.render(WANTED, TRANSLATED, GIVEN), "run: python tools/messages.py"


def test_every_way_to_mark_a_string_is_found() -> None:
    marked = {
        "What was read": "src/jasette/pages/coverage.py",  # words("…")
        "Skip to the figures": "src/jasette/render/templates/report.html.j2",  # w("…")
        sentence.OUTSIDE: "src/jasette/measure/sentence.py",
        "Response rate": "src/jasette/measures/response_rate.py",
        "opted out": "src/jasette/pages/coverage.py",
        "question": "src/jasette/reconstruct/tables.py",
    }
    for text, file in marked.items():
        assert file in WANTED[text]
    for measure in all_measures().values():
        assert set(messages(measure)) - {""} <= set(WANTED)


def test_problems_are_named() -> None:
    strings = {"Of {n}": ["a.py"], "new": ["b.py"], "open {": ["c.py"], "fine": ["d.py"]}
    found = TOOL.problems(strings, {"Of {n}": "Sur {m}", "new": "", "open {": "ouvert {", "fine": "bien", "gone": "parti"})
    assert found[:2] == ["b.py: no translation of 'new'", "no longer shown: 'gone'"]
    assert [line.split(":")[0] for line in found[2:4]] == ["field {m} stands only in one of", "field {n} stands only in one of"]
    assert found[4].endswith("'open {'") and len(found) == 5


def test_check_fails_where_a_translation_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    copy = tmp_path / "fr.po"
    copy.write_text(TOOL.render(WANTED, {**TRANSLATED, "Voice": ""}, {**GIVEN, "Bike Valmont": ""}), encoding="utf-8")
    monkeypatch.setattr(TOOL, "CATALOGUE", copy)
    assert TOOL.main(["--check"]) == 1
    said = capsys.readouterr().out
    assert "no translation of 'Voice'" in said
    assert "no translation of 'Bike Valmont'" in said


def test_writing_keeps_translations_and_takes_out_what_is_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    copy = tmp_path / "fr.po"
    copy.write_text(TOOL.render({**WANTED, "gone": ["x.py"]}, {**TRANSLATED, "gone": "parti"}, GIVEN), encoding="utf-8")
    monkeypatch.setattr(TOOL, "CATALOGUE", copy)
    assert TOOL.main([]) == 0
    assert capsys.readouterr().out == "taken out: 'gone', which was 'parti'\n"
    assert TOOL.translations() == TRANSLATED


def test_names_of_the_example_exist_in_both_languages() -> None:
    assert TOOL.problems_of_given(TOOL.given(), GIVEN) == [], "run: python tools/messages.py, then translate what is empty"
    assert Words("fr").given("Bike Valmont") == "Vélo Valmont"
    assert Words("en").given("Bike Valmont") == "Bike Valmont"


def test_a_name_that_is_a_word_of_the_interface_stays_a_name() -> None:
    assert Words("fr")("media") == "médias"
    assert Words("fr").given("media") == "media"


def test_typography() -> None:
    references = {source for measure in all_measures().values() for source in measure.sources}
    for text, french in TRANSLATED.items():
        assert "'" not in french, french
        assert not re.search(r" [:;?!%»—]|« |\.\.\.", french), f"a space that may break: {french!r}"
        if text not in references:  # titles of English works stay English
            assert not re.search(r"[^\s][:;?!»]|«[^\u00a0]", french), f"no space before the sign: {french!r}"


@EVERY
def test_sentences_are_filled_in_french(measure: Measure) -> None:
    for part in measure.parts:
        for figure in _figures(part):
            said = _said(measure, part, figure, FRENCH)
            english = _said(measure, part, figure, Words("en", "America/Toronto"))
            assert said and "{" not in said and said != english
            assert "Le Courrier" in said or "{voice}" not in part.sentence or figure.state == "not_reached"


def _figures(part: Part) -> Iterator[Figure]:
    """Many, one, none, and not reached, in the unit of the part."""
    for value, hits in ((0.3, 12), (1 / 40, 1), (0.0, 0)) if part.unit == "share" else ((1234.5, 12), (1.0, 1), (0.0, 0)):
        yield Figure(value, value / 2, None, 40, "confidence", hits=hits)
    yield Figure(None, None, None, 0, "none", hits=0)
    yield Figure(None, None, None, 40, "none", "not_reached")


def _said(measure: Measure, part: Part, figure: Figure, words: Words) -> str:
    settings = measure.settings(part, {})
    return sentence.permitted(part, figure, voice="Le Courrier", people=12, span=(FROM_US, TO_US), settings=settings, words=words)


def test_a_sentence_reads_well() -> None:
    measure = all_measures()["response_rate"]
    said = _said(measure, measure.part("questions"), Figure(0.3, 0.1, 0.5, 40, "confidence", hits=12), FRENCH)
    before = "Questions posées avant le 31 mars 2024 et ayant reçu une réponse en 7 jours ou moins : 12 sur 40."
    assert said.replace("\u00a0", " ") == before


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Everything that is looked up from now on, by whomever."""
    seen: set[str] = set()
    call = Words.__call__

    def recorded(self: Words, text: str, **fields: object) -> str:
        seen.add(text)
        return call(self, text, **fields)

    monkeypatch.setattr(Words, "__call__", recorded)
    return seen


@EVERY
def test_the_terminal_asks_for_nothing_that_the_catalogue_lacks(measure: Measure, asked: set[str]) -> None:
    with engine.connect() as connection:
        mount(connection, measure.example.rows)
        table = run(connection, measure, words=FRENCH)
        heads: list[str] = []
        figures.to_terminal(table, words=FRENCH, grid=_keeping(heads), say=lambda line: None)
        for row in table.to_pylist():
            listed = evidence(connection, measure, row["part"], row["voice"], words=FRENCH)
            figures.evidence_to_terminal(listed, words=FRENCH, say=lambda line, **how: None)
    assert asked - {""} <= set(TRANSLATED)
    assert {"volet", "voix", "valeur"} <= set(heads)


def _keeping(heads: list[str]) -> Callable[..., None]:
    return lambda title, columns, rows, **how: heads.extend(columns)


def test_the_report_asks_for_nothing_that_the_catalogue_lacks(valmont: Path, tmp_path: Path, asked: set[str]) -> None:
    with Observatory.open(valmont / "observatory") as observatory:
        text = observatory.report(tmp_path / "fr.html", lang="fr").read_text(encoding="utf-8")
    assert asked - {""} <= set(TRANSLATED)
    assert "Qui répond, qui ne fait que diffuser" in text
