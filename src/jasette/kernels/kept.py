"""Machine code of kernels, kept on disk and called without Numba: a command that compiles nothing does not import it.

Numba and its registries take more than a second and some 100 MB of every process, and LLVM, with which it makes code, another
45 MB. What `made.py` keeps needs neither: it is copied into memory, and a few addresses are added to it. Where it cannot be linked
before (`linked.py` does it on Linux on x86-64), object code is kept, which LLVM loads. A kernel is called in this way with contiguous
arrays of one to three dimensions and with numbers; where anything is missing, damaged or of another machine, Numba does it as if
this were not here.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import json
import mmap
import os
import pickle
import struct
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path
from typing import Any, cast

import numpy as np

Call = Callable[..., Any]
STRANGE = object()
"""What a function answers to arguments of another signature."""
LOWEST, HIGHEST = -(2**63), 2**63 - 1
"""Of an int that Numba takes for int64: another one is another signature."""
MOST_DIMENSIONS = 3
TYPE, VALUE, TABLE = 8, 16, bytes.__basicsize__ - 1
"""Where an object has its type, a number its value, and bytes what is in them."""
DATA, DIMENSIONS, SHAPE, STRIDES, DTYPE, FLAGS = 16, 24, 32, 40, 56, 64
"""Where an array has what, in bytes (`PyArrayObject_fields`, which is part of NumPy's binary interface): two ints, else words."""

NUMBERS: dict[type, str] = {int: "<i8", float: "<f8", bool: "|b1"}
"""What Python's numbers are as dtypes."""
C_TYPES: dict[str, Any] = {"|b1": ctypes.c_bool, "<f4": ctypes.c_float, "<f8": ctypes.c_double} | {
    np.dtype(one).str: one
    for one in (
        ctypes.c_int8,
        ctypes.c_int16,
        ctypes.c_int32,
        ctypes.c_int64,
        ctypes.c_uint8,
        ctypes.c_uint16,
        ctypes.c_uint32,
        ctypes.c_uint64,
    )
}

LINUX = sys.platform == "linux" and os.uname().machine == "x86_64"
"""Where kernels are linked when they are made, and nothing of LLVM is asked."""
PROCESSOR = ("vendor_id", "cpu family", "model", "model name", "stepping", "flags")
"""What Linux says of a processor that tells which instructions it has."""
OWN, ADDRESS = "", struct.Struct("<Q")
"""The name under which linked code points into itself, and an address as it stands there."""

_loading = threading.Lock()
_loaded: dict[str, Call] = {}
_held: list[Any] = []
"""What loaded code points to."""


def form(one: Any) -> str | None:
    """What an argument is, as it stands in the name of what is kept; None if nothing is kept for its like."""
    if type(one) is not np.ndarray:
        code = None if type(one) is int and not LOWEST <= one <= HIGHEST else number(type(one))
        return None if code is None else f"{'py' if type(one) in NUMBERS else 'np'}:{code}"
    flags, plain = one.flags, one.dtype.isnative and one.dtype.kind in "iufb" and one.dtype.itemsize <= 8
    if not plain or not 1 <= one.ndim <= MOST_DIMENSIONS or not flags.c_contiguous or not flags.aligned or one.dtype == np.float16:
        return None
    return f"{one.dtype.str}:{one.ndim}{'w' if flags.writeable else 'r'}"


def number(kind: type) -> str | None:
    """The dtype of a number's type; None if it is none."""
    if kind in NUMBERS:
        return NUMBERS[kind]
    if issubclass(kind, np.bool_ | np.integer | np.floating) and np.dtype(kind).char in "bBhHiIlLqQfd?":
        return np.dtype(kind).str
    return None


@functools.cache
def usable() -> bool:
    """Whether this interpreter's arrays lie as the wrappers expect, and nobody asked Numba not to compile."""
    return _as_expected() and os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"


def _as_expected() -> bool:
    # an object begins with its count of references and its type, a word of 64 bits each: not so where threads run free
    if sys.implementation.name != "cpython" or not object.__basicsize__ == 2 * ctypes.sizeof(ctypes.c_void_p) == VALUE:
        return False
    probe = np.zeros((3, 2))
    address = id(probe)
    shape, strides = (
        (ctypes.c_ssize_t * 2).from_address(ctypes.c_void_p.from_address(address + at).value or address) for at in (SHAPE, STRIDES)
    )
    found = [ctypes.c_void_p.from_address(address + at).value for at in (TYPE, DATA, DTYPE)]
    numbers = [ctypes.c_int.from_address(address + at).value for at in (DIMENSIONS, FLAGS)]
    return (
        found == [id(np.ndarray), probe.ctypes.data, id(np.dtype(float))]
        and numbers == [2, probe.flags.num]
        and (tuple(shape), tuple(strides)) == (probe.shape, probe.strides)
    )


@functools.cache
def sources() -> str:
    """A digest of all files with kernels: kernels are compiled into each other."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@functools.cache
def machine() -> str:
    """What else the code depends on: versions, processor, and what the environment tells Numba."""
    versions = [sys.version, np.__version__, _version("numba"), _version("llvmlite")]
    told = sorted((name, value) for name, value in os.environ.items() if name.startswith("NUMBA_") and name != "NUMBA_CACHE_DIR")
    return json.dumps([versions, _processor(), told])


def _version(name: str) -> str:
    """What a package says of its version; it is not imported, nor is the metadata of packages, which takes as long as LLVM."""
    found = find_spec(name)
    if found is None or found.origin is None:
        raise ImportError(f"there is no {name}")
    return Path(found.origin).with_name("_version.py").read_text(encoding="utf-8")


def _processor() -> list[Any]:
    if LINUX:
        with suppress(OSError), Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as file:
            # only of the first processor: where there are hundreds, to tell of all takes long
            first = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in takewhile(str.strip, file))}
            return [first.get(name) for name in PROCESSOR]
    import llvmlite.binding as llvm

    features = sorted(name for name, there in llvm.get_host_cpu_features().items() if there)
    return [llvm.get_process_triple(), llvm.get_host_cpu_name(), features]


def place(function: Callable[..., Any], signature: tuple[str, ...]) -> tuple[Path, str, tuple[str, ...]] | None:
    """The file of a kernel under a signature, the key that it must hold, and the signature; None if its source cannot be read.

    A changed source has another key and the same file: what is old is written over.
    """
    try:
        room = Path(__file__).parent
        known = sources()
        if (own := Path(function.__code__.co_filename)).parent != room:
            known += hashlib.sha256(own.read_bytes()).hexdigest()
        elsewhere = hashlib.sha256(repr((machine(), str(room), signature)).encode()).hexdigest()
    except (OSError, ImportError):
        return None
    name = f"{function.__module__.removeprefix('jasette.')}.{function.__qualname__}-{elsewhere[:16]}.o"
    key = hashlib.sha256(f"{known} {elsewhere} {name}".encode()).hexdigest()
    return Path(os.environ["NUMBA_CACHE_DIR"]) / "objects" / name, key, signature


def read(path: Path, key: str) -> tuple[dict[str, Any], bytes] | None:
    """What is kept: how it is called, and its code; None if there is nothing, or it is damaged or of another source."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    digest, body = whole[:32], whole[32:]
    if hashlib.sha256(body).digest() != digest:
        return None
    head, _, code = body.partition(b"\n")
    how: dict[str, Any] = json.loads(head)
    return (how, code) if how["key"] == key else None


def write(path: Path, how: dict[str, Any], code: bytes) -> None:
    """Keep code, whole or not at all; a disk that is full or may not be written is no error."""
    body = json.dumps(how).encode() + b"\n" + code
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                file.write(hashlib.sha256(body).digest() + body)
                file.close()
                Path(file.name).replace(path)
            except OSError:
                Path(file.name).unlink()
                raise


def load(how: dict[str, Any], code: bytes) -> Call | None:
    """The kernel as a function; None if it is not fit, or this process lacks what the code calls."""
    if "symbol" not in how:
        return None
    symbol = how["symbol"]
    with _loading:
        if symbol in _loaded:  # LLVM takes a name only once
            return _loaded[symbol]
        addresses = _in_memory(how, code) if "places" in how else _by_llvm(how, code)
        if addresses is None:
            return None
        call = _loaded[symbol] = _caller(*addresses, how["signature"], how["result"])
        return call


def _in_memory(how: dict[str, Any], code: bytes) -> tuple[int, int] | None:
    """Where linked code is once it may be executed. Its pages are written before, never then, and stay as long as the process."""
    process = _process()
    try:
        addresses = {name: ctypes.cast(process[name], ctypes.c_void_p).value or 0 for name in how["needs"]}
    except AttributeError:
        return None
    own = process.mmap(None, len(code), mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    if own == ctypes.c_void_p(-1).value:
        return None
    image = bytearray(code)
    for name, places in how["places"].items():
        address = own if name == OWN else addresses[name]
        for at in places:
            ADDRESS.pack_into(image, at, (ADDRESS.unpack_from(image, at)[0] + address) % 2**64)
    ctypes.memmove(own, bytes(image), len(image))
    if process.mprotect(own, len(code), mmap.PROT_READ | mmap.PROT_EXEC) != 0:  # a system that is told to run no code made at run time
        process.munmap(own, len(code))
        return None
    main, release = (own + entry for entry in how["entries"])
    return main, release


@functools.cache
def _process() -> ctypes.CDLL:
    """All names of this process. Python's own `mmap` would give the pages back at its end, when a thread may still be in them."""
    process = ctypes.CDLL(None)
    word = ctypes.c_size_t
    process.mmap.restype, process.mmap.argtypes = ctypes.c_void_p, (ctypes.c_void_p, word, *[ctypes.c_int] * 3, ctypes.c_long)
    process.mprotect.argtypes, process.munmap.argtypes = (ctypes.c_void_p, word, ctypes.c_int), (ctypes.c_void_p, word)
    return process


def _by_llvm(how: dict[str, Any], code: bytes) -> tuple[int, int] | None:
    """Where object code is once LLVM has loaded it, which would end the process where a name is missing."""
    import llvmlite.binding as llvm

    engine = _engine()
    if any(llvm.address_of_symbol(name) is None for name in how["needs"]):
        return None
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    main, release = (engine.get_function_address(how["symbol"] + end) for end in ("", ".release"))
    return main, release


@functools.cache
def _engine() -> Any:
    """LLVM's loader of object code: one for all kernels of the process, which stay as long as it."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), llvm.Target.from_default_triple().create_target_machine())


class Raised(Exception):
    """A kernel raised something; the argument is the address of what Numba says of it."""


class _Method(ctypes.Structure):
    """CPython's PyMethodDef."""

    _fields_ = (("name", ctypes.c_char_p), ("function", ctypes.c_void_p), ("flags", ctypes.c_int), ("doc", ctypes.c_char_p))


FASTCALL = 0x80
"""CPython's METH_FASTCALL: a function of itself, an array of arguments, and how many they are."""
NAMED = [STRANGE, Raised, np.ndarray, None, True]
"""Objects that the code needs to know: their addresses lie in the function's `self`, and then those of each argument's dtype or type."""


def _caller(address: int, release: int, signature: list[str], result: Any) -> Call:
    """Machine code as a function of Python, which lets go of the interpreter's lock. It answers STRANGE to arguments of another signature.

    `result` is a code of `C_TYPES`, `[dtype, dimensions]` of an array, a dict `{"tuple": [results]}`, or None: of arrays and tuples
    the code gives bytes.
    """
    known = [*NAMED, *map(_expected, signature)]
    table = b"".join(id(one).to_bytes(8, sys.byteorder) for one in known)
    method = _Method(b"kernel", address, FASTCALL, None)
    new = ctypes.pythonapi.PyCFunction_NewEx
    new.restype, new.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p)
    call = new(ctypes.addressof(method), table, None)
    _held.append((known, method))
    if result is None or isinstance(result, str):
        return cast("Call", call)
    layout, free = _layout(result), ctypes.CFUNCTYPE(None, ctypes.c_void_p)(release)

    def called(*given: Any) -> Any:
        raw = call(*given)
        return raw if raw is STRANGE else _result(layout.from_buffer_copy(raw), result, free)

    return called


def _expected(one: str) -> Any:
    """The dtype that an array must have, which is one object for each kind, or the type of a number."""
    what, code = one.split(":")
    if what == "py":
        return next(kind for kind, own in NUMBERS.items() if own == code)
    return np.dtype(code).type if what == "np" else np.dtype(what)


def _layout(result: Any) -> Any:
    if isinstance(result, str):
        return C_TYPES[result]
    if isinstance(result, list):
        word, address = ctypes.c_ssize_t, ctypes.c_void_p
        fields: list[Any] = [("meminfo", address), ("parent", address), ("size", word), ("itemsize", word), ("data", address)]
        return type("Array", (ctypes.Structure,), {"_fields_": [*fields, ("shape", word * result[1]), ("strides", word * result[1])]})
    parts = [(f"_{at}", _layout(part)) for at, part in enumerate(result["tuple"])]
    return type("Tuple", (ctypes.Structure,), {"_fields_": parts})


def _result(value: Any, result: Any, free: Call) -> Any:
    if isinstance(result, str):
        return value
    if isinstance(result, list):
        return np.asarray(_Memory(value, result[0], free))
    return tuple(_result(getattr(value, f"_{at}"), part, free) for at, part in enumerate(result["tuple"]))


class _Memory:
    """What a kernel allocated: given back when no array lies in it any more."""

    def __init__(self, value: Any, dtype: str, free: Call) -> None:
        self._meminfo, self._free = value.meminfo, free
        if self._meminfo is None:
            raise RuntimeError("a kernel gives back what it was given")
        self.__array_interface__ = {
            "version": 3,
            "typestr": dtype,
            "shape": tuple(value.shape),
            "strides": tuple(value.strides),
            "data": (value.data, False),
        }

    def __del__(self) -> None:
        if self._meminfo is not None:
            self._free(self._meminfo)


class _Info(ctypes.Structure):
    """What Numba says of an exception that a kernel raises: its class and arguments, pickled."""

    _fields_ = (("pickled", ctypes.c_void_p), ("size", ctypes.c_int))


def raised(by: Raised) -> BaseException:
    """The exception itself."""
    told = _Info.from_address(by.args[0])
    kind, arguments, _ = pickle.loads(ctypes.string_at(told.pickled, told.size))  # noqa: S301 - it lay in the code that ran
    return cast("BaseException", kind(*arguments or ()))
