/* BCC's names of maps and probes, over the POLYPROBE_ macros that analysis and generation give a meaning each. */
#define POLYPROBE_PICK(_1, _2, _3, _4, _5, name, ...) name

#define BPF_HASH1(name) POLYPROBE_MAP(BPF_MAP_TYPE_HASH, u64, u64, name, 10240)
#define BPF_HASH2(name, key) POLYPROBE_MAP(BPF_MAP_TYPE_HASH, key, u64, name, 10240)
#define BPF_HASH3(name, key, leaf) POLYPROBE_MAP(BPF_MAP_TYPE_HASH, key, leaf, name, 10240)
#define BPF_HASH4(name, key, leaf, size) POLYPROBE_MAP(BPF_MAP_TYPE_HASH, key, leaf, name, size)
#define BPF_HASH(...) POLYPROBE_PICK(__VA_ARGS__, 5, BPF_HASH4, BPF_HASH3, BPF_HASH2, BPF_HASH1)(__VA_ARGS__)

#define BPF_PERCPU_HASH1(name) POLYPROBE_MAP(BPF_MAP_TYPE_PERCPU_HASH, u64, u64, name, 10240)
#define BPF_PERCPU_HASH2(name, key) POLYPROBE_MAP(BPF_MAP_TYPE_PERCPU_HASH, key, u64, name, 10240)
#define BPF_PERCPU_HASH3(name, key, leaf) POLYPROBE_MAP(BPF_MAP_TYPE_PERCPU_HASH, key, leaf, name, 10240)
#define BPF_PERCPU_HASH4(name, key, leaf, size) POLYPROBE_MAP(BPF_MAP_TYPE_PERCPU_HASH, key, leaf, name, size)
#define BPF_PERCPU_HASH(...) \
    POLYPROBE_PICK(__VA_ARGS__, 5, BPF_PERCPU_HASH4, BPF_PERCPU_HASH3, BPF_PERCPU_HASH2, BPF_PERCPU_HASH1)(__VA_ARGS__)

#define BPF_ARRAY1(name) POLYPROBE_MAP(BPF_MAP_TYPE_ARRAY, int, u64, name, 10240)
#define BPF_ARRAY2(name, leaf) POLYPROBE_MAP(BPF_MAP_TYPE_ARRAY, int, leaf, name, 10240)
#define BPF_ARRAY3(name, leaf, size) POLYPROBE_MAP(BPF_MAP_TYPE_ARRAY, int, leaf, name, size)
#define BPF_ARRAY(...) POLYPROBE_PICK(__VA_ARGS__, 5, 4, BPF_ARRAY3, BPF_ARRAY2, BPF_ARRAY1)(__VA_ARGS__)

#define BPF_PERCPU_ARRAY1(name) POLYPROBE_MAP(BPF_MAP_TYPE_PERCPU_ARRAY, int, u64, name, 10240)
#define BPF_PERCPU_ARRAY2(name, leaf) POLYPROBE_MAP(BPF_MAP_TYPE_PERCPU_ARRAY, int, leaf, name, 10240)
#define BPF_PERCPU_ARRAY3(name, leaf, size) POLYPROBE_MAP(BPF_MAP_TYPE_PERCPU_ARRAY, int, leaf, name, size)
#define BPF_PERCPU_ARRAY(...) \
    POLYPROBE_PICK(__VA_ARGS__, 5, 4, BPF_PERCPU_ARRAY3, BPF_PERCPU_ARRAY2, BPF_PERCPU_ARRAY1)(__VA_ARGS__)

/* A histogram is an array of slots, unless its key tells several apart. */
#define POLYPROBE_HISTOGRAM(name, key, size) \
    POLYPROBE_MAP( \
        (__builtin_types_compatible_p(key, int) ? BPF_MAP_TYPE_ARRAY : BPF_MAP_TYPE_HASH), key, u64, name, size)
#define BPF_HISTOGRAM1(name) POLYPROBE_HISTOGRAM(name, int, 64)
#define BPF_HISTOGRAM2(name, key) POLYPROBE_HISTOGRAM(name, key, 64)
#define BPF_HISTOGRAM3(name, key, size) POLYPROBE_HISTOGRAM(name, key, size)
#define BPF_HISTOGRAM(...) \
    POLYPROBE_PICK(__VA_ARGS__, 5, 4, BPF_HISTOGRAM3, BPF_HISTOGRAM2, BPF_HISTOGRAM1)(__VA_ARGS__)

#define BPF_TABLE(type, key, leaf, name, size) POLYPROBE_MAP(POLYPROBE_TYPE(type), key, leaf, name, size)
#define POLYPROBE_IS(type, name) (__builtin_strcmp(type, name) == 0)
#define POLYPROBE_TYPE(type) \
    (POLYPROBE_IS(type, "hash") ? BPF_MAP_TYPE_HASH \
     : POLYPROBE_IS(type, "array") ? BPF_MAP_TYPE_ARRAY \
     : POLYPROBE_IS(type, "percpu_hash") ? BPF_MAP_TYPE_PERCPU_HASH \
     : POLYPROBE_IS(type, "percpu_array") ? BPF_MAP_TYPE_PERCPU_ARRAY \
     : POLYPROBE_IS(type, "lru_hash") ? BPF_MAP_TYPE_LRU_HASH \
     : POLYPROBE_IS(type, "lru_percpu_hash") ? BPF_MAP_TYPE_LRU_PERCPU_HASH \
     : POLYPROBE_IS(type, "prog") ? BPF_MAP_TYPE_PROG_ARRAY \
     : POLYPROBE_IS(type, "histogram") ? BPF_MAP_TYPE_HASH \
     : -1)

#define BPF_PERF_OUTPUT(name) POLYPROBE_MAP(BPF_MAP_TYPE_PERF_EVENT_ARRAY, int, u32, name, 0)
#define BPF_PERF_ARRAY(name, size) POLYPROBE_MAP(BPF_MAP_TYPE_PERF_EVENT_ARRAY, int, u32, name, size)
#define BPF_PROG_ARRAY(name, size) POLYPROBE_MAP(BPF_MAP_TYPE_PROG_ARRAY, u32, u32, name, size)
#define BPF_CGROUP_ARRAY(name, size) POLYPROBE_MAP(BPF_MAP_TYPE_CGROUP_ARRAY, int, u32, name, size)
#define BPF_RINGBUF_OUTPUT(name, pages) POLYPROBE_SIZED_MAP(BPF_MAP_TYPE_RINGBUF, name, (pages) * PAGE_SIZE)
#define BPF_QUEUE(name, leaf, size) POLYPROBE_KEYLESS_MAP(BPF_MAP_TYPE_QUEUE, leaf, name, size)
#define BPF_STACK(name, leaf, size) POLYPROBE_KEYLESS_MAP(BPF_MAP_TYPE_STACK, leaf, name, size)

/* The kernel wants a power of two. */
#define POLYPROBE_ROUND_UP(n) (1UL << (64 - __builtin_clzll((n) - 1ULL)))
struct bpf_stacktrace {
    u64 ip[127];
};
#define BPF_STACK_TRACE(name, size) \
    POLYPROBE_MAP(BPF_MAP_TYPE_STACK_TRACE, int, struct bpf_stacktrace, name, POLYPROBE_ROUND_UP(size))

#define TRACEPOINT_PROBE(category, event) \
    POLYPROBE_ENTRY("tracepoint__" #category "__" #event) \
    int tracepoint__##category##__##event(struct tracepoint__##category##__##event *args)
#define RAW_TRACEPOINT_PROBE(event) \
    POLYPROBE_ENTRY("raw_tracepoint__" #event) \
    int raw_tracepoint__##event(struct bpf_raw_tracepoint_args *ctx)
