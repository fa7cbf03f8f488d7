#include <uapi/linux/ptrace.h>

int hello(void *ctx) {
    bpf_trace_printk("Hello, World!\n");
    return 0;
}

int kprobe__sys_clone(void *ctx) { bpf_trace_printk("%d%% of %s\n", 5, "x"); return 0; }

/* The helper's own form stays. */
int raw(struct pt_regs *ctx)
{
    char fmt[] = "pid %d\n";
    bpf_trace_printk(fmt, sizeof(fmt), bpf_get_current_pid_tgid() >> 32);
    return 0;
}

#define DEBUG(...) bpf_trace_printk(__VA_ARGS__)
int macro(struct pt_regs *ctx)
{
    DEBUG("a\n");
    DEBUG("b %d\n", 1);
    return 0;
}
