#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
typedef unsigned int u32;
typedef unsigned long long u64;

static void *(*lookup)(void *map, const void *key) = (void *)1;
static long (*update)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*lock)(void *lock) = (void *)93;
static long (*unlock)(void *lock) = (void *)94;

struct bpf_spin_lock {
    u32 val;
};

struct locked {
    u64 before;
    struct bpf_spin_lock lock;
    u32 after;
};

#define TABLE(name, kind)                                                                                              \
    struct {                                                                                                           \
        __uint(type, kind);                                                                                            \
        __uint(max_entries, 4);                                                                                        \
        __type(key, u32);                                                                                              \
        __type(value, struct locked);                                                                                  \
    } name SEC(".maps");

TABLE(hash, 1)
TABLE(array, 2)

/* Adds to both numbers under the lock: ctx[0] is the key, ctx[1] how much. */
static __attribute__((always_inline)) int add(void *map, u64 *ctx)
{
    u32 key = ctx[0];
    struct locked *value = lookup(map, &key);
    if (!value)
        return -1;
    u64 much = ctx[1];
    lock(&value->lock);
    value->before += much;
    value->after += much;
    unlock(&value->lock);
    return value->after;
}

SEC("syscall") int add_hash(u64 *ctx)
{
    return add(&hash, ctx);
}

SEC("syscall") int add_array(u64 *ctx)
{
    return add(&array, ctx);
}

/* ctx: key, number, flags. */
SEC("syscall") int put_hash(u64 *ctx)
{
    u32 key = ctx[0];
    struct locked value = {.before = ctx[1], .after = ctx[1]};
    return update(&hash, &key, &value, ctx[2]);
}

char LICENSE[] SEC("license") = "GPL";
