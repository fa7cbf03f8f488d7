// Prints who opens which file, as columns of its own.
//
//     ./polyprobe examples/fields.js
//
// A trace line has the fields task, pid, cpu, flags, timestamp (seconds) and message. Ctrl-C ends the loop.

import { BPF } from 'bcc';

const b = new BPF({
    text: `
        TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
            char name[64];
            bpf_probe_read_user_str(name, sizeof(name), args->filename);
            bpf_trace_printk("%s", name);
            return 0;
        }
    `,
});

console.log('TIME(s)'.padEnd(18), 'COMMAND'.padEnd(16), 'PID'.padEnd(7), 'FILE');
for (const { timestamp, task, pid, message } of b.trace()) {
    console.log(timestamp.toFixed(9).padEnd(18), task.padEnd(16), `${pid}`.padEnd(7), message);
}
