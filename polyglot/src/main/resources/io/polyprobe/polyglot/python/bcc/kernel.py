"""What the kernel has."""

import os

from _polyprobe import host

from .utils import text_of

_HEADERS = {
    "linux/time.h": ["time"],
    "linux/fs.h": ["fs", "file"],
    "linux/blkdev.h": ["bio", "request"],
    "linux/slab.h": ["alloc"],
    "linux/netdevice.h": ["sk_buff", "net_device"],
}


class Kernel:
    """Questions about the kernel, as methods of BPF."""

    # Of linux/time.h: the clock of monotonic_time().
    CLOCK_MONOTONIC = 1

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
