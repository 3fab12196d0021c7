"""The language of a text, where its platform does not say: offline, the same on every machine, `und` where it cannot be told.

py3langid (Lui & Baldwin 2012, retrained; BSD): a naive Bayes model over byte sequences, found by an automaton that walks
over the text once. Its tables are kept smaller than they are given, with the same answers (`kernels/bayes.py`); the walk and
the sum are compiled there, as a loop in Python takes a hundred times as long. Below 15 letters, and where no language stands
out, the answer is `und` (ISO 639-2: undetermined).
"""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from jasette.kernels.bayes import Model, classify, packed
from jasette.source import Item, Rows

if TYPE_CHECKING:
    import pyarrow as pa

UNDETERMINED = "und"
LEAST_LETTERS = 15
SUREST = 0.3
"""Least share of the belief that the best language must have."""
LONGEST = 2_000
"""Characters of a text that are looked at: more decide nothing, and cost."""
NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|[@#][\w.@-]+")
"""Addresses, names and tags are no language."""
MARKS = ("://", "www.", "@", "#")
"""One of these stands in whatever `NOT_WORDS` finds; to look for them takes a tenth of the time."""
LETTERS = re.compile(rf"(?:[^\W\d_][\W\d_]*+){{{LEAST_LETTERS}}}")


def identify(texts: Sequence[str]) -> list[str]:
    """The language of each text: a code of ISO 639 (two letters where there are), or `und`."""
    told = [_prepared(text) for text in texts]
    ready = [index for index, data in enumerate(told) if data]
    found = [UNDETERMINED] * len(texts)
    if ready:
        model, names = _model()
        best, share = classify(model, [told[index] for index in ready])
        for index, which, sure in zip(ready, best.tolist(), share.tolist(), strict=True):
            if sure >= SUREST:
                found[index] = names[which]
    return found


def fill(posts: pa.Table) -> pa.Table:
    """The posts with a language where they have words and none was given; what was given stays."""
    import pyarrow as pa
    import pyarrow.compute as pc

    missing = pc.and_(pc.is_null(posts["lang"]), pc.greater(pc.fill_null(pc.binary_length(posts["text"]), 0), 0))
    if not pc.any(missing).as_py():
        return posts
    told = iter(identify(posts["text"].filter(missing).to_pylist()))
    langs = [next(told) if asked else given for asked, given in zip(missing.to_pylist(), posts["lang"].to_pylist(), strict=True)]
    return posts.set_column(posts.schema.get_field_index("lang"), posts.schema.field("lang"), pa.array(langs, pa.string()))


def filled(items: Iterable[Item]) -> Iterator[Item]:
    """The items of a source, posts with their language."""
    for item in items:
        yield Rows(item.into, fill(item.rows)) if isinstance(item, Rows) and item.into == "posts" else item


def _prepared(text: str) -> bytes:
    """The bytes that the model walks over; b"" for fewer letters than say anything."""
    words = text[: 2 * LONGEST]
    if any(mark in words for mark in MARKS):
        words = NOT_WORDS.sub(" ", words)
    words = words[:LONGEST]
    if not LETTERS.search(words):
        return b""
    if words.isupper():
        words = words.lower()
    return unicodedata.normalize("NFC", words).encode("utf-8", "replace")


@cache
def _model() -> tuple[Model, list[str]]:
    """The model, unpacked once for each user: to unpack it takes a second and 200 MB, to find it again neither."""
    from importlib.metadata import version

    kept = Path(os.environ["NUMBA_CACHE_DIR"]) / f"language-{version('py3langid')}-packed"
    with suppress(OSError, ValueError, EOFError):
        return _found(kept)
    model, names = _unpacked()
    with suppress(OSError), tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        for part in fields(model):
            np.save(Path(folder) / f"{part.name}.npy", getattr(model, part.name))
        np.save(Path(folder) / "names.npy", np.array(names))
        # whole or not at all: others may look for it now; where somebody was faster, theirs stays
        Path(folder).rename(kept)
    return model, names


def _found(folder: Path) -> tuple[Model, list[str]]:
    """The model as it was kept. Raises OSError where it was not, ValueError where it is damaged."""
    parts = {part.name: np.asarray(np.load(folder / f"{part.name}.npy", mmap_mode="c")) for part in fields(Model)}
    names = np.load(folder / "names.npy").tolist()
    model = Model(**parts)
    alike = model.lines.shape[1:] == model.least.shape == model.prior.shape == (len(names),) and model.which.shape == model.value.shape
    if not alike:
        raise ValueError("not the tables that belong together")
    return model, names


def _unpacked() -> tuple[Model, list[str]]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    names = [UNDETERMINED if name == "zxx" else name for name in whole.nb_classes]
    moves, row, feature = np.array(whole.tk_nextmove), np.array(whole.tk_row), np.array(whole.tk_output)
    return packed(moves, row, feature, np.asarray(whole.nb_ptc), np.asarray(whole.nb_pc)), names
