/* The dialect as valid C, so that clang can check it and tell what each expression is. Nothing here is ever run. */
long bpf_trace_printk(const char *format, ...);
int bpf_usdt_readarg(int number, struct pt_regs *ctx, void *to);
int bpf_usdt_readarg_p(int number, struct pt_regs *ctx, void *to, u64 size);

#define POLYPROBE_TABLE_METHODS(key_type, value_type) \
    value_type *(*lookup)(key_type *); \
    value_type *(*lookup_or_init)(key_type *, value_type *); \
    value_type *(*lookup_or_try_init)(key_type *, value_type *); \
    int (*update)(key_type *, value_type *); \
    int (*insert)(key_type *, value_type *); \
    int (*delete)(key_type *); \
    void (*increment)(key_type, ...); \
    void (*atomic_increment)(key_type, ...); \
    void (*call)(void *, int); \
    int (*get_stackid)(void *, u64); \
    void *(*sk_storage_get)(void *, void *, int); \
    int (*sk_storage_delete)(void *); \
    void *(*inode_storage_get)(void *, void *, int); \
    int (*inode_storage_delete)(void *); \
    void *(*task_storage_get)(void *, void *, int); \
    int (*task_storage_delete)(void *);
#define POLYPROBE_QUEUE_METHODS(key_type, value_type) \
    int (*push)(value_type *, u64); \
    int (*pop)(value_type *); \
    int (*peek)(value_type *);
#define POLYPROBE_PERF_OUTPUT_METHODS(key_type, value_type) \
    int (*perf_submit)(void *, void *, u32); \
    int (*perf_submit_skb)(void *, u32, void *, u32);
#define POLYPROBE_PERF_ARRAY_METHODS(key_type, value_type) \
    u64 (*perf_read)(u32); \
    int (*perf_counter_value)(u32, void *, u32);
#define POLYPROBE_RINGBUF_METHODS(key_type, value_type) \
    int (*ringbuf_output)(void *, u64, u64); \
    void *(*ringbuf_reserve)(u64); \
    void (*ringbuf_submit)(void *, u64); \
    void (*ringbuf_discard)(void *, u64); \
    u64 (*ringbuf_query)(u64);
#define POLYPROBE_CGROUP_ARRAY_METHODS(key_type, value_type) int (*check_current_task)(int);
#define POLYPROBE_REDIRECT_METHODS(key_type, value_type) \
    value_type *(*lookup)(key_type *); \
    u64 (*redirect_map)(int, int);
#define POLYPROBE_SOCKMAP_METHODS(key_type, value_type) \
    int (*update)(key_type *, value_type *); \
    int (*delete)(key_type *); \
    int (*sock_map_update)(void *, void *, u64);
#define POLYPROBE_SOCKHASH_METHODS(key_type, value_type) \
    int (*update)(key_type *, value_type *); \
    int (*delete)(key_type *); \
    int (*sock_hash_update)(void *, void *, u64); \
    int (*msg_redirect_hash)(void *, void *, u64); \
    int (*sk_redirect_hash)(void *, void *, u64);
#define POLYPROBE_SK_STORAGE_METHODS(key_type, value_type) \
    void *(*sk_storage_get)(void *, void *, int); \
    int (*sk_storage_delete)(void *);
#define POLYPROBE_INODE_STORAGE_METHODS(key_type, value_type) \
    void *(*inode_storage_get)(void *, void *, int); \
    int (*inode_storage_delete)(void *);
#define POLYPROBE_TASK_STORAGE_METHODS(key_type, value_type) \
    void *(*task_storage_get)(void *, void *, int); \
    int (*task_storage_delete)(void *);
#define POLYPROBE_CGROUP_STORAGE_METHODS(key_type, value_type) \
    value_type *(*lookup)(key_type *); \
    int (*update)(key_type *, value_type *); \
    value_type *(*get_local_storage)(u64);

#define POLYPROBE_MAP(kind, map_type, key_type, value_type, map_name, max, flags) \
    struct map_name##_map { \
        key_type key; \
        value_type leaf; \
        int (*polyprobe_map)[map_type]; \
        POLYPROBE_##kind##_METHODS(key_type, value_type) \
    }; \
    struct map_name##_map map_name

#define POLYPROBE_KEYLESS_MAP(map_type, value_type, map_name, max, flags) \
    POLYPROBE_MAP(QUEUE, map_type, u32, value_type, map_name, max, flags)
#define POLYPROBE_SIZED_MAP(kind, map_type, map_name, max) POLYPROBE_MAP(kind, map_type, u32, u32, map_name, max, 0)
#define POLYPROBE_NOTE(note, map_name, text)
#define POLYPROBE_ENTRY(function)

/* Known again in the tree by its two attributes. */
#define BPF_PACKET_HEADER __attribute__((packed, annotate("packet")))
int incr_cksum_l3(void *checksum, u64 from, u64 to);
int incr_cksum_l4(void *checksum, u64 from, u64 to, u64 flags);
