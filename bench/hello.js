// Says hello at the first file that any process opens, and ends.

import { BPF } from 'bcc';

const b = new BPF({
    text: `
        TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
            bpf_trace_printk("Hello, World!");
            return 0;
        }`,
});
for (const { message } of b.trace()) {
    console.log(message);
    break;
}
