// What tools do at their start: run once when Polyprobe is built, so that the JVM remembers the classes.
import { BPF, sleep } from 'bcc';

const b = new BPF({
    text: `
        BPF_HASH(counts, u32);
        int hello(void *ctx) {
            u32 pid = bpf_get_current_pid_tgid() >> 32;
            counts.increment(pid);
            bpf_trace_printk("Hello, World!");
            return 0;
        }
    `,
});
b.attachKprobe({ event: 'do_sys_openat2', fnName: 'hello' });
console.log(process.argv.length, { pid: process.pid });
let lines = 0;
for (let i = 0; i < 3; i++) { // opens something: on a quiet machine nobody else might
    try { new BPF({ srcFile: '.' }); } catch (e) { console.log(`${e}`); }
}
for (const line of b.trace()) {
    console.log(`${line}`, line.pid, line.message);
    if (++lines === 3) break;
}
sleep(0.01);
for (const [pid, count] of b.get('counts')) console.log(pid, count);
if (!process.argv.includes('kernel')) b.tracePrint(); // there the world has an end
