#!/usr/bin/env python3
"""The same as hello.py in one statement.

    ./polyprobe examples/hello_oneline.py

The C program is a string, and its function's name says where it belongs: kprobe__ and then a kernel function.
"""

from bcc import BPF

BPF(text='int kprobe__do_sys_openat2(void *ctx) { bpf_trace_printk("Hello, World!"); return 0; }').trace_print()
