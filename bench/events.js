// Takes events of a process's calls of getppid(2), and tells each second how many came and how many were lost.
//
//     events.js fields|count PID
//
// The handler reads three fields of each event, or only counts.

import { BPF } from 'bcc';

const [how, pid] = process.argv.slice(2);

const b = new BPF({
    text: `
        struct event { u64 time; u32 pid; char comm[16]; };
        BPF_PERF_OUTPUT(events);

        TRACEPOINT_PROBE(syscalls, sys_enter_getppid) {
            struct event event = { .pid = bpf_get_current_pid_tgid() >> 32 };
            if (event.pid != ${pid})
                return 0;
            event.time = bpf_ktime_get_ns();
            bpf_get_current_comm(event.comm, sizeof(event.comm));
            events.perf_submit(args, &event, sizeof(event));
            return 0;
        }`,
});
let events = 0;
let lost = 0;

const handlers = {
    count() {
        events++;
    },
    fields({ pid, comm, time }) {
        events++;
        if (pid === 0 || comm.length > 15 || time === 0) throw new Error('a field was misread');
    },
};
b.table('events').onEvent(handlers[how], { onLost: number => (lost += number) });
let told = Date.now();
console.log('ready');
for (;;) {
    b.poll(100);
    if (Date.now() - told >= 1000) {
        told = Date.now();
        console.log(events, lost);
    }
}
