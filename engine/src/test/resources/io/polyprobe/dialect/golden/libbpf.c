#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 16);
    __type(key, u32);
    __type(value, u64);
} counts SEC(".maps");

__noinline int helper(u32 pid)
{
    u64 *count = bpf_map_lookup_elem(&counts, &pid);
    return count ? *count : 0;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int on_open(void *ctx)
{
    static const char fmt[] = "hi\n";
    bpf_trace_printk(fmt, sizeof(fmt));
    return helper(1);
}

SEC("fentry/do_exit")
int BPF_PROG(on_exit, struct task_struct *task, long code)
{
    return task->pid + code;
}

char LICENSE[] SEC("license") = "GPL";
