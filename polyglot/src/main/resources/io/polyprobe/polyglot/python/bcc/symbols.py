"""Names for addresses, and places for names."""

import os
from operator import index

from _polyprobe import host

from .cvalue import Struct
from .utils import text_of

_KERNEL = -1
_LARGEST = (1 << 63) - 1
_LARGEST_PID = (1 << 31) - 1
_MASK = (1 << 64) - 1

_symbols = host.symbols()
# Tools name tens of thousands of addresses at once.
_name = _symbols.name


def _signed(address):
    """An unsigned number of 64 bits as Java has it."""
    if type(address) is not int:
        address = index(getattr(address, "value", address))
    if 0 <= address <= _LARGEST:
        return address
    address &= _MASK
    return address if address <= _LARGEST else address - _MASK - 1


class Symbols:
    """What BPF knows of symbols. Names are bytes."""

    @staticmethod
    def sym(addr, pid, show_module=False, show_offset=False, demangle=True):
        """The function at an address of a process, of the kernel where the pid is negative, or of a stack's frame
        that has a build id."""
        if isinstance(addr, Struct):
            build_id = addr._memory.field("build_id").raw().encode("latin-1").hex()
            return _symbols.nameInFile(build_id, _signed(addr.offset), show_module, show_offset).encode()
        if pid > _LARGEST_PID:  # a C program's (u32)-1
            pid -= 1 << 32
        return _name(_signed(addr), pid, show_module, show_offset, demangle).encode()

    @staticmethod
    def ksym(addr, show_module=False, show_offset=False):
        """The kernel function at an address."""
        return _name(_signed(addr), _KERNEL, show_module, show_offset, False).encode()

    @staticmethod
    def ksymname(name):
        """Where a kernel function starts, -1 where there is none."""
        address = _symbols.kernelAddress(text_of(name))
        return -1 if address is None else address & _MASK

    @staticmethod
    def add_module(modname):
        """Makes a file known by its build id."""
        _symbols.addFile(text_of(modname))

    @staticmethod
    def find_library(libname):
        """The path of a library such as b"c", or None."""
        path = _symbols.library(text_of(libname))
        return None if path is None else path.encode()

    @staticmethod
    def find_exe(bin_path):
        """The path of a program: itself where it is one, or the first of that name on PATH; or None."""
        name = os.fsencode(text_of(bin_path))
        folders = [b""] if os.path.dirname(name) else os.environ["PATH"].encode().split(os.pathsep.encode())
        for path in (os.path.join(folder.strip(b'"'), name) for folder in folders):
            if os.path.isfile(path) and os.access(path, os.X_OK):
                return path
        return None

    @staticmethod
    def get_user_functions_and_addresses(name, sym_re):
        """Pairs of the name and the address of each function of a file that matches."""
        functions = _symbols.functions(text_of(name), text_of(sym_re))
        return [(function.name().encode(), function.address()) for function in functions]

    @staticmethod
    def get_user_functions(name, sym_re):
        return {function for function, _ in Symbols.get_user_functions_and_addresses(name, sym_re)}

    @staticmethod
    def get_user_addresses(name, sym_re):
        """Functions may share an address, which can be traced only once."""
        return {address for _, address in Symbols.get_user_functions_and_addresses(name, sym_re)}
