"""BCC's Python interface on the Polyprobe engine.

Names, argument forms and results are BCC's; what they mean is decided in the engine.
"""

import os

from _polyprobe import SLICE, host

from .attaching import Attaching, Function
from .constants import (
    BPFAttachType,
    BPFProgType,
    PerfEventSampleFormat,
    PerfHWConfig,
    PerfSWConfig,
    PerfType,
    XDPAction,
    XDPFlags,
)
from .kernel import Kernel
from .perf import Perf
from .symbols import Symbols
from .table import BPF_MAP_TYPE_QUEUE, BPF_MAP_TYPE_STACK, PerfEventArray, RingBuf, Table
from .trace import Trace
from .usdt import USDT, USDTException
from .utils import ArgString, StrcmpRewrite, get_online_cpus, printb, text_of
from .version import __version__

# Where Debian's BCC looks.
DEBUGFS = "/sys/kernel/debug"

TRACEFS = next(
    (path for path in ("/sys/kernel/debug/tracing",) if os.path.exists(path)), "/sys/kernel/tracing"
)

# What `debug=` asks for, on stderr.
DEBUG_LLVM_IR, DEBUG_BPF, DEBUG_PREPROCESSOR, DEBUG_SOURCE, DEBUG_BPF_REGISTER_STATE, DEBUG_BTF = (
    1 << bit for bit in range(6)
)


class BPF(Attaching, Trace, Kernel, Symbols, dict):
    """A C program: compiled, loaded, and attached where its functions' names say so. Holds its tables by name."""

    _PROGRAM_TYPES = {number: name for name, number in vars(BPFProgType).items() if name.isupper()}

    Function = Function
    Table = staticmethod(Table)

    def __init__(
        self,
        src_file=b"",
        hdr_file=b"",
        text=None,
        debug=0,
        cflags=None,
        usdt_contexts=None,
        allow_rlimit=True,
        device=None,
        attach_usdt_ignore_pid=False,
    ):
        flags = [text_of(flag) for flag in cflags or []]
        if hdr_file:
            flags += ["-include", text_of(hdr_file)]
        self.debug = debug
        self.funcs = {}
        self.open_perf_events = {}
        self._module = host.open(
            None if text is None else text_of(text),
            text_of(src_file) if src_file else None,
            flags,
            [usdt.get_context() for usdt in usdt_contexts or []],
            bool(attach_usdt_ignore_pid),
            debug,
        )

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.cleanup()

    def __hash__(self):
        return id(self)

    def __eq__(self, other):
        return self is other

    def __bool__(self):
        return True

    def close(self):
        self.cleanup()

    def cleanup(self):
        """Detaches and unloads everything. The engine does it by itself when the script ends."""
        self._module.close()

    # Functions

    def load_func(self, func_name, prog_type, device=None, attach_type=-1):
        name = text_of(func_name)
        if name not in self.funcs:
            if prog_type not in self._PROGRAM_TYPES:
                raise Exception(f"Failed to load BPF program {name}: there is no program type {prog_type}")
            fd = self._module.loadFunction(name, self._PROGRAM_TYPES[prog_type], max(attach_type, 0))
            self.funcs[name] = Function(self, name.encode(), fd)
        return self.funcs[name]

    def load_funcs(self, prog_type=BPFProgType.KPROBE):
        return [self.load_func(name, prog_type) for name in self._module.functions()]

    def dump_func(self, func_name):
        """A function's instructions as the kernel takes them."""
        return self._module.code(text_of(func_name)).encode("latin-1")

    def disassemble_func(self, func_name):
        """A function's instructions in assembly language."""
        from .disassembler import disassemble_prog

        return disassemble_prog(text_of(func_name), self.dump_func(func_name))

    def decode_table(self, table_name, sizeinfo=False):
        """The types of a table's keys and leaves."""
        from .disassembler import decode_map

        table = self[table_name]
        return decode_map(table_name, table, table.ttype, sizeinfo)

    # Events

    def perf_buffer_poll(self, timeout=-1):
        """Calls the callbacks of open_perf_buffer() for what is there; waits for it, at most so many milliseconds."""
        _poll(self._module.perfBuffers(), timeout)

    kprobe_poll = perf_buffer_poll

    def perf_buffer_consume(self):
        self._module.perfBuffers().consume()

    def ring_buffer_poll(self, timeout=-1):
        """Calls the callbacks of open_ring_buffer() for what is there; waits for it, at most so many milliseconds."""
        _poll(self._ring_buffers(), timeout)

    def ring_buffer_consume(self):
        self._ring_buffers().consume()

    def _ring_buffers(self):
        buffers = self._module.ringBuffers()
        if buffers.opened() == 0:
            raise Exception("No ring buffers to poll")
        return buffers

    # Tables

    def get_table(self, name, keytype=None, leaftype=None, reducer=None):
        name = text_of(name)
        if not self._module.hasTable(name):
            raise KeyError(name)
        return Table(self._module.table(name), reducer)

    def __missing__(self, name):
        table = self[name] = self.get_table(name)
        return table

    def __contains__(self, name):
        return self._module.hasTable(text_of(name))

    @property
    def tables(self):
        return self

def _poll(events, timeout):
    if timeout < 0:
        while not events.poll(SLICE):
            pass
        return
    left = timeout
    while not events.poll(min(left, SLICE)) and left > SLICE:
        left -= SLICE


# What older scripts look for in BPF itself.
for _prefix, _numbers in (("", BPFProgType), ("", XDPAction), ("XDP_FLAGS_", XDPFlags)):
    for _name, _number in vars(_numbers).items():
        if _name.isupper():
            setattr(BPF, _prefix + _name, _number)

