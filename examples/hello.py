#!/usr/bin/env python3
"""Says hello each time a process opens a file.

    ./polyprobe examples/hello.py

prints a line a file: the process, its id, the CPU, flags, the time in seconds, and the message. Ctrl-C ends it.
The C program is in hello.c; this script attaches it to the kernel function behind open(2) and openat(2).
"""

from bcc import BPF

b = BPF(src_file="hello.c")
b.attach_kprobe(event="do_sys_openat2", fn_name="hello_world")
b.trace_print()
