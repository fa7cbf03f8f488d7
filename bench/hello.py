#!/usr/bin/env python3
"""Says hello at the first file that any process opens, and ends."""

from bcc import BPF

b = BPF(
    text="""
TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
    bpf_trace_printk("Hello, World!");
    return 0;
}
"""
)
print(b.trace_fields()[5].decode(), flush=True)
