/* Types of the script's own that the kernel has under the same name. */
typedef struct {
    u64 a, b;
} key_t;
struct event {
    key_t key;
};
BPF_HASH(seen, key_t, struct event);

int trace(struct pt_regs *ctx)
{
    struct task_struct *task = (struct task_struct *)bpf_get_current_task();
    struct holder *holder = (void *)task;
    key_t key = {.a = sizeof(holder->event) + sizeof(task->mm->pgd), .b = bpf_num_cpus()};
    struct event event = {.key = key};
    seen.update(&key, &event);
    return LINUX_VERSION_CODE >= KERNEL_VERSION(5, 0, 0) && likely(task != NULL);
}
