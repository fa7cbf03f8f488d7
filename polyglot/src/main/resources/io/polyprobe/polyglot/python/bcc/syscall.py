"""System calls by their numbers."""

from _polyprobe import host

syscalls = {number: name.encode() for number, name in host.syscalls()}


def syscall_name(syscall_num):
    """The name of a system call, as bytes."""
    return syscalls.get(syscall_num, b"[unknown: %d]" % syscall_num)
