"""Where the nodes of a small network stand on a plane: near whom they are tied to, and never on top of each other.

NumPy alone, for some hundreds of nodes: every pair counts, so memory and a round are O(n²).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jasette.kernels import Reals

ROUNDS = 300
STILL = 1e-4
"""A round that lowers the stress by less than this share of it is the last."""
SEED = 20081014


def stress(ties: npt.ArrayLike, *, seed: int = SEED, rounds: int = ROUNDS) -> Reals:
    """Places (float64, n × 2) of n nodes between whom `ties` (n × n, not negative, taken both ways) hold; the same for the same seed.

    The way between two is as long as the shortest one over ties, each 1 / (1 + log(1 + tie)) long; nodes that no way joins
    stand a little farther than the farthest two. Places come to agree with these lengths, near pairs counting most
    (weights d⁻²), by majorization. They lie around the origin, the longest ways about 1 long. No nodes: (0, 2).
    Source: Gansner, E., Koren, Y. & North, S. (2005). Graph drawing by stress majorization. LNCS 3383, 239–250.
    """
    tie = np.asarray(ties, np.float64)
    n = len(tie)
    if n < 2:
        return np.zeros((n, 2))
    far = _ways(tie + tie.T)
    with np.errstate(divide="ignore"):
        weight = np.where(np.eye(n, dtype=bool), 0.0, far**-2.0)
    places = _begin(far) + np.random.default_rng(seed).normal(scale=1e-3, size=(n, 2))
    # Each node in turn goes to where its pairs want it, all at once: the pseudo-inverse of the weights' Laplacian is made once.
    inverse = np.linalg.pinv(np.diag(weight.sum(1)) - weight)
    last = np.inf
    for _ in range(rounds):
        apart = _apart(places)
        found = float((weight * (apart - far) ** 2).sum())
        if last - found < STILL * found:
            break
        last = found
        with np.errstate(divide="ignore", invalid="ignore"):
            pull = np.where(apart > 0, weight * far / apart, 0.0)
        places = inverse @ ((np.diag(pull.sum(1)) - pull) @ places)
    return _turned(places - places.mean(0))


def spread(places: npt.ArrayLike, radii: npt.ArrayLike, *, gap: float = 0.0, rounds: int = 500) -> Reals:
    """`places` (n × 2) moved so little that circles of `radii` (n) keep `gap` between them; what stays too near after `rounds`, stays.

    Those that stand on the same spot part in a fixed direction. Each round is O(n²).
    """
    found, radius = np.array(places, np.float64), np.asarray(radii, np.float64)
    n = len(found)
    needed = radius[:, None] + radius[None, :] + gap
    np.fill_diagonal(needed, 0.0)
    angle = 2.4 * np.arange(n)  # about the golden angle: no two directions are alike
    own = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for _ in range(rounds):
        away = found[:, None] - found[None, :]
        apart = np.sqrt((away**2).sum(-1))
        short = np.maximum(needed - apart, 0.0)
        if not (short > 1e-9).any():
            break
        with np.errstate(divide="ignore", invalid="ignore"):
            way = np.where(apart[..., None] > 1e-12, away / apart[..., None], own[:, None] - own[None, :])
        found += 0.5 * (short[..., None] * way).sum(1) / np.maximum((short > 0).sum(1), 1)[:, None]
    return found


def _ways(tie: Reals) -> Reals:
    """The shortest ways between all pairs (Floyd 1962, Warshall 1962), scaled so that the longest is 1; O(n³)."""
    with np.errstate(divide="ignore"):
        far = np.where(tie > 0, 1 / (1 + np.log1p(tie)), np.inf)
    np.fill_diagonal(far, 0.0)
    for middle in range(len(far)):
        np.minimum(far, far[:, middle, None] + far[None, middle], out=far)
    joined = far[np.isfinite(far)]
    longest = float(joined.max()) or 1.0
    return np.where(np.isfinite(far), far, 1.2 * longest) / longest


def _begin(far: Reals) -> Reals:
    """Classical scaling (Torgerson 1952): the two directions in which the lengths differ most."""
    n = len(far)
    centre = np.eye(n) - 1 / n
    values, vectors = np.linalg.eigh(-0.5 * centre @ far**2 @ centre)
    two = vectors[:, -2:][:, ::-1] * np.sqrt(np.maximum(values[-2:][::-1], 0.0))
    # An eigenvector's sign is anybody's: its largest entry is made positive.
    return np.asarray(two * np.where(two[np.abs(two).argmax(0), range(two.shape[1])] < 0, -1.0, 1.0))


def _apart(places: Reals) -> Reals:
    return np.asarray(np.sqrt(((places[:, None] - places[None, :]) ** 2).sum(-1)))


def _turned(places: Reals) -> Reals:
    """The widest direction lies across."""
    _, _, axes = np.linalg.svd(places, full_matrices=False)
    turned = places @ axes.T
    return np.asarray(turned * np.where(turned[np.abs(turned).argmax(0), range(turned.shape[1])] < 0, -1.0, 1.0))
