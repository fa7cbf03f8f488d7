#include <linux/sched.h>

struct value_t { struct task_struct *parent; u64 when; char name[16]; };
BPF_HASH(tasks, u32, struct task_struct *);
BPF_HASH(values, u32, struct value_t);
BPF_HASH(counts, u32);

static u32 parent_of(struct task_struct *task) { return task->real_parent->tgid; }
static struct mm_struct *space_of(struct task_struct *task)
{
    return task->mm;
}

int kprobe__members(struct pt_regs *ctx, struct task_struct *task, int *number, struct task_struct **list, const char *text)
{
    struct list_head head = task->children;
    const struct task_struct copy = *task;
    int *pid = &task->pid;
    struct task_struct *next = list[1];
    if (task->pid && task->children.next->prev == 0)
        return sizeof(task->mm->pgd);
    while (*number > 3)
        number++;
    return *pid + *number + number[2] + task->comm[4] + next->tgid + copy.pid + copy.mm->pgd + (head.next == 0)
        + task->real_parent->real_parent->real_parent->tgid + text[0] + (task)->pid + (*task).tgid;
}

int flow(struct pt_regs *ctx)
{
    struct task_struct *task = (struct task_struct *)bpf_get_current_task(), *other;
    u64 number = PT_REGS_PARM1(ctx);
    struct mm_struct *mm = (void *)number;
    u32 key = task->pid;
    struct value_t value = {};
    value.parent = task->real_parent;
    tasks.update(&key, &task);
    values.update(&key, &value);
    counts.increment(task->tgid);
    other = key ? task : 0;
    return parent_of(other) + space_of(task)->pgd + mm->pgd;
}

int back(struct pt_regs *ctx)
{
    u32 key = 1;
    struct task_struct **found = tasks.lookup(&key);
    struct value_t *value = values.lookup(&key);
    struct mm_struct *mm = 0;
    if (!found || !value)
        return 0;
    struct task_struct *task = *found;
    bpf_probe_read_kernel(&mm, sizeof(mm), &task->real_parent->mm);
    value->when = mm->pgd;
    return value->parent->pid + (*found)->pid + value->name[3] + value->when;
}

#define PID(task) ((task)->pid)
#define SAME(a) (a)
#define PARENT real_parent
#define TGID(t) t->tgid
#define PARENTS_PID(t) (t->real_parent->pid)
#define CURRENT ((struct task_struct *)bpf_get_current_task())

int macros(struct pt_regs *ctx)
{
    struct task_struct *task = CURRENT;
    struct pt_regs *user = (struct pt_regs *)PT_REGS_PARM1(ctx);
    return TGID(task) + PARENTS_PID(task) + PID(task) + SAME(task->tgid) + task->PARENT->pid + CURRENT->pid + READ_ONCE(task->tgid) + PT_REGS_PARM2(user)
        + min(task->pid, task->real_parent->pid) + PID(task->real_parent) + ntohs(task->pid);
}

int bits(struct pt_regs *ctx, struct flags *flags, struct holder *holder)
{
    return flags->low + flags->high + holder->flags.sign + flags->inner + flags->more->low;
}

RAW_TRACEPOINT_PROBE(sched_process_exec)
{
    struct task_struct *task = (struct task_struct *)ctx->args[0];
    return task->pid;
}

TRACEPOINT_PROBE(syscalls, sys_enter_openat)
{
    return args->filename[0] + args->dfd;
}
