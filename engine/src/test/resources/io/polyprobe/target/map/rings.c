#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int (*name)[val]
typedef unsigned int u32;
typedef unsigned long long u64;

struct bpf_dynptr {
    u64 data[2];
} __attribute__((aligned(8)));

static long (*from_mem)(void *data, u32 size, u64 flags, struct bpf_dynptr *ptr) = (void *)197;
static long (*reserve)(void *map, u32 size, u64 flags, struct bpf_dynptr *ptr) = (void *)198;
static void (*submit)(struct bpf_dynptr *ptr, u64 flags) = (void *)199;
static void (*discard)(struct bpf_dynptr *ptr, u64 flags) = (void *)200;
static long (*read)(void *dst, u32 len, const struct bpf_dynptr *src, u32 offset, u64 flags) = (void *)201;
static long (*write)(const struct bpf_dynptr *dst, u32 offset, void *src, u32 len, u64 flags) = (void *)202;
static void *(*data)(const struct bpf_dynptr *ptr, u32 offset, u32 len) = (void *)203;
static long (*drain)(void *map, void *function, void *ctx, u64 flags) = (void *)209;

struct {
    __uint(type, 31);
    __uint(max_entries, 4096);
} samples SEC(".maps");
struct {
    __uint(type, 27);
    __uint(max_entries, 4096);
} events SEC(".maps");

struct sum {
    u64 numbers, last, stop;
};

static long add(struct bpf_dynptr *sample, struct sum *sum)
{
    u64 number = 0;
    if (read(&number, sizeof number, sample, 0, 0))
        return 1;
    sum->numbers += number;
    sum->last = number;
    return number == sum->stop;
}

/* ctx: the number after which to stop, flags. Returns samples × 1000 + their sum. */
SEC("raw_tp/drain") int drain_samples(u64 *ctx)
{
    struct sum sum = {0, 0, ctx[0]};
    long count = drain(&samples, add, &sum, ctx[1]);
    return count < 0 ? count : count * 1000 + sum.numbers;
}

/* ctx: bytes, what to write at offset 0, whether to submit, flags. */
SEC("raw_tp/send") int send(u64 *ctx)
{
    struct bpf_dynptr event;
    u64 number = ctx[1];
    long result = reserve(&events, ctx[0], ctx[3], &event);
    if (!result)
        result = write(&event, 0, &number, sizeof number, 0);
    if (!result && ctx[2])
        submit(&event, 0);
    else
        discard(&event, 0);
    return result;
}

static u64 global[2];

/* ctx: offset, flags of the reading. */
SEC("raw_tp/local") int local(u64 *ctx)
{
    struct bpf_dynptr two;
    u64 number = 5;
    long result;
    if (from_mem(global, sizeof global, 0, &two))
        return -1000;
    u64 *second = data(&two, 8, 8);
    if (!second || data(&two, 9, 8))
        return -1001;
    *second = 7;
    if (write(&two, 0, &number, sizeof number, 0))
        return -1002;
    number = 0;
    result = read(&number, sizeof number, &two, ctx[0], ctx[1]);
    return result ? result : number;
}

char LICENSE[] SEC("license") = "GPL";
