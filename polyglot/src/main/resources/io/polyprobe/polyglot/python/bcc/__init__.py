"""BCC's Python interface on the Polyprobe engine.

Names, argument forms and results are BCC's; what they mean is decided in the engine.
"""

import sys

from _polyprobe import host

from .table import BPFTable
from .symbols import Symbols
from .utils import text_of

__version__ = "0.37.0"

# Milliseconds that a wait lasts before the interpreter can look for Ctrl-C.
_SLICE = 100


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


class BPF(Symbols):
    """A C program: compiled, loaded, and attached where its functions' names say so."""

    SOCKET_FILTER = 1
    KPROBE = 2
    SCHED_CLS = 3
    SCHED_ACT = 4
    TRACEPOINT = 5
    XDP = 6
    PERF_EVENT = 7
    CGROUP_SKB = 8
    CGROUP_SOCK = 9
    LWT_IN = 10
    LWT_OUT = 11
    LWT_XMIT = 12
    SOCK_OPS = 13
    SK_SKB = 14
    CGROUP_DEVICE = 15
    SK_MSG = 16
    RAW_TRACEPOINT = 17
    CGROUP_SOCK_ADDR = 18
    TRACING = 26
    LSM = 29

    _PROGRAM_TYPES = {
        value: name for name, value in list(locals().items()) if name.isupper() and type(value) is int
    }

    XDP_FLAGS_UPDATE_IF_NOEXIST = 1 << 0
    XDP_FLAGS_SKB_MODE = 1 << 1
    XDP_FLAGS_DRV_MODE = 1 << 2
    XDP_FLAGS_HW_MODE = 1 << 3

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
        attach_usdt_ignore_pid=None,
    ):
        if usdt_contexts:
            raise Exception("USDT probes are not supported yet")
        flags = [text_of(flag) for flag in cflags or []]
        if hdr_file:
            flags += ["-include", text_of(hdr_file)]
        self.debug = debug
        self.tables = {}
        self._module = host.open(
            None if text is None else text_of(text), text_of(src_file) if src_file else None, flags
        )

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.cleanup()

    def close(self):
        self.cleanup()

    def cleanup(self):
        """Detaches and unloads everything. The engine does it by itself when the script ends."""
        self._module.close()

    # Attaching

    def attach_kprobe(self, event=b"", event_off=0, fn_name=b"", event_re=b""):
        name = text_of(fn_name)
        _each(event, event_re, lambda function: self._module.attachKprobe(function, event_off, name))

    def attach_kretprobe(self, event=b"", fn_name=b"", event_re=b"", maxactive=0):
        name = text_of(fn_name)
        _each(event, event_re, lambda function: self._module.attachKretprobe(function, maxactive, name))

    def attach_tracepoint(self, tp=b"", tp_re=b"", fn_name=b""):
        names = host.tracepoints(text_of(tp_re)) if tp_re else [text_of(tp)]
        for name in names:
            self._module.attach("tracepoint:" + name, text_of(fn_name))

    def attach_raw_tracepoint(self, tp=b"", fn_name=b""):
        self._module.attach("raw_tracepoint:" + text_of(tp), text_of(fn_name))

    def detach_kprobe(self, event, fn_name=None):
        self._detach("kprobe:" + text_of(event))

    def detach_kretprobe(self, event, fn_name=None):
        self._detach("kretprobe:" + text_of(event))

    def detach_tracepoint(self, tp=b""):
        self._detach("tracepoint:" + text_of(tp))

    def detach_raw_tracepoint(self, tp=b""):
        self._detach("raw_tracepoint:" + text_of(tp))

    def _detach(self, probe):
        if not self._module.detach(probe):
            raise Exception(f"Nothing is attached to {probe}")

    def load_func(self, func_name, prog_type, device=None, attach_type=-1):
        name = text_of(func_name)
        self._module.loadFunction(name, self._PROGRAM_TYPES[prog_type])
        return Function(self, name)

    def num_open_kprobes(self):
        return self._module.attached("kprobe") + self._module.attached("kretprobe")

    def num_open_uprobes(self):
        return 0

    def num_open_tracepoints(self):
        return self._module.attached("tracepoint")

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

    # Tables

    def get_table(self, name, keytype=None, leaftype=None, reducer=None):
        name = text_of(name)
        if name not in self.tables:
            self.tables[name] = BPFTable(self._module.table(name), reducer)
        return self.tables[name]

    def __getitem__(self, name):
        if not self._module.hasTable(text_of(name)):
            raise KeyError(name)
        return self.get_table(name)

    def __contains__(self, name):
        return self._module.hasTable(text_of(name))

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

    def get_syscall_prefix(self):
        return host.syscallPrefix().encode()

    def get_syscall_fnname(self, name):
        return self.get_syscall_prefix() + text_of(name).encode()

    def fix_syscall_fnname(self, name):
        """Spells a system call's function as this kernel does."""
        return host.spellSyscall(text_of(name)).encode()


class Function:
    """A loaded function."""

    def __init__(self, bpf, name):
        self.bpf = bpf
        self.name = name.encode()


def _each(event, pattern, attach):
    """Attaches to a function, or to all that match a pattern: of these some may fail, as long as one does not."""
    if not pattern:
        attach(text_of(event))
        return
    failure = Exception(f"There is no kernel function that matches {text_of(pattern)}")
    attached = 0
    for function in host.functions(text_of(pattern)):
        try:
            attach(function)
            attached += 1
        except Exception as e:
            failure = e
    if attached == 0:
        raise failure


def _not_yet(name):
    def method(*arguments, **named):
        raise NotImplementedError(f"Polyprobe has no {name}() yet")

    return staticmethod(method)


for _name in (
    "attach_func attach_kfunc attach_kretfunc attach_lsm attach_perf_event attach_raw_socket attach_uprobe"
    " attach_uretprobe attach_xdp detach_func detach_uprobe detach_uretprobe disassemble_func dump_func"
    " perf_buffer_consume perf_buffer_poll remove_xdp ring_buffer_consume ring_buffer_poll"
).split():
    setattr(BPF, _name, _not_yet(_name))
