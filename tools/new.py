"""Starts a new measure: `./run new measure NAME` writes one file and its test, which fails until the example is true."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

MEASURE = '''"""{title}: say in one sentence what it tells."""

from jasette.measure import Example, Measure, Part, Share

measure = Measure(
    name="{name}",
    title="{title}",
    formula="write it as a reader of the literature would",
    parts=(
        Part(
            name="all",
            title="All",
            table="requests",
            rows="kind = 'question'",
            kind=Share(hit="answered_us IS NOT NULL"),
            unit="share",
            needs=("own_posts", "replies"),
            sentence="Of {{n}} questions, {{hits}} were answered.",
            marks=("answered", "not answered"),
        ),
    ),
    sources=("where the formula comes from; say so if it is ours",),
    cannot_see="what these data cannot show",
    example=Example(
        note="Twelve people ask a question on 1 March, and three of them are answered.",
        rows={{
            "requests": tuple(
                {{
                    "voice": "ville",
                    "person": f"p:{{i:02}}",
                    "at_us": "2024-03-01 09:30",
                    "kind": "question",
                    "answered_us": "2024-03-02" if i < 3 else None,
                }}
                for i in range(12)
            )
        }},
        expect=({{"part": "all", "value": 0.25, "n": 12, "hits": 3, "people": 12}},),
    ),
)
'''

TEST = '''"""Known answers for {name} from outside the worked example: a paper, brute force, a property."""

from jasette.measures import find


def test_{name}_is_declared_in_full() -> None:
    assert find("{name}").formula != "write it as a reader of the literature would"
'''


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or arguments[0] != "measure" or not re.fullmatch(r"[a-z][a-z0-9_]*", arguments[1]):
        print("usage: ./run new measure NAME      (NAME in snake_case, the field's standard term)", file=sys.stderr)
        return 2
    name = arguments[1]
    files = {
        ROOT / "src" / "jasette" / "measures" / f"{name}.py": MEASURE,
        ROOT / "tests" / "measures" / f"test_{name}.py": TEST,
    }
    for path in files:
        if path.exists():
            print(f"{path.relative_to(ROOT)} is there already; nothing was written", file=sys.stderr)
            return 1
    for path, text in files.items():
        path.write_text(text.format(name=name, title=name.replace("_", " ").capitalize()), encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")
    print("Next: fill both in; ./run test tests/test_every_measure.py; python tools/docs.py; python tools/messages.py, and the French")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
