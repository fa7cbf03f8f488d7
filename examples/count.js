// Counts the files that each process opens.
//
//     ./polyprobe examples/count.js
//
// The kernel counts in a hash map from process id to number; the script reads the map once a second and prints the
// processes that opened most. Nothing is sent to the script meanwhile. Ctrl-C ends it.

import { BPF, every } from 'bcc';

const b = new BPF({
    text: `
        BPF_HASH(counts, u32, u64);

        TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
            u32 pid = bpf_get_current_pid_tgid() >> 32;
            counts.increment(pid);
            return 0;
        }
    `,
});

for (const _ of every(1)) {
    console.log('\n' + 'PID'.padEnd(8), 'OPENS');
    const counts = [...b.get('counts')].sort(([p, a], [q, b]) => b - a || p - q);
    for (const [pid, opens] of counts.slice(0, 10)) {
        console.log(`${pid}`.padEnd(8), opens);
    }
}
