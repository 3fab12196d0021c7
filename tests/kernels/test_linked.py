"""Object code that LLVM made becomes bytes that run wherever they lie, or is left to LLVM."""

from __future__ import annotations

import ctypes

import llvmlite.binding as llvm
import pytest

from jasette.kernels import kept, linked

pytestmark = pytest.mark.skipif(not kept.LINUX, reason="kernels are linked on Linux on x86-64")

TABLE = """
@table = internal constant [4 x i64] [i64 10, i64 20, i64 30, i64 40], align 64
@third = internal constant ptr getelementptr ([4 x i64], ptr @table, i64 0, i64 2)
declare i64 @labs(i64)
define i64 @beside(i64 %at) {
  %place = getelementptr [4 x i64], ptr @table, i64 0, i64 %at
  %value = load i64, ptr %place
  ret i64 %value
}
define i64 @main(i64 %at) {
  %size = call i64 @labs(i64 %at)
  %value = call i64 @beside(i64 %size)
  %there = load volatile ptr, ptr @third
  %more = load i64, ptr %there
  %sum = add i64 %value, %more
  ret i64 %sum
}
"""
WRITTEN = """
@count = internal global i64 0
define i64 @main(i64 %by) {
  %old = load i64, ptr @count
  %new = add i64 %old, %by
  store i64 %new, ptr @count
  ret i64 %new
}
define void @beside() {
  ret void
}
"""
LARGE = ("large", "static")


def compiled(text: str, model: str, relocation: str) -> bytes:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(codemodel=model, reloc=relocation, opt=0)
    code: bytes = machine.emit_object(llvm.parse_assembly(text))
    return code


def test_linked_code_runs_where_it_is_put():
    image, places, entries = linked.link(compiled(TABLE, *LARGE), ["main", "beside"])
    assert set(places) == {kept.OWN, "labs"} and all(0 <= at <= len(image) - 8 for one in places.values() for at in one)
    how = {"needs": ["labs"], "places": places, "entries": entries}
    twice = [kept._in_memory(how, image) for _ in range(2)]
    assert twice[0] != twice[1]
    for addresses in twice:
        main, beside = (ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64)(address) for address in addresses)
        assert [beside(at) for at in range(4)] == [10, 20, 30, 40]
        assert main(-3) == 70


def test_code_that_lacks_a_name_is_not_put_anywhere():
    image, places, entries = linked.link(compiled(TABLE.replace("labs", "no_such_function"), *LARGE), ["main", "beside"])
    assert kept._in_memory({"needs": ["no_such_function"], "places": places, "entries": entries}, image) is None


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(lambda: compiled(TABLE, "small", "static"), id="near"),
        pytest.param(lambda: compiled(TABLE, "large", "pic"), id="through a table"),
        pytest.param(lambda: compiled(WRITTEN, *LARGE), id="writes"),
        pytest.param(lambda: compiled(TABLE.replace("align 64", "align 8192"), *LARGE), id="wider than a page"),
        pytest.param(lambda: (code := compiled(TABLE, *LARGE))[:18] + b"\xb7\0" + code[20:], id="ARM"),
        pytest.param(lambda: b"\xcf\xfa\xed\xfe" + bytes(60), id="Mach-O"),
    ],
)
def test_what_is_of_another_kind_is_left_to_llvm(code):
    assert linked.link(code(), ["main", "beside"]) is None
