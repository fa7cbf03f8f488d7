/* The dialect as valid C, so that clang can check it and tell what each expression is. Nothing here is ever run. */
long bpf_trace_printk(const char *format, ...);

#define POLYPROBE_METHODS(key_type, value_type) \
    value_type *(*lookup)(key_type *); \
    value_type *(*lookup_or_init)(key_type *, value_type *); \
    value_type *(*lookup_or_try_init)(key_type *, value_type *); \
    int (*update)(key_type *, value_type *); \
    int (*insert)(key_type *, value_type *); \
    int (*delete)(key_type *); \
    void (*increment)(key_type, ...); \
    void (*atomic_increment)(key_type, ...); \
    int (*push)(value_type *, u64); \
    int (*pop)(value_type *); \
    int (*peek)(value_type *); \
    void (*call)(void *, int); \
    int (*get_stackid)(void *, u64); \
    int (*check_current_task)(int); \
    int (*redirect_map)(u64, int); \
    u64 (*perf_read)(u32); \
    int (*perf_counter_value)(u32, void *, u32); \
    int (*perf_submit)(void *, void *, u32); \
    int (*perf_submit_skb)(void *, u32, void *, u32); \
    int (*ringbuf_output)(void *, u64, u64); \
    void *(*ringbuf_reserve)(u64); \
    void (*ringbuf_submit)(void *, u64); \
    void (*ringbuf_discard)(void *, u64); \
    u64 (*ringbuf_query)(u64);

#define POLYPROBE_MAP(map_type, key_type, value_type, map_name, max) \
    struct map_name##_map { \
        key_type key; \
        value_type leaf; \
        int (*polyprobe_map)[map_type]; \
        POLYPROBE_METHODS(key_type, value_type) \
    }; \
    struct map_name##_map map_name

#define POLYPROBE_KEYLESS_MAP(map_type, value_type, map_name, max) \
    POLYPROBE_MAP(map_type, u32, value_type, map_name, max)

#define POLYPROBE_SIZED_MAP(map_type, map_name, max) POLYPROBE_MAP(map_type, u32, u32, map_name, max)

#define POLYPROBE_ENTRY(function)
