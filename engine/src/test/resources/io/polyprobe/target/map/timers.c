/* Timers in an array and in a hash table. */
#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int (*name)[val]
#define __type(name, val) typeof(val) *name
typedef unsigned int u32;
typedef unsigned long long u64;

struct bpf_timer {
    u64 data[2];
} __attribute__((aligned(8)));

struct value {
    u64 calls, last;
    struct bpf_timer timer;
    u64 key, again;
};

struct {
    __uint(type, 2);
    __type(key, u32);
    __type(value, struct value);
    __uint(max_entries, 2);
} array SEC(".maps");

struct {
    __uint(type, 1);
    __type(key, u32);
    __type(value, struct value);
    __uint(max_entries, 4);
} hash SEC(".maps");

struct {
    __uint(type, 2);
    __type(key, u32);
    __type(value, u64[4]);
    __uint(max_entries, 1);
} arguments SEC(".maps");

static void *(*lookup)(void *map, const void *key) = (void *)1;
static u64 (*now)(void) = (void *)5;
static long (*init)(struct bpf_timer *timer, void *map, u64 flags) = (void *)169;
static long (*set_callback)(struct bpf_timer *timer, void *function) = (void *)170;
static long (*start)(struct bpf_timer *timer, u64 nanos, u64 flags) = (void *)171;
static long (*cancel)(struct bpf_timer *timer) = (void *)172;

static int tick(void *map, u32 *key, struct value *value)
{
    value->calls++;
    value->key = *key;
    value->last = now();
    if (value->calls < value->again)
        start(&value->timer, 1000000, 0);
    return 0;
}

static int suicide(void *map, u32 *key, struct value *value)
{
    value->calls = 1000 + cancel(&value->timer);
    return 0;
}

static u64 *given(void)
{
    u32 zero = 0;
    return lookup(&arguments, &zero);
}

#define ON(map)                                                                                                        \
    u64 *args = given();                                                                                               \
    if (!args)                                                                                                         \
        return -1000;                                                                                                  \
    u32 key = args[0];                                                                                                 \
    struct value *value = lookup(&map, &key);                                                                          \
    if (!value)                                                                                                        \
        return -1001;

SEC("tc/init_array") int init_array(void *ctx) { ON(array) return init(&value->timer, &array, args[1]); }
SEC("tc/init_hash") int init_hash(void *ctx) { ON(hash) return init(&value->timer, &hash, args[1]); }
SEC("tc/set_array") int set_array(void *ctx) { ON(array) value->again = args[1]; return set_callback(&value->timer, tick); }
SEC("tc/set_hash") int set_hash(void *ctx) { ON(hash) value->again = args[1]; return set_callback(&value->timer, tick); }
SEC("tc/set_own_end") int set_own_end(void *ctx) { ON(array) return set_callback(&value->timer, suicide); }
SEC("tc/start_array") int start_array(void *ctx) { ON(array) return start(&value->timer, args[1], args[2]); }
SEC("tc/start_hash") int start_hash(void *ctx) { ON(hash) return start(&value->timer, args[1], args[2]); }
SEC("tc/cancel_array") int cancel_array(void *ctx) { ON(array) return cancel(&value->timer); }
SEC("tc/cancel_hash") int cancel_hash(void *ctx) { ON(hash) return cancel(&value->timer); }

char _license[] SEC("license") = "GPL";
