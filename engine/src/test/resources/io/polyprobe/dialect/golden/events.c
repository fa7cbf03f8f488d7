struct data_t {
    u32 pid;
    char comm[16];
    struct task_struct *task;
};
struct first { int a; };
struct second { int b; };
union choice { int number; long wide; };
BPF_PERF_OUTPUT(plain);
BPF_PERF_OUTPUT(found);
BPF_PERF_OUTPUT(local);
BPF_PERF_OUTPUT(several);
BPF_PERF_OUTPUT(choice);
BPF_PERF_OUTPUT(number);
BPF_PERF_OUTPUT(text);
BPF_PERF_OUTPUT(packets);
BPF_PERF_OUTPUT(silent);
BPF_PERF_OUTPUT(untyped);
BPF_PERF_OUTPUT(first);
BPF_PERF_OUTPUT(other);
BPF_RINGBUF_OUTPUT(ring, 8);
BPF_RINGBUF_OUTPUT(reserved, 8);
BPF_PERCPU_ARRAY(scratch, struct data_t, 1);

static int inner(struct pt_regs *ctx, int low)
{
    struct { u32 low, high; } pair = {.low = low};
    return local.perf_submit(ctx, &pair, sizeof(pair));
}

int structs(struct pt_regs *ctx)
{
    struct data_t data = {};
    struct first one = {};
    struct second two = {};
    int zero = 0;
    struct data_t *spare = scratch.lookup(&zero);
    if (spare && plain.perf_submit(ctx, &data, sizeof(data)) == 0)
        found.perf_submit((struct pt_regs *)ctx, (void *)spare, sizeof(*spare));
    several.perf_submit(ctx, &one, sizeof(one));
    several.perf_submit(ctx, &two,
                        sizeof(two));
    several.perf_submit(ctx, &zero, sizeof(zero));
    return inner(ctx, 3);
}

int others(struct pt_regs *ctx)
{
    union choice either = {};
    u64 wide = 7;
    char letters[16] = {};
    void *nothing = letters;
    choice.perf_submit(ctx, &either, sizeof(either));
    number.perf_submit(ctx, &wide, sizeof(wide));
    text.perf_submit(ctx, letters, sizeof(letters));
    untyped.perf_submit(ctx, nothing, 16);
    return 0;
}

int buffers(struct pt_regs *ctx)
{
    struct data_t data = {};
    ring.ringbuf_output(&data, sizeof(data), 0);
    struct data_t *place = reserved.ringbuf_reserve(sizeof(struct data_t));
    if (!place)
        return 1;
    place->pid = 4;
    reserved.ringbuf_submit(place, 0);
    return 0;
}

int packet(struct __sk_buff *skb)
{
    struct data_t data = {};
    return packets.perf_submit_skb(skb, 14, &data, sizeof(data));
}

#define SUBMIT(map, data) map.perf_submit(ctx, &(data), sizeof(data))
#define OTHER other
int macros(struct pt_regs *ctx)
{
    struct second two = {};
    OTHER.perf_submit(ctx, &two, sizeof(two));
    return SUBMIT(first, two);
}
