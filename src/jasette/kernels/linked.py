"""Object code as bytes that need no linker any more: only addresses are added to them where they are loaded (`kept.py`).

What LLVM makes for code that runs at once on x86-64 points to everything by whole addresses (its large code model), and nothing in
it is written once it runs. So this is done when a kernel is compiled, and a process that finds it needs neither LLVM nor this file.
"""

from __future__ import annotations

import io
import mmap
from typing import cast

from elftools.elf.constants import SH_FLAGS
from elftools.elf.elffile import ELFFile
from elftools.elf.enums import ENUM_RELOC_TYPE_x64
from elftools.elf.relocation import RelocationSection
from elftools.elf.sections import Symbol, SymbolTableSection

from jasette.kernels.kept import ADDRESS, OWN


def link(code: bytes, entries: list[str]) -> tuple[bytes, dict[str, list[int]], list[int]] | None:
    """The bytes; where in them stands a number to which an address is added, by the name of what has the address (OWN: the bytes
    themselves); and where the functions `entries` begin. None for code of any other kind: LLVM loads that.
    """
    elf = ELFFile(io.BytesIO(code)) if code.startswith(b"\x7fELF") else None
    if elf is None or (elf.elfclass, elf["e_machine"]) != (64, "EM_X86_64"):
        return None
    image, starts = bytearray(), {}
    for index, section in enumerate(elf.iter_sections()):
        # how to throw an exception through the code is left out: C functions, of Python or not, do not throw
        if not section["sh_flags"] & SH_FLAGS.SHF_ALLOC or section.name == ".eh_frame":
            continue
        if section["sh_addralign"] > mmap.PAGESIZE or section["sh_flags"] & SH_FLAGS.SHF_WRITE:
            return None
        image += bytes(-len(image) % max(section["sh_addralign"], 1))
        starts[index] = len(image)
        image += section.data()
    places: dict[str, list[int]] = {}
    for relocations in elf.iter_sections():
        if not isinstance(relocations, RelocationSection) or relocations["sh_info"] not in starts:
            continue
        symbols = cast("SymbolTableSection", elf.get_section(relocations["sh_link"]))
        for one in relocations.iter_relocations():
            symbol, at = symbols.get_symbol(one["r_info_sym"]), starts[relocations["sh_info"]] + one["r_offset"]
            outside = symbol["st_shndx"] == "SHN_UNDEF"
            if one["r_info_type"] != ENUM_RELOC_TYPE_x64["R_X86_64_64"] or not (outside or symbol["st_shndx"] in starts):
                return None
            value = one["r_addend"] + (0 if outside else starts[symbol["st_shndx"]] + symbol["st_value"])
            ADDRESS.pack_into(image, at, value % 2**64)
            places.setdefault(symbol.name if outside else OWN, []).append(at)
    table = cast("SymbolTableSection", elf.get_section_by_name(".symtab"))
    found = [cast("list[Symbol]", table.get_symbol_by_name(name))[0] for name in entries]
    return bytes(image), places, [starts[symbol["st_shndx"]] + symbol["st_value"] for symbol in found]
