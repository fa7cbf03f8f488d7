#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int (*name)[val]
typedef unsigned int u32;
typedef unsigned long long u64;

static long (*perf_output)(void *ctx, void *map, u64 flags, void *data, u64 size) = (void *)25;
static long (*ring_output)(void *map, void *data, u64 size, u64 flags) = (void *)130;
static void *(*ring_reserve)(void *map, u64 size, u64 flags) = (void *)131;
static void (*ring_submit)(void *data, u64 flags) = (void *)132;
static void (*ring_discard)(void *data, u64 flags) = (void *)133;
static u64 (*ring_query)(void *map, u64 flags) = (void *)134;

struct {
    __uint(type, 4);
    __uint(key_size, 4);
    __uint(value_size, 4);
} perf SEC(".maps");
struct {
    __uint(type, 27);
    __uint(max_entries, 4096);
} ring SEC(".maps");
struct {
    __uint(type, 1);
    __uint(key_size, 4);
    __uint(value_size, 4);
    __uint(max_entries, 4);
} hash SEC(".maps");

struct event {
    u64 number;
    u64 twice;
};

/* Each program gets a number, and tells it and its double. */
SEC("raw_tp/perf") int to_perf(u64 *ctx)
{
    u64 event[] = {ctx[0], 2 * ctx[0], 0}; /* 40 bytes in the ring, so that some wrap */
    return perf_output(ctx, &perf, 0xffffffff, event, sizeof event);
}

SEC("raw_tp/ring") int to_ring(u64 *ctx)
{
    struct event event = {ctx[0], 2 * ctx[0]};
    return ring_output(&ring, &event, sizeof event, 0);
}

SEC("raw_tp/reserve") int reserved(u64 *ctx)
{
    struct event *event = ring_reserve(&ring, sizeof *event, 0);
    if (!event)
        return -1;
    event->number = ctx[0];
    event->twice = 2 * ctx[0];
    if (ctx[0] % 2)
        ring_discard(event, 0);
    else
        ring_submit(event, 0);
    return 0;
}

SEC("raw_tp/query") int query(u64 *ctx)
{
    return ring_query(&ring, ctx[0]);
}

SEC("tracepoint/syscalls/sys_enter_openat") int opened(void *ctx)
{
    struct event event = {1, 2};
    return perf_output(ctx, &perf, 0xffffffff, &event, sizeof event) + ring_output(&ring, &event, sizeof event, 0);
}

char LICENSE[] SEC("license") = "GPL";
