"""Machine code of a kernel that Numba has compiled, in a form that can be called without Numba (`kept.py`).

Around the kernel's function, which is taken as Numba optimised it, comes a C function that takes arrays as Python objects and
reads from them where the data lies. What Numba's runtime does for arrays that a kernel makes is a few lines over malloc. What
calls anything else (Python, random generators, BLAS) is not fit for this, and stays with Numba.
"""

from __future__ import annotations

import re
from typing import Any, cast

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.compiler_lock import global_compiler_lock
from numba.np import arrayobj
from numba.np.numpy_support import as_dtype

from jasette.kernels import kept, linked
from jasette.kernels.kept import DATA, DIMENSIONS, DTYPE, FLAGS, SHAPE, STRIDES, TABLE, TYPE, VALUE

MATHEMATICS = re.compile(
    "(a?(cos|sin|tan)h?|atan2|cbrt|ceil|copysign|erfc?|exp|exp10|exp2|expm1|fabs|floor|fma|fmax|fmin|fmod|hypot|ldexp|lgamma"
    "|log|log10|log1p|log2|nearbyint|pow|rint|round|sincos|sqrt|tgamma|trunc)f?"
)
"""The C library's functions that a kernel may call, for doubles and with an f behind for floats."""
MEMORY = re.compile("free|malloc|memcpy|memmove|memset")
PYTHON = re.compile(
    "Py_(Inc|Dec)Ref|PyEval_(Save|Restore)Thread|PyErr_SetObject|PyBool_FromLong|PyBytes_FromStringAndSize|PyFloat_FromDouble"
    "|PyLong_(AsLongLongAndOverflow|From(LongLong|UnsignedLongLong|VoidPtr))"
)
"""What the wrapper calls."""
INSTRUCTIONS = re.compile(
    "(abs|assume|bswap|ctlz|ctpop|cttz|experimental|fshl|fshr|lifetime|masked|[su](add|sub|mul|min|max)|vector|x86[.]atomic)[.].*"
)
"""LLVM's intrinsics that become instructions."""
OBJECT, WORD = cgutils.voidptr_t, ir.IntType(64)
CONTIGUOUS, ALIGNED, WRITEABLE = 0x1, 0x100, 0x400
"""NumPy's flags (NPY_ARRAY_…)."""

RUNTIME = """
declare ptr @malloc(i64)
declare void @free(ptr)

define linkonce_odr ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {
  %wide = zext i32 %align to i64
  %more = add i64 %wide, 64
  %all = add i64 %size, %more
  %over = icmp ult i64 %all, %size
  br i1 %over, label %none, label %ask
ask:
  %info = call ptr @malloc(i64 %all)
  %missing = icmp eq ptr %info, null
  br i1 %missing, label %none, label %there
there:
  call void @llvm.memset.p0.i64(ptr %info, i8 0, i64 64, i1 false)
  %end = getelementptr i8, ptr %info, i64 %more
  %at = ptrtoint ptr %end to i64
  %rest = urem i64 %at, %wide
  %down = sub i64 %at, %rest
  %data = inttoptr i64 %down to ptr
  store i64 1, ptr %info
  %field = getelementptr i8, ptr %info, i64 24
  store ptr %data, ptr %field
  %sized = getelementptr i8, ptr %info, i64 32
  store i64 %size, ptr %sized
  ret ptr %info
none:
  ret ptr null
}

define linkonce_odr ptr @NRT_MemInfo_alloc_safe_aligned(i64 %size, i32 %align) {
  %info = call ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align)
  ret ptr %info
}

define linkonce_odr void @NRT_MemInfo_call_dtor(ptr %info) {
  call void @free(ptr %info)
  ret void
}

declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)

define void @"{symbol}.release"(ptr %info) {
  %before = atomicrmw sub ptr %info, i64 1 acq_rel
  %last = icmp eq i64 %before, 1
  br i1 %last, label %give, label %end
give:
  call void @free(ptr %info)
  br label %end
end:
  ret void
}
"""
"""Memory as Numba's runtime gives it: 64 bytes in which the count of references, the address and the size stand where Numba looks
for them (`numba/core/runtime/nrtdynmod.py`), then the data."""


class Unfit(Exception):
    """The kernel needs more than is kept: not an error, Numba goes on."""


def make(dispatcher: Any, arguments: tuple[Any, ...], signature: tuple[str, ...], symbol: str) -> tuple[dict[str, Any], bytes]:
    """How the kernel is called, and its code, linked if it can be, once `dispatcher` compiled it for `arguments`. Raises Unfit."""
    import numba

    compiled = dispatcher.overloads.get(tuple(numba.typeof(one) for one in arguments))
    if compiled is None or compiled.objectmode or compiled.lifted or compiled.library.has_dynamic_globals:
        raise Unfit("Numba itself could not keep it")
    result = _result(compiled.signature.return_type)
    with global_compiler_lock:
        module = llvm.parse_assembly(str(_Wrapper(compiled, symbol, signature).module))
        module.link_in(compiled.library._get_module_for_linking(), preserve=True)
        module.link_in(llvm.parse_assembly(RUNTIME.replace("{symbol}", symbol)))
        _drop_unused(module, compiled.library.codegen, symbol)
        needs = _needs(module)
        code = compiled.library.codegen._tm.emit_object(module)
    how = {"symbol": symbol, "result": result, "needs": sorted(needs)}
    if not kept.LINUX or not (found := linked.link(code, [symbol, f"{symbol}.release"])):
        return how, code
    code, places, entries = found
    outside = places.keys() - {kept.OWN}
    for name in outside:
        _known(name)
    return how | {"needs": sorted(needs | outside), "places": places, "entries": entries}, code


def _result(kind: Any) -> Any:
    """`kept._caller`'s word for a type that is given back."""
    if isinstance(kind, types.NoneType):
        return None
    if isinstance(kind, types.Boolean | types.Integer | types.Float):
        return as_dtype(kind).str
    if isinstance(kind, types.Array) and kind.layout == "C" and kind.ndim <= kept.MOST_DIMENSIONS:
        return [as_dtype(kind.dtype).str, kind.ndim]
    if isinstance(kind, types.BaseAnonymousTuple):
        return {"tuple": [_result(part) for part in cast("Any", kind)]}
    raise Unfit(f"it gives back {kind}")


class _Wrapper:
    """`PyObject *symbol(PyObject *table, PyObject **arguments, Py_ssize_t count)`, as `kept._caller` makes a function of it.

    All arguments are looked at, and all is read from them, before the interpreter's lock is let go.
    """

    def __init__(self, compiled: Any, symbol: str, signature: tuple[str, ...]) -> None:
        self.context, self.types = compiled.target_context, compiled.signature
        self.module = compiled.library.codegen.create_library(f"{symbol}.library").create_ir_module(symbol)
        function = ir.Function(self.module, ir.FunctionType(OBJECT, [OBJECT, OBJECT, cgutils.intp_t]), symbol)
        table, given, count = function.args
        self.builder = ir.IRBuilder(function.append_basic_block())
        known = [self._word(table, TABLE + 8 * at) for at in range(len(kept.NAMED) + len(signature))]
        self.strange, self.raised, self.array_type, self.none, self.true, *expected = known
        self._same(count, cgutils.intp_t(len(signature)))
        things = [self._word(given, 8 * at) for at in range(len(signature))]
        values = [self._argument(*one) for one in zip(self.types.args, signature, things, expected, strict=True)]
        kernel = self.context.declare_function(self.module, compiled.fndesc)
        lock = self._python("PyEval_SaveThread", OBJECT)
        status, value = self.context.call_conv.call_function(self.builder, kernel, self.types.return_type, self.types.args, values)
        self._python("PyEval_RestoreThread", ir.VoidType(), lock)
        with cgutils.if_unlikely(self.builder, status.is_error):
            address = self._python("PyLong_FromVoidPtr", OBJECT, self.builder.bitcast(status.excinfoptr, OBJECT))
            self._python("PyErr_SetObject", ir.VoidType(), self.raised, address)
            self._python("Py_DecRef", ir.VoidType(), address)
            self.builder.ret(cgutils.get_null_value(OBJECT))
        self.builder.ret(self._returned(self.types.return_type, value))

    def _argument(self, kind: Any, form: str, thing: Any, expected: Any) -> Any:
        """Numba's value of an argument; the function goes back where the argument is of another form."""
        own = self._word(thing, TYPE)
        if isinstance(kind, types.Array):
            self._same(own, self.array_type)
            self._same(self._word(thing, DTYPE), expected)
            self._same(self._integer(thing, DIMENSIONS), cgutils.int32_t(kind.ndim))
            flags = self.builder.and_(self._integer(thing, FLAGS), cgutils.int32_t(CONTIGUOUS | ALIGNED | WRITEABLE))
            self._same(flags, cgutils.int32_t(CONTIGUOUS | ALIGNED | (WRITEABLE if kind.mutable else 0)))
            return self._array(kind, thing)
        self._same(own, expected)
        if form == "py:<i8":
            over = cgutils.alloca_once(self.builder, cgutils.int32_t)
            value = self._python("PyLong_AsLongLongAndOverflow", WORD, thing, over)
            self._same(self.builder.load(over), cgutils.int32_t(0))
            return value
        if form == "py:|b1":
            return self.builder.icmp_unsigned("==", thing, self.true)
        # a float of Python and a number of NumPy hold their value behind their head
        at = self.builder.gep(thing, [cgutils.intp_t(VALUE)])
        data = self.builder.load(self.builder.bitcast(at, self.context.get_data_type(kind).as_pointer()))
        return self.context.data_model_manager[kind].from_data(self.builder, data)

    def _array(self, kind: Any, thing: Any) -> Any:
        def lengths(address: Any) -> list[Any]:
            words = self.builder.bitcast(address, cgutils.intp_t.as_pointer())
            return [self.builder.load(self.builder.gep(words, [cgutils.intp_t(at)])) for at in range(kind.ndim)]

        array = self.context.make_array(kind)(self.context, self.builder)
        arrayobj.populate_array(
            array,
            data=self.builder.bitcast(self._word(thing, DATA), array.data.type),
            shape=lengths(self._word(thing, SHAPE)),
            strides=lengths(self._word(thing, STRIDES)),
            itemsize=cgutils.intp_t(as_dtype(kind.dtype).itemsize),
            meminfo=None,
        )
        return array._getvalue()

    def _returned(self, kind: Any, value: Any) -> Any:
        """The object of Python for a result: bytes of arrays and tuples, of which `kept` makes what they are."""
        if isinstance(kind, types.NoneType):
            self._python("Py_IncRef", ir.VoidType(), self.none)
            return self.none
        if isinstance(kind, types.Boolean):
            return self._python("PyBool_FromLong", OBJECT, self.builder.zext(value, cgutils.intp_t))
        if isinstance(kind, types.Float):
            double = value if value.type == ir.DoubleType() else self.builder.fpext(value, ir.DoubleType())
            return self._python("PyFloat_FromDouble", OBJECT, double)
        if isinstance(kind, types.Integer):
            signed = as_dtype(kind).kind == "i"
            wide = value if value.type == WORD else (self.builder.sext if signed else self.builder.zext)(value, WORD)
            return self._python("PyLong_FromLongLong" if signed else "PyLong_FromUnsignedLongLong", OBJECT, wide)
        data = self.context.data_model_manager[kind].as_data(self.builder, value)
        place = self.builder.bitcast(cgutils.alloca_once_value(self.builder, data), OBJECT)
        return self._python("PyBytes_FromStringAndSize", OBJECT, place, cgutils.intp_t(self.context.get_abi_sizeof(data.type)))

    def _same(self, one: Any, other: Any) -> None:
        """Go back with STRANGE where two values differ."""
        with cgutils.if_unlikely(self.builder, self.builder.icmp_unsigned("!=", one, other)):
            self._python("Py_IncRef", ir.VoidType(), self.strange)
            self.builder.ret(self.strange)

    def _python(self, name: str, result: Any, *arguments: Any) -> Any:
        kind = ir.FunctionType(result, [one.type for one in arguments])
        return self.builder.call(cgutils.get_or_insert_function(self.module, kind, name), arguments)

    def _word(self, thing: Any, offset: int) -> Any:
        """The address that stands in something, `offset` bytes after its beginning."""
        at = self.builder.gep(thing, [cgutils.intp_t(offset)])
        return self.builder.load(self.builder.bitcast(at, OBJECT.as_pointer()))

    def _integer(self, thing: Any, offset: int) -> Any:
        at = self.builder.gep(thing, [cgutils.intp_t(offset)])
        return self.builder.load(self.builder.bitcast(at, cgutils.int32_t.as_pointer()))


def _drop_unused(module: Any, codegen: Any, symbol: str) -> None:
    """Nothing but what the wrapper calls stays; nothing else is seen from outside. Code that Numba optimised is left as it is."""
    for thing in [*module.functions, *module.global_variables]:
        if not thing.is_declaration and thing.name not in (symbol, f"{symbol}.release"):
            thing.linkage = "internal"
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.add_strip_dead_prototype_pass()
    passes.run(module, codegen._pass_builder())
    module.verify()


def _needs(module: Any) -> set[str]:
    """Names that the code takes from the process, all of which are known to be harmless. Raises Unfit."""
    needs = set()
    text = str(module)
    if any(thing.is_declaration for thing in module.global_variables) or "inttoptr (i64" in text:
        raise Unfit("it holds an address of this process")
    if re.search(r"\b[su](div|rem) i128\b", text):
        raise Unfit("it divides numbers of 128 bits")
    if re.search(r"\bfrem\b", text):
        needs |= {"fmod", "fmodf"}
    for function in module.functions:
        if not function.is_declaration:
            continue
        name = function.name
        if (intrinsic := name.removeprefix("llvm.")) != name:
            if INSTRUCTIONS.fullmatch(intrinsic):
                continue
            what, *_, kind = intrinsic.split(".")
            # one that is not an instruction is a call of the function of its name
            name = what + ("f" if kind.endswith("f32") else "")
        needs.add(_known(name))
    return needs


def _known(name: str) -> str:
    """The name of a function, if it is known to be harmless. Raises Unfit."""
    if not any(known.fullmatch(name) for known in (MATHEMATICS, MEMORY, PYTHON)):
        raise Unfit(f"it needs {name}")
    return name
