#!/usr/bin/env python3
"""Takes events of a process's calls of getppid(2), and tells each second how many came and how many were lost.

    events.py fields|count PID

The callback reads three fields of each event, or only counts. Runs under BCC and Polyprobe as it is.
"""

import sys
from time import monotonic

from bcc import BPF

how, pid = sys.argv[1:]

b = BPF(
    text="""
struct event { u64 time; u32 pid; char comm[16]; };
BPF_PERF_OUTPUT(events);

TRACEPOINT_PROBE(syscalls, sys_enter_getppid) {
    struct event event = { .pid = bpf_get_current_pid_tgid() >> 32 };
    if (event.pid != PID)
        return 0;
    event.time = bpf_ktime_get_ns();
    bpf_get_current_comm(event.comm, sizeof(event.comm));
    events.perf_submit(args, &event, sizeof(event));
    return 0;
}
""".replace("PID", pid)
)
events = lost = 0


def count(cpu, data, size):
    global events
    events += 1


def fields(cpu, data, size):
    global events
    event = b["events"].event(data)
    events += 1
    if event.pid == 0 or len(event.comm) > 15 or event.time == 0:
        raise ValueError("a field was misread")


def count_lost(number):
    global lost
    lost += number


b["events"].open_perf_buffer({"count": count, "fields": fields}[how], lost_cb=count_lost)
told = monotonic()
print("ready", flush=True)
while True:
    b.perf_buffer_poll(100)
    if monotonic() - told >= 1:
        told = monotonic()
        print(events, lost, flush=True)
