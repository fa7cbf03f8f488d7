/* BCC's names of maps, over the POLYPROBE_ macros that analysis and generation give a meaning each. */
#define POLYPROBE_PICK(_1, _2, _3, _4, _5, _6, _7, name, ...) name

/* A table's type by BCC's name of it, behind which a colon may begin a file's path and a dollar sign the name of the
 * table whose like it holds. One that another program defines may be of any type. */
#define POLYPROBE_IS(type, name) \
    (__builtin_strncmp(type, name, sizeof(name) - 1) == 0 \
     && ((type)[sizeof(name) - 1] == 0 || (type)[sizeof(name) - 1] == ':' || (type)[sizeof(name) - 1] == '$'))
#define POLYPROBE_TYPE(type, key) \
    (POLYPROBE_IS(type, "hash") ? BPF_MAP_TYPE_HASH \
     : POLYPROBE_IS(type, "array") ? BPF_MAP_TYPE_ARRAY \
     : POLYPROBE_IS(type, "percpu_hash") ? BPF_MAP_TYPE_PERCPU_HASH \
     : POLYPROBE_IS(type, "percpu_array") ? BPF_MAP_TYPE_PERCPU_ARRAY \
     : POLYPROBE_IS(type, "lru_hash") ? BPF_MAP_TYPE_LRU_HASH \
     : POLYPROBE_IS(type, "lru_percpu_hash") ? BPF_MAP_TYPE_LRU_PERCPU_HASH \
     : POLYPROBE_IS(type, "lpm_trie") ? BPF_MAP_TYPE_LPM_TRIE \
     : POLYPROBE_IS(type, "histogram") \
         ? (__builtin_types_compatible_p(key, int) ? BPF_MAP_TYPE_ARRAY : BPF_MAP_TYPE_HASH) \
     : POLYPROBE_IS(type, "prog") ? BPF_MAP_TYPE_PROG_ARRAY \
     : POLYPROBE_IS(type, "perf_output") ? BPF_MAP_TYPE_PERF_EVENT_ARRAY \
     : POLYPROBE_IS(type, "perf_array") ? BPF_MAP_TYPE_PERF_EVENT_ARRAY \
     : POLYPROBE_IS(type, "cgroup_array") ? BPF_MAP_TYPE_CGROUP_ARRAY \
     : POLYPROBE_IS(type, "stacktrace") ? BPF_MAP_TYPE_STACK_TRACE \
     : POLYPROBE_IS(type, "array_of_maps") ? BPF_MAP_TYPE_ARRAY_OF_MAPS \
     : POLYPROBE_IS(type, "hash_of_maps") ? BPF_MAP_TYPE_HASH_OF_MAPS \
     : POLYPROBE_IS(type, "devmap") ? BPF_MAP_TYPE_DEVMAP \
     : POLYPROBE_IS(type, "cpumap") ? BPF_MAP_TYPE_CPUMAP \
     : POLYPROBE_IS(type, "xskmap") ? BPF_MAP_TYPE_XSKMAP \
     : POLYPROBE_IS(type, "sockmap") ? BPF_MAP_TYPE_SOCKMAP \
     : POLYPROBE_IS(type, "sockhash") ? BPF_MAP_TYPE_SOCKHASH \
     : POLYPROBE_IS(type, "queue") ? BPF_MAP_TYPE_QUEUE \
     : POLYPROBE_IS(type, "stack") ? BPF_MAP_TYPE_STACK \
     : POLYPROBE_IS(type, "extern") ? BPF_MAP_TYPE_HASH \
     : -1)

#define POLYPROBE_TABLE(note, type, key, leaf, name, size, flags) \
    POLYPROBE_NOTE(note, name, type); \
    POLYPROBE_MAP(TABLE, POLYPROBE_TYPE(type, key), key, leaf, name, size, flags)
#define BPF_F_TABLE(type, key, leaf, name, size, flags) POLYPROBE_TABLE(table, type, key, leaf, name, size, flags)
#define BPF_TABLE(type, key, leaf, name, size) POLYPROBE_TABLE(table, type, key, leaf, name, size, 0)
#define BPF_TABLE_PUBLIC(type, key, leaf, name, size) POLYPROBE_TABLE(public, type, key, leaf, name, size, 0)
/* To be seen by the same script's programs only, as any table is. */
#define BPF_TABLE_SHARED(type, key, leaf, name, size) POLYPROBE_TABLE(table, type, key, leaf, name, size, 0)
#define BPF_TABLE_PINNED6(type, key, leaf, name, size, path) BPF_F_TABLE(type ":" path, key, leaf, name, size, 0)
#define BPF_TABLE_PINNED7(type, key, leaf, name, size, path, flags) \
    BPF_F_TABLE(type ":" path, key, leaf, name, size, flags)
#define BPF_TABLE_PINNED(...) POLYPROBE_PICK(__VA_ARGS__, BPF_TABLE_PINNED7, BPF_TABLE_PINNED6)(__VA_ARGS__)

#define POLYPROBE_PLAIN(type, key, leaf, name, size) POLYPROBE_MAP(TABLE, type, key, leaf, name, size, 0)
#define BPF_HASH1(name) POLYPROBE_PLAIN(BPF_MAP_TYPE_HASH, u64, u64, name, 10240)
#define BPF_HASH2(name, key) POLYPROBE_PLAIN(BPF_MAP_TYPE_HASH, key, u64, name, 10240)
#define BPF_HASH3(name, key, leaf) POLYPROBE_PLAIN(BPF_MAP_TYPE_HASH, key, leaf, name, 10240)
#define BPF_HASH4(name, key, leaf, size) POLYPROBE_PLAIN(BPF_MAP_TYPE_HASH, key, leaf, name, size)
#define BPF_HASH(...) POLYPROBE_PICK(__VA_ARGS__, 7, 6, 5, BPF_HASH4, BPF_HASH3, BPF_HASH2, BPF_HASH1)(__VA_ARGS__)

#define BPF_PERCPU_HASH1(name) POLYPROBE_PLAIN(BPF_MAP_TYPE_PERCPU_HASH, u64, u64, name, 10240)
#define BPF_PERCPU_HASH2(name, key) POLYPROBE_PLAIN(BPF_MAP_TYPE_PERCPU_HASH, key, u64, name, 10240)
#define BPF_PERCPU_HASH3(name, key, leaf) POLYPROBE_PLAIN(BPF_MAP_TYPE_PERCPU_HASH, key, leaf, name, 10240)
#define BPF_PERCPU_HASH4(name, key, leaf, size) POLYPROBE_PLAIN(BPF_MAP_TYPE_PERCPU_HASH, key, leaf, name, size)
#define BPF_PERCPU_HASH(...) \
    POLYPROBE_PICK( \
        __VA_ARGS__, 7, 6, 5, BPF_PERCPU_HASH4, BPF_PERCPU_HASH3, BPF_PERCPU_HASH2, BPF_PERCPU_HASH1)(__VA_ARGS__)

#define BPF_ARRAY1(name) POLYPROBE_PLAIN(BPF_MAP_TYPE_ARRAY, int, u64, name, 10240)
#define BPF_ARRAY2(name, leaf) POLYPROBE_PLAIN(BPF_MAP_TYPE_ARRAY, int, leaf, name, 10240)
#define BPF_ARRAY3(name, leaf, size) POLYPROBE_PLAIN(BPF_MAP_TYPE_ARRAY, int, leaf, name, size)
#define BPF_ARRAY(...) POLYPROBE_PICK(__VA_ARGS__, 7, 6, 5, 4, BPF_ARRAY3, BPF_ARRAY2, BPF_ARRAY1)(__VA_ARGS__)

#define BPF_PERCPU_ARRAY1(name) POLYPROBE_PLAIN(BPF_MAP_TYPE_PERCPU_ARRAY, int, u64, name, 10240)
#define BPF_PERCPU_ARRAY2(name, leaf) POLYPROBE_PLAIN(BPF_MAP_TYPE_PERCPU_ARRAY, int, leaf, name, 10240)
#define BPF_PERCPU_ARRAY3(name, leaf, size) POLYPROBE_PLAIN(BPF_MAP_TYPE_PERCPU_ARRAY, int, leaf, name, size)
#define BPF_PERCPU_ARRAY(...) \
    POLYPROBE_PICK(__VA_ARGS__, 7, 6, 5, 4, BPF_PERCPU_ARRAY3, BPF_PERCPU_ARRAY2, BPF_PERCPU_ARRAY1)(__VA_ARGS__)

/* A histogram is an array of slots, unless its key tells several apart. */
#define BPF_HISTOGRAM1(name) BPF_HISTOGRAM3(name, int, 64)
#define BPF_HISTOGRAM2(name, key) BPF_HISTOGRAM3(name, key, 64)
#define BPF_HISTOGRAM3(name, key, size) POLYPROBE_PLAIN(POLYPROBE_TYPE("histogram", key), key, u64, name, size)
#define BPF_HISTOGRAM(...) \
    POLYPROBE_PICK(__VA_ARGS__, 7, 6, 5, 4, BPF_HISTOGRAM3, BPF_HISTOGRAM2, BPF_HISTOGRAM1)(__VA_ARGS__)

/* The kernel has no such table whose entries it would allocate beforehand. */
#define BPF_LPM_TRIE1(name) BPF_LPM_TRIE4(name, u64, u64, 10240)
#define BPF_LPM_TRIE2(name, key) BPF_LPM_TRIE4(name, key, u64, 10240)
#define BPF_LPM_TRIE3(name, key, leaf) BPF_LPM_TRIE4(name, key, leaf, 10240)
#define BPF_LPM_TRIE4(name, key, leaf, size) \
    POLYPROBE_MAP(TABLE, BPF_MAP_TYPE_LPM_TRIE, key, leaf, name, size, BPF_F_NO_PREALLOC)
#define BPF_LPM_TRIE(...) \
    POLYPROBE_PICK(__VA_ARGS__, 7, 6, 5, BPF_LPM_TRIE4, BPF_LPM_TRIE3, BPF_LPM_TRIE2, BPF_LPM_TRIE1)(__VA_ARGS__)

/* The inner table is named by a string; its like is what can be put in. */
#define BPF_ARRAY_OF_MAPS(name, inner, size) BPF_TABLE("array_of_maps$" inner, int, int, name, size)
#define BPF_HASH_OF_MAPS2(name, inner) BPF_HASH_OF_MAPS4(name, int, inner, 10240)
#define BPF_HASH_OF_MAPS3(name, key, inner) BPF_HASH_OF_MAPS4(name, key, inner, 10240)
#define BPF_HASH_OF_MAPS4(name, key, inner, size) BPF_TABLE("hash_of_maps$" inner, key, int, name, size)
#define BPF_HASH_OF_MAPS(...) \
    POLYPROBE_PICK(__VA_ARGS__, 7, 6, 5, BPF_HASH_OF_MAPS4, BPF_HASH_OF_MAPS3, BPF_HASH_OF_MAPS2, 1)(__VA_ARGS__)

#define POLYPROBE_QUEUE(note, type, name, leaf, size, flags) \
    POLYPROBE_NOTE(note, name, type); \
    POLYPROBE_KEYLESS_MAP(POLYPROBE_TYPE(type, int), leaf, name, size, flags)
#define BPF_QUEUESTACK(type, name, leaf, size, flags) POLYPROBE_QUEUE(table, type, name, leaf, size, flags)
#define BPF_QUEUESTACK_PINNED(type, name, leaf, size, flags, path) \
    POLYPROBE_QUEUE(table, type ":" path, name, leaf, size, flags)
#define BPF_QUEUESTACK_PUBLIC(type, name, leaf, size, flags) POLYPROBE_QUEUE(public, type, name, leaf, size, flags)
#define BPF_QUEUESTACK_SHARED(type, name, leaf, size, flags) POLYPROBE_QUEUE(table, type, name, leaf, size, flags)
#define BPF_QUEUE3(name, leaf, size) BPF_QUEUESTACK("queue", name, leaf, size, 0)
#define BPF_QUEUE4(name, leaf, size, flags) BPF_QUEUESTACK("queue", name, leaf, size, flags)
#define BPF_QUEUE(...) POLYPROBE_PICK(__VA_ARGS__, 7, 6, 5, BPF_QUEUE4, BPF_QUEUE3, 2, 1)(__VA_ARGS__)
#define BPF_STACK3(name, leaf, size) BPF_QUEUESTACK("stack", name, leaf, size, 0)
#define BPF_STACK4(name, leaf, size, flags) BPF_QUEUESTACK("stack", name, leaf, size, flags)
#define BPF_STACK(...) POLYPROBE_PICK(__VA_ARGS__, 7, 6, 5, BPF_STACK4, BPF_STACK3, 2, 1)(__VA_ARGS__)

#define BPF_PERF_OUTPUT(name) POLYPROBE_MAP(PERF_OUTPUT, BPF_MAP_TYPE_PERF_EVENT_ARRAY, int, u32, name, 0, 0)
#define BPF_PERF_ARRAY(name, size) POLYPROBE_MAP(PERF_ARRAY, BPF_MAP_TYPE_PERF_EVENT_ARRAY, int, u32, name, size, 0)
#define BPF_RINGBUF_OUTPUT(name, pages) POLYPROBE_SIZED_MAP(RINGBUF, BPF_MAP_TYPE_RINGBUF, name, (pages) * PAGE_SIZE)
#define BPF_PROG_ARRAY(name, size) POLYPROBE_PLAIN(BPF_MAP_TYPE_PROG_ARRAY, u32, u32, name, size)
#define BPF_CGROUP_ARRAY(name, size) POLYPROBE_MAP(CGROUP_ARRAY, BPF_MAP_TYPE_CGROUP_ARRAY, int, u32, name, size, 0)

/* The kernel wants a power of two. */
#define POLYPROBE_ROUND_UP(n) (1UL << (64 - __builtin_clzll((n) - 1ULL)))
struct bpf_stacktrace {
    u64 ip[127];
};
/* struct bpf_stack_build_id of the kernel's UAPI, for each of 127 frames. */
struct bpf_stacktrace_buildid {
    struct {
        s32 status;
        unsigned char build_id[20];
        union {
            u64 offset;
            u64 ip;
        };
    } trace[127];
};
#define BPF_STACK_TRACE(name, size) \
    POLYPROBE_PLAIN(BPF_MAP_TYPE_STACK_TRACE, int, struct bpf_stacktrace, name, POLYPROBE_ROUND_UP(size))
#define BPF_STACK_TRACE_BUILDID(name, size) \
    POLYPROBE_MAP(TABLE, BPF_MAP_TYPE_STACK_TRACE, int, struct bpf_stacktrace_buildid, name, \
        POLYPROBE_ROUND_UP(size), BPF_F_STACK_BUILD_ID)

#define BPF_XDP_REDIRECT_MAP(type, leaf, name, size) \
    POLYPROBE_NOTE(table, name, type); \
    POLYPROBE_MAP(REDIRECT, POLYPROBE_TYPE(type, int), u32, leaf, name, size, 0)
#define BPF_DEVMAP(name, size) BPF_XDP_REDIRECT_MAP("devmap", int, name, size)
#define BPF_CPUMAP(name, size) BPF_XDP_REDIRECT_MAP("cpumap", u32, name, size)
#define BPF_XSKMAP2(name, size) BPF_XDP_REDIRECT_MAP("xskmap", int, name, size)
#define BPF_XSKMAP3(name, size, path) BPF_XDP_REDIRECT_MAP("xskmap:" path, int, name, size)
#define BPF_XSKMAP(...) POLYPROBE_PICK(__VA_ARGS__, 7, 6, 5, 4, BPF_XSKMAP3, BPF_XSKMAP2, 1)(__VA_ARGS__)

#define BPF_SOCKMAP(name, size) POLYPROBE_MAP(SOCKMAP, BPF_MAP_TYPE_SOCKMAP, u32, int, name, size, 0)
#define BPF_SOCKHASH1(name) BPF_SOCKHASH3(name, u32, 10240)
#define BPF_SOCKHASH2(name, key) BPF_SOCKHASH3(name, key, 10240)
#define BPF_SOCKHASH3(name, key, size) POLYPROBE_MAP(SOCKHASH, BPF_MAP_TYPE_SOCKHASH, key, int, name, size, 0)
#define BPF_SOCKHASH(...) \
    POLYPROBE_PICK(__VA_ARGS__, 7, 6, 5, 4, BPF_SOCKHASH3, BPF_SOCKHASH2, BPF_SOCKHASH1)(__VA_ARGS__)

#define POLYPROBE_STORAGE(kind, leaf, name) \
    POLYPROBE_MAP(kind, BPF_MAP_TYPE_##kind, int, leaf, name, 0, BPF_F_NO_PREALLOC)
#define BPF_SK_STORAGE(name, leaf) POLYPROBE_STORAGE(SK_STORAGE, leaf, name)
#define BPF_INODE_STORAGE(name, leaf) POLYPROBE_STORAGE(INODE_STORAGE, leaf, name)
#define BPF_TASK_STORAGE(name, leaf) POLYPROBE_STORAGE(TASK_STORAGE, leaf, name)

/* struct bpf_cgroup_storage_key of the kernel's UAPI. */
struct polyprobe_cgroup_storage_key {
    u64 cgroup_inode_id;
    u32 attach_type;
};
#define BPF_CGROUP_STORAGE(name, leaf) \
    POLYPROBE_MAP(CGROUP_STORAGE, BPF_MAP_TYPE_CGROUP_STORAGE, struct polyprobe_cgroup_storage_key, leaf, name, 0, 0)
#define BPF_PERCPU_CGROUP_STORAGE(name, leaf) \
    POLYPROBE_MAP(CGROUP_STORAGE, BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, struct polyprobe_cgroup_storage_key, leaf, \
        name, 0, 0)
