#include <uapi/linux/ptrace.h>
#include <linux/fs.h>

static int twice(int x) { return 2 * x; }
static __always_inline int thrice(int x) { return 3 * x; }
static noinline int four_times(int x) { return 4 * x; }
int shared(int x) { return x + 1; }

int kprobe__do_sys_openat2(struct pt_regs *ctx, int dfd, const char __user *filename,
                           unsigned long unused, void (*callback)(int), char name[16])
{
    char path[64];
    bpf_probe_read_user_str(path, sizeof(path), filename);
    bpf_trace_printk("%d %s %p\n", twice(dfd) + thrice(dfd) + four_times(dfd), path, callback);
    return name[0] ? shared(1) : 0;
}

int syscall__execve(struct pt_regs *ctx, const char __user *filename, const char *const *argv, int three, u64 four)
{
    bpf_trace_printk("%p %d %d\n", filename, three, four);
    return 0;
}

int kprobe____x64_sys_close(struct pt_regs *ctx, unsigned int fd) { return fd; }

int kretprobe__do_sys_openat2(struct pt_regs *ctx)
{
    return PT_REGS_RC(ctx);
}
