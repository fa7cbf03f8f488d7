static int pid_of(struct task_struct **tasks, int n)
{
    return tasks[n]->pid;
}

static int first(struct task_struct **tasks)
{
    return pid_of(tasks, 0);
}

static void name(struct event *event, struct task_struct **tasks)
{
    event->what = tasks[1]->tgid;
    tasks[1] = 0;
}

int of_the_kernel(struct pt_regs *ctx, struct task_struct **tasks, int n)
{
    return pid_of(tasks, n);
}

int of_its_own(struct pt_regs *ctx, struct task_struct *task)
{
    struct event event = {};
    struct task_struct *two[2] = {task, task};
    name(&event, two);
    return first(&task) + event.what;
}
