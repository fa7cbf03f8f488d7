"""Stands in for the package bcc and only listens: C texts and attachments go to the test, the first wait ends the tool."""

import os
import sys

import polyglot

from .utils import ArgString, StrcmpRewrite

machine = polyglot.import_value("machine")


class Waiting(BaseException):
    """A tool has set up all it needs and begins to wait for events."""


class Anything:
    """Takes part in whatever a tool does with it."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *arguments, **named):
        return self

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __getitem__(self, key):
        return self

    def __setitem__(self, key, value):
        pass

    def __delitem__(self, key):
        pass

    def __int__(self):
        return 0

    __index__ = __int__


def _text(value):
    return value.decode() if isinstance(value, bytes) else value


def _waits(self, *arguments, **named):
    raise Waiting


def _attaches(kind):
    def attach(self, *positional, fn_name=None, **named):
        names = [_text(fn_name)] if fn_name else [_text(each) for each in positional if isinstance(each, (str, bytes))]
        for name in names:
            machine.attached(name, kind)

    return attach


class _Class(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()


class BPF(Anything, metaclass=_Class):
    SOCKET_FILTER, KPROBE, SCHED_CLS, SCHED_ACT, TRACEPOINT, XDP, PERF_EVENT = range(1, 8)
    CGROUP_SKB, CGROUP_SOCK, LWT_IN, LWT_OUT, LWT_XMIT, SOCK_OPS, SK_SKB = range(8, 15)

    def __init__(self, src_file=b"", hdr_file=b"", text=None, debug=0, cflags=(), usdt_contexts=(), **others):
        file = os.path.join(os.path.dirname(sys.argv[0]), _text(src_file))
        machine.compiled(_text(text), file, [_text(flag) for flag in cflags], "".join(map(USDT.get_text, usdt_contexts)))

    attach_kprobe = attach_kretprobe = attach_uprobe = attach_uretprobe = _attaches("kprobe")
    attach_tracepoint = _attaches("tracepoint")
    attach_raw_tracepoint = _attaches("raw_tracepoint")
    attach_perf_event = attach_perf_event_raw = _attaches("perf_event")
    perf_buffer_poll = ring_buffer_poll = kprobe_poll = _waits
    trace_fields = trace_print = trace_readline = _waits

    def num_open_kprobes(self):
        return 1

    num_open_uprobes = num_open_tracepoints = num_open_kprobes

    @staticmethod
    def get_syscall_prefix():
        return b"__x64_sys_"

    @staticmethod
    def get_syscall_fnname(name):
        return b"__x64_sys_" + name if isinstance(name, bytes) else "__x64_sys_" + name

    @staticmethod
    def kernel_struct_has_field(struct, field):
        return machine.hasField(_text(struct), _text(field))

    @staticmethod
    def tracepoint_exists(category, event):
        return machine.hasTracepoint(_text(category), _text(event))

    @staticmethod
    def get_kprobe_functions(pattern):
        return [name.encode() for name in machine.functions(_text(pattern))]

    @staticmethod
    def get_user_functions_and_addresses(path, pattern):
        return [(b"function", 0x1000)]

    @staticmethod
    def ksymname(name):
        return 0x1000 if machine.hasFunction(_text(name)) else -1

    @staticmethod
    def get_probe_limit():
        return 1000

    @staticmethod
    def support_kfunc():
        return machine.takesTrampolines()

    @staticmethod
    def support_raw_tracepoint():
        return True

    @staticmethod
    def find_library(name):
        return "/usr/lib/lib" + _text(name) + ".so"

    @staticmethod
    def generate_auto_includes(words):
        return ""

    @staticmethod
    def monotonic_time():
        return 1


class USDT:
    """Any program has any probe; each has arguments where the C calling convention puts them."""

    def __init__(self, pid=None, path=None):
        self.text = ""

    def enable_probe(self, probe, fn_name):
        machine.attached(_text(fn_name), "kprobe")
        for number in range(1, 7):
            self.text += (
                f"static inline int _bpf_readarg_{_text(fn_name)}_{number}"
                "(struct pt_regs *ctx, void *to, size_t size) { "
                f"u64 argument = PT_REGS_PARM{number}(ctx); "
                "__builtin_memcpy(to, &argument, sizeof(argument)); return 0; }\n"
            )

    enable_probe_or_bail = enable_probe

    def get_text(self):
        return self.text

    def enumerate_probes(self):
        return []


class PerfType:
    HARDWARE, SOFTWARE, TRACEPOINT, HW_CACHE, RAW, BREAKPOINT = range(6)


PerfHWConfig = PerfSWConfig = Anything()
