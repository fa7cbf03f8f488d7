// Says hello each time a process opens a file.
//
//     ./polyprobe examples/hello.js
//
// prints a line a file: the process, its id, the CPU, flags, the time in seconds, and the message. Ctrl-C ends it.

import { BPF } from 'bcc';

const b = new BPF({
    text: `
        int hello_world(void *ctx) {
            bpf_trace_printk("Hello, World!");
            return 0;
        }
    `,
});
b.attachKprobe({ event: 'do_sys_openat2', fnName: 'hello_world' });

for (const line of b.trace()) {
    console.log(`${line}`);
}
