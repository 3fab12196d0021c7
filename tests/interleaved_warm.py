"""For a fork server: what an act needs is imported, and its kernels compiled or found in the cache, before the fork."""

from __future__ import annotations

import interleaved_child  # noqa: F401
from jasette.kernels import warm

MEASURING = ("bayes", "pageranks")
"""Kernels of measures, which no act asks for: these start threads, which a fork does not carry over."""

for name, call in warm.CALLS.items():
    if name not in MEASURING:
        call()
