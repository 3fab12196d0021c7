"""Where the words of all posts stand: an index of one build, in a folder of its own, that goes with the build.

    ids.arrow        post_id of each text, in the order of the table `posts`
    vocabulary.arrow the folded words, sorted by their bytes, so that those that begin alike are neighbours
    stream.npy       the words of all texts as numbers (int32), one text after the other; starts.npy: where each text begins
    postings.npy     for each word the texts that hold it (int32), from places.npy on
    worded.npy       which texts are known; reposts.npy: reposts whose original is here, beside that original

What nobody may be found by (handles, addresses) is in none of them (`folding.tokens`); a deleted text has no words.
"""

from __future__ import annotations

import bisect
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jasette.kernels import Integers, integers, postings
from jasette.kernels.numbering import Numbers
from jasette.kernels.tokens import cut
from jasette.topic.folding import tables
from jasette.topic.language import Both, Node, Not, Phrase, Term, Topic

if TYPE_CHECKING:
    import duckdb

Small = npt.NDArray[np.int32]
Truths = npt.NDArray[np.bool_]

AT_ONCE = 1 << 16
"""Texts that are cut at once, and ids in a batch of `ids.arrow`."""
ROOM = 1 << 25
"""Postings that are written at once: a pass over the stream for each."""
PIECE = 1 << 24
FIELDS = pa.schema([("post_id", pa.string())])

# A tag that its platform gives apart from the text counts as one that stands behind it.
TEXTS = """
SELECT post_id, CASE WHEN kind = 'repost' THEN repost_of END AS repost_of,
    CASE WHEN text IS NOT NULL THEN concat(text, coalesce(array_to_string(list_transform(
        list_filter(tags, lambda tag: NOT contains(lower(text), concat('#', lower(tag)))),
        lambda tag: concat(chr(31), '#', replace(tag, ' ', '_'))), ''), '')) END AS words
FROM posts"""


def build(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the index of the table `posts` into `folder`, which appears whole or not at all; no posts: an index without texts.

    Memory is that of the vocabulary and of a few pieces, whatever the number of posts. O(bytes + words · passes).
    """
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    _write_postings(partial, *_read(connection, partial))
    partial.replace(folder)


def _read(connection: duckdb.DuckDBPyConnection, folder: Path) -> tuple[pa.Array, Integers]:
    """Write ids, the stream (in numbers of no order yet) and the reposts; the words by number, and where each text begins."""
    numbers, counts, worded = Numbers(), [np.zeros(1, np.int64)], [np.empty(0, np.bool_)]
    reposts: list[Integers] = []
    originals: list[pa.Array] = []
    done = 0
    starts, folded = tables()
    reader = connection.sql(TEXTS).to_arrow_reader(AT_ONCE)
    with (
        pa.OSFile(str(folder / "ids.arrow"), "wb") as sink,
        pa.ipc.new_file(sink, FIELDS) as ids,
        (folder / "stream.raw").open("wb") as out,
    ):
        for batch in reader:
            ids.write_batch(pa.record_batch([batch["post_id"]], schema=FIELDS))
            for each, words in cut(batch["words"], starts, folded):
                counts.append(each)
                numbers.take(words).astype(np.int32).tofile(out)
            worded.append(pc.is_valid(batch["words"]).to_numpy(zero_copy_only=False))
            shared = np.flatnonzero(pc.is_valid(batch["repost_of"]).to_numpy(zero_copy_only=False))
            reposts.append(done + shared)
            originals.append(batch["repost_of"].take(pa.array(shared)))
            done += batch.num_rows
    np.save(folder / "worded.npy", np.concatenate(worded))
    np.save(folder / "reposts.npy", _pairs(folder, reposts, originals))
    return numbers.texts(), np.cumsum(np.concatenate(counts))


def _pairs(folder: Path, reposts: list[Integers], originals: list[pa.Array]) -> Small:
    """Texts of reposts, and those of their originals, where these are here."""
    if not reposts:
        return np.empty((2, 0), np.int32)
    known = Numbers()
    wanted = known.take(pa.chunked_array(originals, pa.string()))
    text_of = np.full(len(known) + 1, -1, np.int64)
    for begin, batch in _ids(folder):
        met = known.find(batch)
        here = np.flatnonzero(met >= 0)
        text_of[met[here]] = begin + here
    text_of[-1] = -1
    pairs = np.stack([np.concatenate(reposts), text_of[wanted]])
    return pairs[:, pairs[1] >= 0].astype(np.int32)


def _write_postings(folder: Path, words: pa.Array, starts: Integers) -> None:
    """Give words numbers in the order of their bytes, and write the postings, as many words at once as ROOM holds."""
    order = pc.sort_indices(words).to_numpy()
    rank = np.empty(len(words), np.int32)
    rank[order] = np.arange(len(words), dtype=np.int32)
    with pa.OSFile(str(folder / "vocabulary.arrow"), "wb") as sink:
        vocabulary = pa.record_batch([words.take(pa.array(order))], ["word"])
        with pa.ipc.new_file(sink, vocabulary.schema) as out:
            out.write_batch(vocabulary)
    size = int(starts[-1])
    stream: Small = np.lib.format.open_memmap(folder / "stream.npy", mode="w+", dtype=np.int32, shape=(size,)).view(np.ndarray)
    with (folder / "stream.raw").open("rb") as raw:
        for at in range(0, size, PIECE):
            piece = np.fromfile(raw, np.int32, PIECE)
            postings.rename(piece, rank)
            stream[at : at + piece.size] = piece
    (folder / "stream.raw").unlink()
    counts, last = np.zeros(len(words), np.int64), np.full(len(words), -1, np.int64)
    postings.count(stream, starts, last, counts)
    places = np.concatenate([[0], np.cumsum(counts)])
    whole: Small = np.lib.format.open_memmap(folder / "postings.npy", mode="w+", dtype=np.int32, shape=(int(places[-1]),)).view(np.ndarray)
    low = 0
    while low < len(words):
        # at least one word at once, however common it is
        high = max(int(np.searchsorted(places, places[low] + ROOM, side="right")) - 1, low + 1)
        piece = np.empty(places[high] - places[low], np.int32)
        last[: high - low] = -1
        postings.fill(stream, starts, low, high, integers(places[low:high] - places[low]), last, piece)
        whole[places[low] : places[high]] = piece
        low = high
    np.save(folder / "starts.npy", starts)
    np.save(folder / "places.npy", places)


def _ids(folder: Path) -> Any:
    """The ids by batch, each with the number of its first text."""
    begin = 0
    with pa.memory_map(str(folder / "ids.arrow")) as source:
        reader = pa.ipc.open_file(source)
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)["post_id"]
            yield begin, batch
            begin += len(batch)


class Index:
    """An index as it lies in its folder; what is not asked for is not read. FileNotFoundError where there is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stream, self._starts, self._postings, self._places, self._worded, self._reposts = (
            np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray)
            for name in ("stream", "starts", "postings", "places", "worded", "reposts")
        )
        self._words = _Vocabulary(folder / "vocabulary.arrow")

    def __len__(self) -> int:
        return int(self._worded.size)

    def texts(self, topic: Topic) -> Truths:
        """For each text whether it is on the topic; a repost whose original is here is where that is. A text without words never is."""
        found = self._find(topic.node)
        reposts, originals = self._reposts
        found[reposts] = found[originals]
        return found

    def post_ids(self, topic: Topic) -> pa.Table:
        """`post_id` of all posts on the topic, in the order of the table `posts`."""
        rows = np.flatnonzero(self.texts(topic))
        chunks: list[pa.Array] = []
        for begin, batch in _ids(self.folder):
            low, high = np.searchsorted(rows, (begin, begin + len(batch)))
            if low < high:
                chunks.append(batch.take(pa.array(rows[low:high] - begin)))
        return pa.table([pa.chunked_array(chunks, pa.string())], schema=FIELDS)

    def _find(self, node: Node) -> Truths:
        match node:
            case Phrase():
                found = np.zeros(len(self), np.bool_)
                self._add(node, found)
                return found
            case Not(of):
                found = self._find(of)
                np.logical_not(found, out=found)
                found &= self._worded
                return found
            case Both("OR", of):
                found = np.zeros(len(self), np.bool_)
                for one in of:
                    if isinstance(one, Phrase):
                        self._add(one, found)
                    else:
                        found |= self._find(one)
                return found
            case Both(_, of):
                first, *others = of
                found = self._find(first)
                for one in others:
                    found &= self._find(one)
                return found

    def _add(self, phrase: Phrase, found: Truths) -> None:
        """Mark the texts that hold a phrase."""
        ranges = [self._words.range(term) for term in phrase.terms]
        places = [(int(self._places[low]), int(self._places[high])) for low, high in ranges]
        if len(ranges) == 1:
            return postings.mark(self._postings, *places[0], found)
        rarest = min(places, key=lambda place: place[1] - place[0])
        lows, highs = (integers(side) for side in zip(*ranges, strict=True))
        postings.follow(self._stream, self._starts, lows, highs, self._postings, *rarest, found)


class _Vocabulary(Sequence[bytes]):
    """The words, sorted by their bytes, found by halving."""

    def __init__(self, path: Path) -> None:
        with pa.memory_map(str(path)) as source:
            words = pa.ipc.open_file(source).get_batch(0)["word"]
        self._words = words

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, at: Any) -> Any:
        return self._words[at].as_buffer().to_pybytes()

    def range(self, term: Term) -> tuple[int, int]:
        """Numbers of the words that a term means, from the first to before the last; the same twice where there is none."""
        word = term.word.encode()
        low = bisect.bisect_left(self, word)
        # No word holds this byte: it stands behind all that begin alike.
        return low, bisect.bisect_left(self, word + (b"\xff" if term.prefix else b"\x00"), low)
