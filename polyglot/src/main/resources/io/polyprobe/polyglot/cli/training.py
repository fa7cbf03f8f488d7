# What tools do at their start: run once when Polyprobe is built, so that the JVM remembers the classes.
import argparse
import os
import signal
import sys
from datetime import datetime
from time import sleep, strftime

from bcc import BPF
from bcc.utils import printb

parser = argparse.ArgumentParser(description="trains", formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("-p", "--pid", type=int, help="trace this PID only")
parser.add_argument("interval", nargs="?", default=1)
args = parser.parse_args([])
signal.signal(signal.SIGTERM, signal.SIG_DFL)

b = BPF(text="""
BPF_HASH(counts, u32);
int hello(void *ctx) {
    u32 pid = bpf_get_current_pid_tgid() >> 32;
    counts.increment(pid);
    bpf_trace_printk("Hello, World!");
    return 0;
}
""")
b.attach_kprobe(event="do_sys_openat2", fn_name="hello")
print("%s %s %d" % (strftime("%H:%M:%S"), datetime.now().year, os.getpid()))
try:
    for _ in range(3):
        open(__file__).close()
        print("%-16s %d %d %s %f %s" % b.trace_fields())
    sleep(0.01)
    for pid, count in sorted(b["counts"].items(), key=lambda pair: pair[1].value):
        printb(b"%d %d" % (pid.value, count.value))
    sys.stdout.flush()
    if "kernel" not in sys.argv:  # there the world has an end
        b.trace_print()
except KeyboardInterrupt:
    pass
