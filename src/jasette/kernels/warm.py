"""Every kernel compiled before anybody waits for it: `jasette init` begins it in a process of its own, and goes on.

    python -m jasette.kernels.warm

The calls are those that the program makes, on next to nothing, so that the types are the same. A test compares what is
compiled here with what reading, building and measuring the example compile.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa


def _bayes() -> None:
    from jasette.kernels.bayes import classify, packed

    classify(packed(np.zeros(256, np.uint32), np.zeros(1, np.uint16), np.zeros(1, np.int32), np.zeros((1, 1)), np.zeros(1)), [b"a"])


def _bursts() -> None:
    from jasette.kernels.bursts import states

    states([[1, 0]], [1, 1])


def _coordination() -> None:
    from jasette.kernels.coordination import Shares

    shares = Shares([0, 0], [0, 1], [1, 0])
    list(shares.pairs()), shares.found, shares.null(1), shares.weights()


def _betweenness() -> None:
    from jasette.kernels import graph
    from jasette.kernels.betweenness import betweenness

    betweenness(graph.build([0], [1], nodes=3))


def _components() -> None:
    from jasette.kernels import components, graph

    pair = graph.build([0], [1])
    components.weak(pair), components.strong(pair)


def _controversy() -> None:
    from jasette.kernels import controversy, graph

    pair = graph.build([0], [1])
    controversy.controversy(pair, [0, 1], draws=2), controversy.controversy_of_hubs(pair, [0, 1], draws=2)


def _cores() -> None:
    from jasette.kernels import graph
    from jasette.kernels.cores import core_numbers

    core_numbers(graph.build([0], [1]))


def _forest() -> None:
    from jasette.kernels.forest import forest

    forest([1, -1])  # a child before its parent: both ways up


def _graph() -> None:
    from jasette.kernels import graph

    pair = graph.build([0, 1], [1, 0])
    graph.reciprocity(pair), pair.strength


def _hindex() -> None:
    from jasette.kernels.hindex import h_index

    h_index([1])


def _held() -> None:
    from jasette.kernels.held import HeldWords

    HeldWords(["a"]).holding(pa.array(["a"]))


def _keyset() -> None:
    from jasette.kernels.keyset import KeySet

    for counting in (False, True):
        keys = KeySet(counting=counting)
        (keys.nth if counting else keys.admit)(np.arange(1, 2 + 1024, dtype=np.int64))  # more than its first room


def _lots() -> None:
    from jasette.kernels.lots import lots

    lots(1, 0)


def _mixing() -> None:
    from jasette.kernels import graph
    from jasette.kernels.mixing import external_internal

    external_internal(graph.build([0], [1]), [0, 1], permutations=1)


def _multinomial() -> None:
    from jasette.kernels.multinomial import multinomial

    multinomial(np.random.default_rng(0), np.ones(2, np.int64), 1)


def _numbering() -> None:
    from jasette.kernels.numbering import Numbers

    Numbers().take(pa.array([str(number) for number in range(1024)]))  # more than its first room


def _pagerank() -> None:
    from jasette.kernels import graph, pagerank

    pagerank.tunkrank(graph.build([0], [1]))


def _pageranks() -> None:
    from jasette.kernels import graph, ranks

    ranks.pageranks(graph.build([0, 1], [1, 0]), [0], draws=1)


def _ranks() -> None:
    from jasette.kernels.ranks import sums

    sums([0], [0], people=1, voices=1, draws=1)


def _postings() -> None:
    from jasette.kernels import postings

    stream, starts, one = np.zeros(1, np.int32), np.array([0, 1]), np.zeros(1, np.int64)
    postings.rename(stream, stream.copy())
    postings.count(stream, starts, one - 1, one.copy())
    postings.fill(stream, starts, 0, 1, one.copy(), one - 1, stream.copy())
    for array in (stream, starts):
        array.flags.writeable = False  # as an index is that was written
    found = np.zeros(1, np.bool_)
    postings.mark(stream, 0, 1, found)
    postings.follow(stream, starts, one, one + 1, stream, 0, 1, found)


def _shingles() -> None:
    from jasette.kernels.shingles import alike, alike_said

    alike(["one and the same few words", "one and the same few words"])
    alike_said(pa.array(["one, and the same few words"]))


def _sorting() -> None:
    from jasette.kernels.sorting import in_order

    in_order(np.zeros(1, np.int64)), in_order(np.zeros(1, np.uint64))


def _strings() -> None:
    from jasette.kernels import strings

    parts, offsets = np.zeros((0, strings.PART), np.int64), np.zeros(2, np.int64)
    strings.address(offsets), strings.address(offsets.view(np.uint8))
    strings.measure(parts, offsets)
    strings.join(parts, 0, 0, 0)
    strings.write_numbers(np.zeros(1, np.int64), np.zeros(strings.DIGITS, np.uint8), offsets)


def _tokens() -> None:
    from jasette.kernels import tokens

    for _ in tokens.cut(pa.array(["#a"]), np.arange(tokens.HAN + 1), np.frombuffer(b"a" * tokens.HAN, np.uint8)):
        pass


def _prefix() -> None:
    from jasette.kernels.prefix import prefixed

    prefixed("a", pa.array(["a"]))


def _xxh64() -> None:
    from jasette.kernels.xxh64 import row_keys

    row_keys(pa.table({"text": ["a"], "list": [["a"]]}), ("text", "list"))


def _json_cut() -> None:
    from jasette.kernels.json_cut import cut, fresh, room

    cut(np.frombuffer(b"[1]", np.uint8), fresh(enter=True), room(1))


CALLS: dict[str, Callable[[], None]] = {
    "bayes": _bayes,
    "betweenness": _betweenness,
    "components": _components,
    "controversy": _controversy,
    "cores": _cores,
    "bursts": _bursts,
    "coordination": _coordination,
    "forest": _forest,
    "json_cut": _json_cut,
    "graph": _graph,
    "hindex": _hindex,
    "held": _held,
    "keyset": _keyset,
    "lots": _lots,
    "mixing": _mixing,
    "multinomial": _multinomial,
    "numbering": _numbering,
    "pagerank": _pagerank,
    "pageranks": _pageranks,
    "ranks": _ranks,
    "postings": _postings,
    "prefix": _prefix,
    "shingles": _shingles,
    "sorting": _sorting,
    "strings": _strings,
    "tokens": _tokens,
    "xxh64": _xxh64,
}
"""For each file with kernels what compiles them all."""


def warm() -> None:
    """Compile every kernel, or find it in the cache; a mark tells that it was done."""
    for call in CALLS.values():
        call()
    mark().touch()


def mark() -> Path:
    """The file that is there if all kernels, as they are now, were compiled: Numba knows a source by its time and size."""
    sources = [path.stat() for path in sorted(Path(__file__).parent.glob("*.py"))]
    known = f"{sys.version} {version('numba')} {[(status.st_mtime_ns, status.st_size) for status in sources]}"
    return Path(os.environ["NUMBA_CACHE_DIR"]) / f"warm-{hashlib.sha256(known.encode()).hexdigest()[:16]}"


def begin() -> bool:
    """Begin to compile in the background, where it was not done yet; True if it was begun. Nothing fails if that cannot be."""
    with suppress(OSError):
        if mark().exists():
            return False
        # A session of its own: neither Ctrl-C nor the end of the terminal is meant for it. -P: not from the folder one is in.
        subprocess.Popen(
            [sys.executable, "-P", "-m", "jasette.kernels.warm"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return True
    return False


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(5)  # what the person does next goes first
    warm()
