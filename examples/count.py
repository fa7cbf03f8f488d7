#!/usr/bin/env python3
"""Counts the files that each process opens.

    ./polyprobe examples/count.py

The kernel counts in a hash map from process id to number; the script reads the map once a second and prints the
processes that opened most. Nothing is sent to the script meanwhile. Ctrl-C ends it.
"""

from time import sleep

from bcc import BPF

b = BPF(text="""
BPF_HASH(counts, u32, u64);

TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
    u32 pid = bpf_get_current_pid_tgid() >> 32;
    counts.increment(pid);
    return 0;
}
""")

try:
    while True:
        sleep(1)
        print("\n%-8s %s" % ("PID", "OPENS"))
        counts = sorted(b["counts"].items(), key=lambda pair: (-pair[1].value, pair[0].value))
        for pid, opens in counts[:10]:
            print("%-8d %d" % (pid.value, opens.value), flush=True)
except KeyboardInterrupt:
    pass
