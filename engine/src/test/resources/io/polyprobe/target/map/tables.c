#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
#define __array(name, val) typeof(val) *name[]
typedef unsigned int u32;
typedef unsigned long long u64;

static void *(*lookup)(void *map, const void *key) = (void *)1;
static long (*update)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*delete)(void *map, const void *key) = (void *)3;
static long (*push)(void *map, const void *value, u64 flags) = (void *)87;
static long (*peek)(void *map, void *value) = (void *)89;
static void *(*task_storage)(void *map, void *task, void *value, u64 flags) = (void *)156;
static long (*task_storage_delete)(void *map, void *task) = (void *)157;
static void *(*current_task)(void) = (void *)158;
static long (*for_each)(void *map, void *function, void *ctx, u64 flags) = (void *)164;
static void *(*lookup_percpu)(void *map, const void *key, u32 cpu) = (void *)195;
static long (*under_cgroup)(void *map, u32 index) = (void *)37;

#define TABLE(name, kind, keys, entries, flags)                                                                        \
    struct {                                                                                                           \
        __uint(type, kind);                                                                                            \
        __uint(key_size, keys);                                                                                        \
        __uint(value_size, 8);                                                                                         \
        __uint(max_entries, entries);                                                                                  \
        __uint(map_flags, flags);                                                                                      \
    } name SEC(".maps");

TABLE(hash, 1, 4, 4, 0)
TABLE(loose_hash, 1, 4, 4, 1)
TABLE(percpu_hash, 5, 4, 4, 0)
TABLE(lru, 9, 4, 4, 0)
TABLE(percpu_lru, 10, 4, 4, 0)
TABLE(array, 2, 4, 4, 0)
TABLE(percpu_array, 6, 4, 4, 0)
TABLE(trie, 11, 8, 4, 1)

enum { LOOKUP, UPDATE, DELETE, REPLACE };

/* ctx: what to do, key, value, flags. REPLACE reads through the pointer from before an update. */
static __attribute__((always_inline)) long use(void *map, u64 *ctx)
{
    u64 key = ctx[1], value = ctx[2], *found;
    switch (ctx[0]) {
    case LOOKUP:
        found = lookup(map, &key);
        return found ? *found : -1;
    case UPDATE:
        return update(map, &key, &value, ctx[3]);
    case DELETE:
        return delete(map, &key);
    case REPLACE:
        found = lookup(map, &key);
        if (!found || update(map, &key, &value, 0))
            return -1;
        return *found;
    }
    return -2;
}

#define USE(name)                                                                                                      \
    SEC("raw_tp/" #name) int use_##name(u64 *ctx)                                                                      \
    {                                                                                                                  \
        return use(&name, ctx);                                                                                        \
    }

USE(hash)
USE(loose_hash)
USE(percpu_hash)
USE(lru)
USE(percpu_lru)
USE(array)
USE(percpu_array)
USE(trie)

/* ctx: key, CPU. */
SEC("raw_tp/percpu") int of_cpu(u64 *ctx)
{
    u64 key = ctx[0], *found = lookup_percpu(&percpu_hash, &key, ctx[1]);
    return found ? *found : -1;
}

struct walk {
    u64 keys, values, stop;
};

static long add(void *map, u32 *key, u64 *value, struct walk *walk)
{
    walk->keys += *key;
    walk->values += *value;
    return walk->keys == walk->stop;
}

static long drop(void *map, u32 *key, u64 *value, struct walk *walk)
{
    delete(map, key);
    return 0;
}

/* ctx: the sum of keys at which to stop, flags. Returns elements × 10000 + keys × 100 + values. */
#define WALK(name, function)                                                                                           \
    SEC("raw_tp/walk") int function##_##name(u64 *ctx)                                                                 \
    {                                                                                                                  \
        struct walk walk = {0, 0, ctx[0]};                                                                             \
        long count = for_each(&name, function, &walk, ctx[1]);                                                         \
        return count < 0 ? count : count * 10000 + walk.keys * 100 + walk.values;                                      \
    }

WALK(hash, add)
WALK(array, add)
WALK(percpu_array, add)
WALK(percpu_hash, add)
WALK(hash, drop)

struct inner {
    __uint(type, 1);
    __uint(key_size, 4);
    __uint(value_size, 8);
    __uint(max_entries, 4);
} first SEC(".maps"), second SEC(".maps");
TABLE(too_wide, 1, 8, 4, 0)
struct {
    __uint(type, 12);
    __uint(key_size, 4);
    __uint(max_entries, 2);
    __array(values, struct inner);
} outer_array SEC(".maps");
struct {
    __uint(type, 13);
    __uint(key_size, 4);
    __uint(max_entries, 2);
    __array(values, struct inner);
} outer_hash SEC(".maps");

/* ctx: outer key, then what use() takes. */
#define USE_INNER(name)                                                                                                \
    SEC("raw_tp/" #name) int use_##name(u64 *ctx)                                                                      \
    {                                                                                                                  \
        u32 key = ctx[0];                                                                                              \
        void *map = lookup(&name, &key);                                                                               \
        return map ? use(map, ctx + 1) : -10;                                                                          \
    }

USE_INNER(outer_array)
USE_INNER(outer_hash)

struct {
    __uint(type, 30);
    __uint(value_size, 8);
    __uint(max_entries, 100);
    __uint(map_extra, 3);
} bloom SEC(".maps");

/* ctx: value, whether to add it, flags. */
SEC("raw_tp/bloom") int use_bloom(u64 *ctx)
{
    u64 value = ctx[0];
    return ctx[1] ? push(&bloom, &value, ctx[2]) : peek(&bloom, &value);
}

struct {
    __uint(type, 29);
    __uint(map_flags, 1);
    __type(key, int);
    __type(value, u64);
} of_task SEC(".maps");

/* ctx: whether to make it, what it begins with (0: nothing is said), flags of the call. Counts. */
SEC("raw_tp/task") int use_task(u64 *ctx)
{
    u64 first = ctx[1];
    u64 *value = task_storage(&of_task, current_task(), first ? &first : 0, ctx[0]);
    return value ? ++*value : -1;
}

SEC("raw_tp/task") int drop_task(u64 *ctx)
{
    return task_storage_delete(&of_task, current_task());
}

struct {
    __uint(type, 8);
    __uint(key_size, 4);
    __uint(value_size, 4);
    __uint(max_entries, 2);
} groups SEC(".maps");

SEC("raw_tp/cgroup") int is_under(u64 *ctx)
{
    return under_cgroup(&groups, ctx[0]);
}

char LICENSE[] SEC("license") = "GPL";
