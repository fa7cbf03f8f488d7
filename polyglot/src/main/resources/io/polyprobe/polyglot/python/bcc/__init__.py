"""BCC's Python interface on the Polyprobe engine.

Names, argument forms and results are BCC's; what they mean is decided in the engine.
"""

import os
import sys

from _polyprobe import host

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
from .perf import Perf
from .symbols import Symbols
from .table import BPF_MAP_TYPE_QUEUE, BPF_MAP_TYPE_STACK, PerfEventArray, RingBuf, Table
from .usdt import USDT, USDTException
from .utils import ArgString, StrcmpRewrite, get_online_cpus, printb, text_of
from .version import __version__

# Milliseconds that a wait lasts before the interpreter can look for Ctrl-C.
_SLICE = 100

TRACEFS = next(
    (path for path in ("/sys/kernel/debug/tracing",) if os.path.exists(path)), "/sys/kernel/tracing"
)

# What `debug=` asks for, on stderr.
DEBUG_LLVM_IR, DEBUG_BPF, DEBUG_PREPROCESSOR, DEBUG_SOURCE, DEBUG_BPF_REGISTER_STATE, DEBUG_BTF = (
    1 << bit for bit in range(6)
)


class _TraceFile:
    """What trace_open() returns: trace_pipe as a file of lines."""

    def __init__(self, bpf, nonblocking):
        self._bpf = bpf
        self._nonblocking = nonblocking

    def readline(self, size=-1):
        line = self._bpf.trace_readline(self._nonblocking)
        return line and line + b"\n"

    def __iter__(self):
        return iter(self.readline, b"")

    def close(self):
        pass


class Function:
    """A loaded function."""

    def __init__(self, bpf, name, fd=-1):
        self.bpf = bpf
        self.name = name
        self.fd = fd


# Where Debian's BCC looks.
DEBUGFS = "/sys/kernel/debug"


class BPF(Symbols, dict):
    """A C program: compiled, loaded, and attached where its functions' names say so. Holds its tables by name."""

    _PROGRAM_TYPES = {number: name for name, number in vars(BPFProgType).items() if name.isupper()}

    # Of linux/time.h: the clock of monotonic_time().
    CLOCK_MONOTONIC = 1

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

    # Attaching

    def _attach(self, probe, fn_name):
        self._module.attach(probe, text_of(fn_name))
        return self

    def _detach(self, probe, fn_name=None):
        if not self._module.detach(probe, text_of(fn_name) if fn_name else None):
            raise Exception(f"Nothing is attached to {probe.toString()}")

    def attach_kprobe(self, event=b"", event_off=0, fn_name=b"", event_re=b""):
        if event_re:
            return self._attach_matching(event_re, fn_name, False, 0)
        return self._attach(host.probes().kprobe(text_of(event), event_off), fn_name)

    def attach_kretprobe(self, event=b"", fn_name=b"", event_re=b"", maxactive=0):
        if event_re:
            return self._attach_matching(event_re, fn_name, True, maxactive)
        return self._attach(host.probes().kretprobe(text_of(event), maxactive), fn_name)

    def _attach_matching(self, pattern, fn_name, on_return, maxactive):
        """Attaches to all kernel functions that match: some may fail, as long as one does not."""
        self._module.attachMatching(text_of(pattern), text_of(fn_name), on_return, maxactive)
        return self

    def detach_kprobe(self, event, fn_name=None):
        self._detach(host.probes().kprobe(text_of(event), 0), fn_name)

    def detach_kretprobe(self, event, fn_name=None):
        self._detach(host.probes().kretprobe(text_of(event), 0), fn_name)

    def detach_kprobe_event(self, ev_name):
        """Detaches by a name of kprobe_fds."""
        self.detach_kprobe_event_by_fn(ev_name, None)

    def detach_kprobe_event_by_fn(self, ev_name, fn_name):
        self._detach_event(ev_name, fn_name, "kprobe", "kretprobe")

    def detach_uprobe_event(self, ev_name):
        """Detaches by a name of uprobe_fds."""
        self._detach_event(ev_name, None, "uprobe", "uretprobe")

    def _detach_event(self, ev_name, fn_name, entry, back):
        name = text_of(ev_name)
        kind = {"p_": entry, "r_": back}.get(name[:2])
        if kind is None:
            raise Exception(f"{name} is not the name of a probe: it begins with p_ or r_")
        self._detach(host.probes().parse(f"{kind}:{name[2:]}"), fn_name)

    def attach_tracepoint(self, tp=b"", tp_re=b"", fn_name=b""):
        for name in host.tracepoints(text_of(tp_re)) if tp_re else [text_of(tp)]:
            self._attach(host.probes().parse("tracepoint:" + name), fn_name)
        return self

    def detach_tracepoint(self, tp=b""):
        self._detach(host.probes().parse("tracepoint:" + text_of(tp)))

    def attach_raw_tracepoint(self, tp=b"", fn_name=b""):
        return self._attach(host.probes().parse("raw_tracepoint:" + text_of(tp)), fn_name)

    def detach_raw_tracepoint(self, tp=b""):
        self._detach(host.probes().parse("raw_tracepoint:" + text_of(tp)))

    def attach_kfunc(self, fn_name=b""):
        return self._attach_named("fentry", "kfunc__", fn_name)

    def detach_kfunc(self, fn_name=b""):
        self._detach_named("fentry", "kfunc__", fn_name)

    def attach_kretfunc(self, fn_name=b""):
        return self._attach_named("fexit", "kretfunc__", fn_name)

    def detach_kretfunc(self, fn_name=b""):
        self._detach_named("fexit", "kretfunc__", fn_name)

    def attach_fmod_ret(self, fn_name=b""):
        return self._attach_named("fmod_ret", "kmod_ret__", fn_name)

    def detach_fmod_ret(self, fn_name=b""):
        self._detach_named("fmod_ret", "kmod_ret__", fn_name)

    def attach_lsm(self, fn_name=b""):
        return self._attach_named("lsm", "lsm__", fn_name)

    def detach_lsm(self, fn_name=b""):
        self._detach_named("lsm", "lsm__", fn_name)

    def _attach_named(self, kind, prefix, fn_name):
        probe, function = _named(kind, prefix, fn_name)
        return self._attach(probe, function)

    def _detach_named(self, kind, prefix, fn_name):
        self._detach(*_named(kind, prefix, fn_name))

    def attach_uprobe(self, name=b"", sym=b"", sym_re=b"", addr=None, fn_name=b"", pid=-1, sym_off=0):
        return self._attach_user(host.probes().uprobe, name, sym, sym_re, addr, fn_name, pid, sym_off)

    def attach_uretprobe(self, name=b"", sym=b"", sym_re=b"", addr=None, fn_name=b"", pid=-1):
        return self._attach_user(host.probes().uretprobe, name, sym, sym_re, addr, fn_name, pid, 0)

    def _attach_user(self, probe, name, sym, sym_re, addr, fn_name, pid, sym_off):
        if sym_re:
            for address in self.get_user_addresses(name, sym_re):
                self._attach(probe(text_of(name), "", address, pid), fn_name)
            return self
        return self._attach(probe(*_user_place(name, sym, addr, sym_off), pid), fn_name)

    def detach_uprobe(self, name=b"", sym=b"", addr=None, pid=-1, sym_off=0):
        self._detach(host.probes().uprobe(*_user_place(name, sym, addr, sym_off), pid))

    def detach_uretprobe(self, name=b"", sym=b"", addr=None, pid=-1):
        self._detach(host.probes().uretprobe(*_user_place(name, sym, addr, 0), pid))

    def attach_perf_event(
        self, ev_type=-1, ev_config=-1, fn_name=b"", sample_period=0, sample_freq=0, pid=-1, cpu=-1, group_fd=-1
    ):
        probe = host.probes().perfEvent(ev_type, ev_config, sample_period, sample_freq, pid, cpu)
        self._attach(probe, fn_name)
        self.open_perf_events[(ev_type, ev_config)] = probe

    def attach_perf_event_raw(self, attr=-1, fn_name=b"", pid=-1, cpu=-1, group_fd=-1):
        frequency, period = (attr.sample_freq, 0) if attr.freq else (0, attr.sample_period)
        self.attach_perf_event(attr.type, attr.config, fn_name, period, frequency, pid, cpu, group_fd)

    def detach_perf_event(self, ev_type=-1, ev_config=-1):
        if (ev_type, ev_config) not in self.open_perf_events:
            raise Exception(f"Perf event type {ev_type} config {ev_config} is not attached")
        self._detach(self.open_perf_events.pop((ev_type, ev_config)))

    @staticmethod
    def attach_xdp(dev, fn, flags=0):
        """Has a function run for each packet that a device receives."""
        host.network().attachXdp(*_loaded(fn), text_of(dev), flags)

    @staticmethod
    def remove_xdp(dev, flags=0):
        host.network().removeXdp(text_of(dev))

    @staticmethod
    def attach_raw_socket(fn, dev):
        """Opens fn.sock, a packet socket that gets what a function lets through."""
        fn.packets = host.network().openSocket(*_loaded(fn), text_of(dev))
        fn.sock = fn.packets.fd()

    @staticmethod
    def attach_func(fn, attachable_fd, attach_type, flags=0):
        """Attaches to a control group, a map of sockets or the like; detached when the script ends."""
        host.network().attach(*_loaded(fn), attachable_fd, attach_type, flags)

    @staticmethod
    def detach_func(fn, attachable_fd, attach_type):
        host.network().detach(*_loaded(fn), attachable_fd, attach_type)

    # What is attached

    kprobe_fds = property(lambda self: self._open(("kprobe", b"p_"), ("kretprobe", b"r_")))
    uprobe_fds = property(lambda self: self._open(("uprobe", b"p_"), ("uretprobe", b"r_")))
    tracepoint_fds = property(lambda self: self._open(("tracepoint", b"")))
    raw_tracepoint_fds = property(lambda self: self._open(("raw_tracepoint", b"")))

    def _open(self, *kinds):
        """Names of what is open; what BCC has behind them, file descriptors, the engine keeps to itself."""
        return {prefix + name.encode(): -1 for kind, prefix in kinds for name in self._module.attached(kind)}

    def num_open_kprobes(self):
        return len(self.kprobe_fds)

    def num_open_uprobes(self):
        return len(self.uprobe_fds)

    def num_open_tracepoints(self):
        return len(self.tracepoint_fds)

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

    # Trace lines

    def trace_open(self, nonblocking=False):
        return _TraceFile(self, nonblocking)

    def trace_readline(self, nonblocking=False):
        """The next line as bytes; empty where there is none and the call may not block."""
        line = self._next(self._module.readLine, nonblocking)
        return b"" if line is None else line.encode("latin-1").rstrip()

    def trace_fields(self, nonblocking=False):
        """(task, pid, cpu, flags, seconds, message) of the next line."""
        fields = self._next(self._module.readFields, nonblocking)
        if fields is None:
            return (None,) * 6
        task, pid, cpu, flags, seconds, message = fields
        return (
            task.encode("latin-1"),
            pid,
            cpu,
            flags.encode("latin-1"),
            seconds,
            message.encode("latin-1"),
        )

    @staticmethod
    def _next(read, nonblocking):
        if nonblocking:
            return read(0)
        while True:
            found = read(_SLICE)
            if found is not None:
                return found

    def trace_print(self, fmt=None):
        """Prints lines until Ctrl-C, which ends the script."""
        try:
            while True:
                if fmt:
                    print(fmt.format(*self.trace_fields()), flush=True)
                else:
                    print(self.trace_readline(), flush=True)
        except KeyboardInterrupt:
            sys.exit(0)

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

    # What the kernel has

    @staticmethod
    def get_kprobe_functions(event_re):
        return [name.encode() for name in host.functions(text_of(event_re))]

    @staticmethod
    def get_tracepoints(tp_re):
        return list(host.tracepoints(text_of(tp_re)))

    @staticmethod
    def tracepoint_exists(category, event):
        return host.tracepointExists(text_of(category), text_of(event))

    @staticmethod
    def kernel_struct_has_field(struct_name, field_name):
        return 1 if host.structHasField(text_of(struct_name), text_of(field_name)) else 0

    @staticmethod
    def monotonic_time():
        return host.monotonicNanos()

    @staticmethod
    def support_kfunc():
        return host.supports("FENTRY")

    @staticmethod
    def support_lsm():
        return host.supports("LSM")

    @staticmethod
    def support_fmod_ret():
        return host.supports("MODIFY_RETURN")

    @staticmethod
    def support_raw_tracepoint():
        return host.supports("RAW_TRACEPOINT")

    support_raw_tracepoint_in_module = support_raw_tracepoint

    @staticmethod
    def get_probe_limit():
        limit = os.environ.get("BCC_PROBE_LIMIT", "")
        return int(limit) if limit.isdigit() else 1000

    @staticmethod
    def generate_auto_includes(program_words):
        """#include lines for what a program seems to talk of."""
        return "".join(
            f"#include <{header}>\n"
            for header, topics in _HEADERS.items()
            if any(topic in word for topic in topics for word in program_words)
        )

    def free_bcc_memory(self):
        return 0

    def get_syscall_prefix(self):
        return host.syscallPrefix().encode()

    def get_syscall_fnname(self, name):
        return self.get_syscall_prefix() + text_of(name).encode()

    def fix_syscall_fnname(self, name):
        """Spells a system call's function as this kernel does."""
        return host.spellSyscall(text_of(name)).encode()


_HEADERS = {
    "linux/time.h": ["time"],
    "linux/fs.h": ["fs", "file"],
    "linux/blkdev.h": ["bio", "request"],
    "linux/slab.h": ["alloc"],
    "linux/netdevice.h": ["sk_buff", "net_device"],
}


def _poll(events, timeout):
    if timeout < 0:
        while not events.poll(_SLICE):
            pass
        return
    left = timeout
    while not events.poll(min(left, _SLICE)) and left > _SLICE:
        left -= _SLICE


def _loaded(fn):
    """The module and the name of a loaded function."""
    if not isinstance(fn, Function):
        raise Exception(f"a function that load_func() has returned is needed, not {fn!r}")
    return fn.bpf._module, text_of(fn.name)


def _named(kind, prefix, fn_name):
    """A probe that a function's name asks for, with or without the prefix, and the function."""
    name = text_of(fn_name)
    function = name if name.startswith(prefix) else prefix + name
    target = function[len(prefix) :]
    _, separator, behind = target.partition("__")
    if kind != "lsm" and separator and behind and not target.startswith("__"):
        target = behind  # a kernel module's name stood before it
    return host.probes().parse(f"{kind}:{target}"), function


def _user_place(name, sym, addr, offset):
    """Path, symbol and offset of a place in a program; an address takes the place of a symbol."""
    if addr is not None and offset:
        raise AssertionError("offset with addr is not supported")
    return text_of(name), text_of(sym) if addr is None else "", offset if addr is None else addr


# What older scripts look for in BPF itself.
for _prefix, _numbers in (("", BPFProgType), ("", XDPAction), ("XDP_FLAGS_", XDPFlags)):
    for _name, _number in vars(_numbers).items():
        if _name.isupper():
            setattr(BPF, _prefix + _name, _number)

