#include <linux/sched.h>

struct data_t {
    u32 pid;
    char comm[TASK_COMM_LEN];
};
BPF_HASH(plain);
BPF_HASH(counts, u32);
BPF_HASH(sizes, struct data_t, u64, 100);
BPF_ARRAY(slots, u64, 16);
BPF_PERCPU_ARRAY(scratch, struct data_t, 1);
BPF_HISTOGRAM(dist);
BPF_HISTOGRAM(by_key, struct data_t);
BPF_TABLE("lru_hash", u32, struct data_t, recent, 512);
BPF_PERF_OUTPUT(events);
BPF_RINGBUF_OUTPUT(ring, 8);
BPF_STACK_TRACE(stacks, 1000);

int trace(struct pt_regs *ctx)
{
    u32 pid = bpf_get_current_pid_tgid() >> 32;
    u64 zero = 0, *value, id = pid;
    struct data_t data = {.pid = pid};
    int first = 0;

    value = counts.lookup(&pid);
    if (value)
        (*value)++;
    else
        counts . update(&pid, &zero);
    plain.insert(&id, &zero);
    plain.delete(&id);
    value = counts.lookup_or_try_init(&pid, &zero); if (value) *value += 1;
    value = sizes.lookup_or_init(&data, &zero); *value += 1;
    counts.increment(pid);
    counts.increment(pid, 5);
    plain.atomic_increment(id);
    slots.atomic_increment(first, 2);
    dist.increment(bpf_log2l(zero));
    by_key.increment(data);
    struct data_t *spare = scratch.lookup(&first);
    if (spare) {
        spare->pid = pid;
        recent.update(
            &pid,  // the key
            spare);
        events.perf_submit(ctx, spare, sizeof(*spare));
    }
    ring.ringbuf_output(&data, sizeof(data), 0);
    return stacks.get_stackid(ctx, BPF_F_USER_STACK);
}

#define BUMP(key) counts.increment(key)
int bump(struct pt_regs *ctx)
{
    u32 one = 1, two = 2;
    BUMP(one);
    BUMP(two);
    return counts.lookup(&one) ? *counts.lookup(&one) : 0;
}
