"""What a command does without: it is one process, and ends."""

from __future__ import annotations

import gc
import os
import sys
from importlib.abc import MetaPathFinder

SPARED = {
    "pandas": "imported by pyarrow where it happens to be installed, only to ask of an array whether it is one of its own",
    "pyarrow._s3fs": "clouds: no command reads from one, and their libraries are loaded with the first Parquet file",
    "pyarrow._gcsfs": "the same",
    "pyarrow._azurefs": "the same",
    "pyarrow._hdfs": "the same",
}
"""Modules that are not found, and why: whoever asks for them goes on without."""


class _Spared(MetaPathFinder):
    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname in SPARED:
            raise ModuleNotFoundError("no command needs it", name=fullname)


def lean() -> None:
    """To be called once, before anything heavy is imported."""
    # what is imported stays: to look for cycles in it again and again takes a fifth of the time
    gc.set_threshold(200_000, 20, 20)
    sys.meta_path.insert(0, _Spared())
    if "OMP_NUM_THREADS" not in os.environ:
        # NumPy starts a thread of linear algebra for each core when it is imported; no command has work for them
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Arrow's own pool keeps thirty megabytes for each thread that ever asked it for some
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
