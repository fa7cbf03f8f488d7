syscalls = {0: b"read", 1: b"write"}


def syscall_name(number):
    return syscalls.get(number, b"unknown")
