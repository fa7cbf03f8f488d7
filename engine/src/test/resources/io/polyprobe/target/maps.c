#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int (*name)[val]
typedef unsigned int u32;
typedef unsigned long long u64;

static void (*tail_call)(void *ctx, void *map, u32 index) = (void *)12;
static long (*push)(void *map, const void *value, u64 flags) = (void *)87;
static long (*pop)(void *map, void *value) = (void *)88;
static long (*peek)(void *map, void *value) = (void *)89;

struct {
    __uint(type, 22);
    __uint(max_entries, 2);
    __uint(value_size, 8);
} queue SEC(".maps");
struct {
    __uint(type, 23);
    __uint(max_entries, 2);
    __uint(value_size, 8);
} stack SEC(".maps");
struct {
    __uint(type, 3);
    __uint(key_size, 4);
    __uint(value_size, 4);
    __uint(max_entries, 4);
} programs SEC(".maps");

/* ctx[0]: 0 pushes ctx[1], 1 peeks, 2 pops. */
static __attribute__((always_inline)) int use(void *map, u64 *ctx)
{
    u64 value = ctx[1];
    long result = ctx[0] == 0 ? push(map, &value, 0) : ctx[0] == 1 ? peek(map, &value) : pop(map, &value);
    return result ? result : value;
}

SEC("raw_tp/queue") int use_queue(u64 *ctx)
{
    return use(&queue, ctx);
}

SEC("raw_tp/stack") int use_stack(u64 *ctx)
{
    return use(&stack, ctx);
}

SEC("raw_tp/first") int first(u64 *ctx)
{
    tail_call(ctx, &programs, ctx[0]);
    return -1;
}

SEC("raw_tp/second") int second(u64 *ctx)
{
    return 100 + ctx[1];
}

char LICENSE[] SEC("license") = "GPL";
