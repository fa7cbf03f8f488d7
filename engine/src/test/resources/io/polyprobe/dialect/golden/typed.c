#include <linux/fs.h>

struct data_t { u32 pid; u64 count; };
BPF_HASH(starts, u32, struct task_struct *);
BPF_PERF_OUTPUT(events);

static void count(u32 key) { struct data_t data = {.pid = key}; }

KFUNC_PROBE(vfs_fsync) { count(1); return 0; }

KFUNC_PROBE(do_exit, struct task_struct *task, unsigned int code, u8 small)
{
    struct data_t data = {.pid = task->pid, .count = task->mm->pgd + code + small};
    events.perf_submit(ctx, &data, sizeof(data));
    return task->real_parent->tgid;
}

KRETFUNC_PROBE(vfs_read, struct filename *file, char *to, size_t count, long *pos, long result)
{
    u32 key = result;
    struct task_struct *current_task = (struct task_struct *)bpf_get_current_task();
    starts.update(&key, &current_task);
    return file->name == 0 && current_task->pid;
}

KFUNC_PROBE(tty_write, struct filename *name, struct iov_iter *from)
{
    union { u64 number; u8 part[8]; } own = {.number = from->iter_type};
    const struct kvec *vector = from->kvec;
    own.part[1] = own.part[0];
    return own.number + vector->iov_len;
}

KMOD_RET(bpf_modify_return_test, int a, int *b, int ret) { return ret ? ret : a; }

MODULE_KFUNC_PROBE(nf_tables, nft_do_chain, void *packet) { return !packet; }

LSM_PROBE(task_alloc, struct task_struct *task, unsigned long flags)
{
    if (task->pid == 1)
        return -1;
    return 0;
}

BPF_ITER(task)
{
    struct task_struct *task = ctx->task;
    if (!task)
        return 0;
    bpf_seq_write(ctx->meta->seq, &task->pid, sizeof(task->pid));
    return 0;
}

RAW_TRACEPOINT_PROBE(sched_switch)
{
    // TP_PROTO(bool preempt, struct task_struct *prev, struct task_struct *next)
    struct task_struct *prev = (struct task_struct *)ctx->args[1], *next = (void *)ctx->args[2];
    return prev->pid + next->mm->pgd;
}
