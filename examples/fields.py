#!/usr/bin/env python3
"""Prints who opens which file, as columns of its own.

    ./polyprobe examples/fields.py

trace_fields() takes a trace line apart: task, process id, CPU, flags, time in seconds, message. Ctrl-C ends it.
"""

from bcc import BPF

b = BPF(text="""
TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
    char name[64];
    bpf_probe_read_user_str(name, sizeof(name), args->filename);
    bpf_trace_printk("%s", name);
    return 0;
}
""")

print("%-18s %-16s %-7s %s" % ("TIME(s)", "COMMAND", "PID", "FILE"))
try:
    while True:
        task, pid, cpu, flags, ts, message = b.trace_fields()
        print("%-18.9f %-16s %-7d %s" % (ts, task.decode(), pid, message.decode(errors="replace")), flush=True)
except KeyboardInterrupt:
    pass
