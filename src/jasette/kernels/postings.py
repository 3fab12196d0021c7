"""Which texts hold which words: an inverted index from the stream of all tokens, and phrases looked up in that stream.

`stream` holds the tokens of all texts as numbers, one text after the other; text d has those from `starts[d]` to before
`starts[d + 1]`. The postings of term t are the texts that hold it, in order, each once. Source: Zobel, J. & Moffat, A. (2006).
Inverted files for text search engines. ACM Computing Surveys 38(2).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jasette.kernels import Integers, kernel

Small = npt.NDArray[np.int32]
Truths = npt.NDArray[np.bool_]


@kernel
def rename(stream: Small, rank: Small) -> None:
    """Give each token of a piece of the stream its new number. O(tokens)."""
    for at in range(stream.size):
        stream[at] = rank[stream[at]]


@kernel
def count(stream: Small, starts: Integers, last: Integers, counts: Integers) -> None:
    """Add to `counts`, for each term, in how many texts it stands; `last` (-1 for each term) is working room. O(tokens)."""
    for text in range(starts.size - 1):
        for at in range(starts[text], starts[text + 1]):
            term = stream[at]
            if last[term] != text:
                last[term] = text
                counts[term] += 1


@kernel
def fill(stream: Small, starts: Integers, low: int, high: int, next_at: Integers, last: Integers, postings: Small) -> None:
    """Write the postings of the terms from `low` to before `high`, each from its place in `next_at` on; `last` is as in `count`."""
    for text in range(starts.size - 1):
        for at in range(starts[text], starts[text + 1]):
            term = stream[at] - low
            if 0 <= term < high - low and last[term] != text:
                last[term] = text
                postings[next_at[term]] = text
                next_at[term] += 1


@kernel
def mark(postings: Small, low: int, high: int, found: Truths) -> None:
    """Set `found` of the texts in `postings[low:high]`. O(high - low)."""
    for at in range(low, high):
        found[postings[at]] = True


@kernel
def follow(stream: Small, starts: Integers, lows: Integers, highs: Integers, postings: Small, low: int, high: int, found: Truths) -> None:
    """Set `found` of the texts in `postings[low:high]` in which the terms of a phrase follow each other.

    The i-th term of the phrase is any number from `lows[i]` to before `highs[i]`. O(tokens of these texts).
    """
    size = lows.size
    for place in range(low, high):
        text = postings[place]
        if found[text]:
            continue
        for begin in range(starts[text], starts[text + 1] - size + 1):
            same = 0
            while same < size and lows[same] <= stream[begin + same] < highs[same]:
                same += 1
            if same == size:
                found[text] = True
                break
