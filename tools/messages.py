"""Gathers every string that people are shown, and keeps the French catalogue in step with them.

python tools/messages.py            write src/jasette/locale/fr.po: new strings empty, translations kept, stale ones out
python tools/messages.py --check    exit 1 if a string has no translation, or one whose fields are not those of its source
"""

from __future__ import annotations

import ast
import io
import string
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from jasette import measures, pages, schema
from jasette.demo import cast, tour
from jasette.export import release
from jasette.locale import GIVEN
from jasette.measure import messages as of_measure
from jasette.measure import sentence
from jasette.measure.agreement import FEW, NAME, SAID, UNIT
from jasette.page import extracts, questions, voices
from jasette.pages import amplification, coverage
from jasette.pages import groups as of_groups
from jasette.pages import voices as each
from jasette.reconstruct import gaps
from jasette.reconstruct.coordination import KINDS as SHARED
from jasette.reconstruct.tables import DERIVED
from jasette.render import figures

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "jasette"
CATALOGUE = SOURCE / "locale" / "fr.po"
MARKS = ("words", "w", "self")
"""Who is called with a string to translate it: an instance of Words, or Words itself inside its own class."""
REQUEST_KINDS = ("question", "direct", "mention")
LISTED_KINDS = ("share", "link", "follow")
"""Kinds of acts that come in lists."""
# No dates, no names and no plural forms: the file changes only where a string does, and numbers stand apart from their nouns.
HEADER = """# French words of Jasette; the English source is the key. Kept in step by tools/messages.py.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"MIME-Version: 1.0\\n"
"Language: fr\\n"

"""


def wanted() -> dict[str, list[str]]:
    """`{string: files it comes from}`, everything that may be shown; what people gave (`given`) apart."""
    found: dict[str, set[str]] = defaultdict(set)
    for text, file in (*_in_code(), *_in_templates(), *_declared()):
        if text:
            found[text].add(file)
    return {text: sorted(files) for text, files in sorted(found.items())}


def given() -> dict[str, str]:
    """`{English: French}` of what people give in the bundled example: names of voices, purpose. An empty French is still to be written."""
    names = {voice.en: voice.fr for voice in cast.VOICES}
    return dict(sorted(({**dict.fromkeys((tour.PURPOSE, tour.RESPONSIBLE, "Valmont"), ""), **names}).items()))


def _in_code() -> Iterator[tuple[str, str]]:
    """`words("…")` wherever it stands."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS and node.args:
                match node.args[0]:
                    case ast.Constant(value=str(text)):
                        yield text, _relative(path)


def _in_templates() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.j2")):
        for call in Environment(autoescape=True).parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            match call:
                case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=str(text)), *_]) if name in MARKS:
                    yield text, _relative(path)


def _declared() -> Iterator[tuple[str, str]]:
    """Strings that pass through `words` as values: what measures, pages, gaps and tables declare."""
    for measure in measures.all_measures().values():
        units = (part.unit for part in measure.parts)
        for text in (*of_measure(measure), *units, *measure.sources):
            yield text, f"src/jasette/measures/{measure.name}.py"
    for page in pages.all_pages():
        yield page.title, f"src/jasette/pages/{page.name}.py"
    constants = (text for name, text in vars(sentence).items() if name.isupper() and isinstance(text, str))
    asked = (
        text
        for question in (*questions.questions(()), *questions.HEARD)
        for text in (question.title, question.sense, *(lead.title for lead in question.leads))
    )
    rules = (text for rule in extracts.RULES.values() for text in rule)
    warnings = (text for name, text in vars(release).items() if name.startswith("WARNING"))
    groups = {
        "export/release.py": warnings,
        "measure/agreement.py": (*SAID.values(), *FEW.values(), NAME, UNIT),
        "measure/sentence.py": (*constants, *sentence.SHOWN.values(), *sentence.KINDS.values()),
        "page/extracts.py": (*rules, *extracts.NONE.values(), *extracts.ACTS.values(), extracts.AGAIN),
        "page/questions.py": (*asked, *(extreme.title for extreme in questions.FINDINGS)),
        "page/voices.py": voices.WORDS,
        "pages/amplification.py": (
            *amplification.KINDS.values(),
            *amplification.LEVELS.values(),
            *(title for *_, title in amplification.RANKED),
        ),
        "pages/groups.py": (title for _, title in of_groups.LEADS),
        "pages/voices.py": each.NOTED.values(),
        "pages/coverage.py": (*coverage.STREAM_TITLES.values(), *(column.replace("_", " ") for column in coverage.SUMS)),
        "reconstruct/gaps.py": (*gaps.WHY, *gaps.WHY.values()),
        "reconstruct/coordination.py": SHARED,
        "reconstruct/tables.py": (*DERIVED, *REQUEST_KINDS, *LISTED_KINDS),
        "render/figures.py": figures.COLUMNS,
        "schema.py": (*schema.POST_KINDS, *schema.HOW, *schema.SOURCE_TABLES),
    }
    for file, texts in groups.items():
        for text in texts:
            yield text, f"src/jasette/{file}"


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def translations(path: Path | None = None, context: str = "") -> dict[str, str]:
    """`{string: translation}` as the catalogue has them in one context; an empty translation is none yet."""
    with (path or CATALOGUE).open("rb") as file:
        messages = [message for message in read_po(file, locale="fr") if (message.context or "") == context]
    return {str(message.id): str(message.string) for message in messages if message.id}


def fields(text: str) -> frozenset[str]:
    """The names in braces. Raises ValueError where a brace is left open."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def problems(strings: dict[str, list[str]], translated: dict[str, str]) -> list[str]:
    """What is missing, stale, or filled with other fields than its source; one line each."""
    found = [f"{files[0]}: no translation of {text!r}" for text, files in strings.items() if not translated.get(text)]
    found += [f"no longer shown: {text!r}" for text in translated if text not in strings]
    for text in strings:
        try:
            differing = fields(text) ^ fields(translated.get(text) or text)
        except ValueError as error:
            found.append(f"{error}: {text!r}")
        else:
            found += [f"field {{{name}}} stands only in one of: {text!r}, {translated[text]!r}" for name in sorted(differing)]
    return found


def problems_of_given(names: dict[str, str], translated: dict[str, str]) -> list[str]:
    """The same for what people gave: the French of the cast stands in the catalogue too."""
    found = [f"demo: no translation of {text!r}" for text in names if not translated.get(text)]
    found += [f"no longer given: {text!r}" for text in translated if text not in names]
    return found + [f"demo: {text!r} is {french!r} there" for text, french in names.items() if french and translated.get(text) != french]


def render(strings: dict[str, list[str]], translated: dict[str, str], names: dict[str, str]) -> str:
    """The catalogue's text, sorted; `names` are what people gave, with their French."""
    catalogue = Catalog(locale="fr")
    for text, files in strings.items():
        message = catalogue.add(text, translated.get(text, ""), locations=[(file, 0) for file in files])
        # A per cent sign before a space is no placeholder.
        message.flags.discard("python-format")
    for text, french in names.items():
        catalogue.add(text, french, context=GIVEN, locations=[("src/jasette/demo", 0)])
    out = io.BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    return HEADER + out.getvalue().decode("utf-8").rstrip("\n") + "\n"


def main(arguments: list[str]) -> int:
    strings, translated, names = wanted(), translations(), given()
    known = translations(context=GIVEN)
    if "--check" not in arguments:
        for text in sorted(set(translated) - set(strings)):
            print(f"taken out: {text!r}, which was {translated[text]!r}")
        known = {text: french or known.get(text, "") for text, french in names.items()}
        CATALOGUE.write_text(render(strings, translated, known), encoding="utf-8")
        translated = translations()
    found = problems(strings, translated) + problems_of_given(names, known)
    for problem in found:
        print(problem)
    return bool(found) if "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
