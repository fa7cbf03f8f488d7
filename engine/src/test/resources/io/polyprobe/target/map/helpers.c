/* Helpers for strings, loops and tasks, called with what the context says. */
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
typedef unsigned int u32;
typedef unsigned long long u64;

struct text {
    char bytes[64];
    u64 number, calls;
};

struct {
    __uint(type, 2);
    __type(key, u32);
    __type(value, struct text);
    __uint(max_entries, 1);
} texts SEC(".maps");

struct {
    __uint(type, 4);
    __uint(key_size, 4);
    __uint(value_size, 4);
    __uint(max_entries, 2);
} counters SEC(".maps");

static void *(*lookup)(void *map, const void *key) = (void *)1;
static long (*perf_read)(void *map, u64 flags) = (void *)22;
static long (*perf_read_value)(void *map, u64 flags, void *to, u32 size) = (void *)55;
static long (*strtol)(const char *text, u64 length, u64 flags, long *result) = (void *)105;
static long (*strtoul)(const char *text, u64 length, u64 flags, unsigned long *result) = (void *)106;
static long (*read_user)(void *to, u32 size, const void *from) = (void *)112;
static long (*ancestor)(int level) = (void *)123;
static long (*branches)(void *to, u32 size, u64 flags) = (void *)176;
static long (*loop)(u32 count, void *function, void *context, u64 flags) = (void *)181;
static long (*strncmp)(const char *text, u32 size, const char *other) = (void *)182;

static struct text *text(void)
{
    u32 zero = 0;
    return lookup(&texts, &zero);
}

SEC("raw_tp/signed_number") int signed_number(u64 *ctx)
{
    struct text *t = text();
    u64 size = ctx[0];
    if (!t || size < 1 || size > 64)
        return 0;
    t->number = 77;
    return strtol(t->bytes, size, ctx[1], (long *)&t->number);
}

SEC("raw_tp/unsigned_number") int unsigned_number(u64 *ctx)
{
    struct text *t = text();
    u64 size = ctx[0];
    if (!t || size < 1 || size > 64)
        return 0;
    t->number = 77;
    return strtoul(t->bytes, size, ctx[1], (unsigned long *)&t->number);
}

static const char word[] = "hello";

SEC("raw_tp/compare") int compare(u64 *ctx)
{
    struct text *t = text();
    u64 size = ctx[0];
    if (!t || size < 1 || size > 64)
        return 0;
    return strncmp(t->bytes, size, word);
}

struct count {
    u64 stop, calls;
};

static long turn(u32 index, struct count *count)
{
    count->calls += index;
    return index == count->stop;
}

SEC("raw_tp/turns") int turns(u64 *ctx)
{
    struct text *t = text();
    struct count count = {ctx[1], 0};
    if (!t)
        return 0;
    long result = loop(ctx[0], turn, &count, ctx[2]);
    t->calls = count.calls;
    return result;
}

SEC("raw_tp/counter") int counter(u64 *ctx)
{
    u64 value[4] = {1, 2, 3, 4};
    long result = ctx[1] == 0 ? perf_read(&counters, ctx[0])
                : ctx[1] == 1 ? perf_read_value(&counters, ctx[0], value, 24)
                              : perf_read_value(&counters, ctx[0], value, 32);
    return result * 100 - value[0] * 10 - value[3];
}

SEC("raw_tp/nowhere") int nowhere(u64 *ctx)
{
    char bytes[48] = "x";
    return ctx[0] ? read_user(bytes, 8, (void *)ctx[0]) * 1000 + bytes[0] : branches(bytes, 48, ctx[1]);
}

SEC("raw_tp/root") int root(u64 *ctx) { return ancestor(0) != 0 && ancestor(100) == 0; }

char _license[] SEC("license") = "GPL";
