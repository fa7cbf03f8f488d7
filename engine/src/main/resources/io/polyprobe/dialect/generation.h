/* What the rewritten text is made of: maps that BTF defines, and the methods of maps as macros over helpers. */
/* Variables of these macros begin with __pp_: a name that a script has as well would hide what the script means. */
BPF_HELPER(6, long, trace_printk, (const char *fmt, u32 fmt_size, ...))

#define POLYPROBE_MAP(kind, type_number, key_type, value_type, map_name, max, flags) \
    struct { \
        int (*type)[type_number]; \
        key_type *key; \
        value_type *value; \
        int (*max_entries)[max]; \
        int (*map_flags)[flags]; \
    } map_name SEC(".maps")

#define POLYPROBE_KEYLESS_MAP(type_number, value_type, map_name, max, flags) \
    struct { \
        int (*type)[type_number]; \
        value_type *value; \
        int (*max_entries)[max]; \
        int (*map_flags)[flags]; \
    } map_name SEC(".maps")

#define POLYPROBE_SIZED_MAP(kind, type_number, map_name, max) \
    struct { \
        int (*type)[type_number]; \
        int (*max_entries)[max]; \
    } map_name SEC(".maps")

/* What else the object keeps of a table: the name of its type, and in the variable's own whether others may use it. */
#define POLYPROBE_NOTE(note, map_name, text) static const char __##note##_##map_name[] SEC(".polyprobe.tables") = text

#define POLYPROBE_ENTRY(function) SEC("fn/" function)

#define POLYPROBE_VALUE(map) __typeof__(*(map).value)
#define POLYPROBE_KEY(map) __typeof__(*(map).key)
#define POLYPROBE_HASHED(map) \
    (sizeof(*(map).type) / sizeof(int) == BPF_MAP_TYPE_HASH \
     || sizeof(*(map).type) / sizeof(int) == BPF_MAP_TYPE_PERCPU_HASH \
     || sizeof(*(map).type) / sizeof(int) == BPF_MAP_TYPE_LRU_HASH \
     || sizeof(*(map).type) / sizeof(int) == BPF_MAP_TYPE_LRU_PERCPU_HASH)

/* An argument of a USDT probe, by the function that was made for it. */
#define POLYPROBE_ACCESSOR(function, number) POLYPROBE_ACCESSOR_(function, number)
#define POLYPROBE_ACCESSOR_(function, number) _bpf_readarg_##function##_##number
#define polyprobe_usdt_readarg(function, number, ctx, to) \
    POLYPROBE_ACCESSOR(function, number)(ctx, to, sizeof(*(to)))
#define polyprobe_usdt_readarg_p(function, number, ctx, to, size) \
    ({ \
        u64 __pp_address = 0; \
        POLYPROBE_ACCESSOR(function, number)(ctx, &__pp_address, sizeof(__pp_address)); \
        bpf_probe_read_user(to, size, (void *)__pp_address); \
    })

#define polyprobe_printk(format, ...) \
    ({ \
        char __pp_format[] = format; \
        bpf_trace_printk(__pp_format, sizeof(__pp_format), ##__VA_ARGS__); \
    })

#define polyprobe_lookup(map, k) ((POLYPROBE_VALUE(map) *)bpf_map_lookup_elem(&(map), k))
#define polyprobe_update(map, k, v) bpf_map_update_elem(&(map), k, v, BPF_ANY)
#define polyprobe_insert(map, k, v) bpf_map_update_elem(&(map), k, v, BPF_NOEXIST)
#define polyprobe_delete(map, k) bpf_map_delete_elem(&(map), k)

/* Evaluates k and v once. Another CPU may insert between lookup and update, hence the second lookup. */
#define polyprobe_lookup_or_try_init(map, k, v) \
    ({ \
        const void *__pp_k = (k); \
        POLYPROBE_VALUE(map) *__pp_leaf = bpf_map_lookup_elem(&(map), __pp_k); \
        if (!__pp_leaf) { \
            bpf_map_update_elem(&(map), __pp_k, v, BPF_NOEXIST); \
            __pp_leaf = bpf_map_lookup_elem(&(map), __pp_k); \
        } \
        __pp_leaf; \
    })

/* Leaves the program where the map is full. */
#define polyprobe_lookup_or_init(map, k, v) \
    ({ \
        POLYPROBE_VALUE(map) *__pp_found = polyprobe_lookup_or_try_init(map, k, v); \
        if (!__pp_found) \
            return 0; \
        __pp_found; \
    })

#define POLYPROBE_LEAF(map, k) \
    ({ \
        POLYPROBE_KEY(map) __pp_key = (k); \
        POLYPROBE_VALUE(map) *__pp_counter = bpf_map_lookup_elem(&(map), &__pp_key); \
        if (POLYPROBE_HASHED(map) && !__pp_counter) { \
            POLYPROBE_VALUE(map) __pp_zero; \
            __builtin_memset(&__pp_zero, 0, sizeof(__pp_zero)); \
            bpf_map_update_elem(&(map), &__pp_key, &__pp_zero, BPF_NOEXIST); \
            __pp_counter = bpf_map_lookup_elem(&(map), &__pp_key); \
        } \
        __pp_counter; \
    })
#define POLYPROBE_STEP(first, ...) (first)
#define polyprobe_increment(map, k, ...) \
    ({ \
        POLYPROBE_VALUE(map) *__pp_slot = POLYPROBE_LEAF(map, k); \
        if (__pp_slot) \
            *__pp_slot += POLYPROBE_STEP(__VA_ARGS__ __VA_OPT__(,) 1); \
    })
#define polyprobe_atomic_increment(map, k, ...) \
    ({ \
        POLYPROBE_VALUE(map) *__pp_slot = POLYPROBE_LEAF(map, k); \
        if (__pp_slot) \
            lock_xadd(__pp_slot, POLYPROBE_STEP(__VA_ARGS__ __VA_OPT__(,) 1)); \
    })

#define polyprobe_push(map, v, flags) bpf_map_push_elem(&(map), v, flags)
#define polyprobe_pop(map, v) bpf_map_pop_elem(&(map), v)
#define polyprobe_peek(map, v) bpf_map_peek_elem(&(map), v)
#define polyprobe_call(map, ctx, index) bpf_tail_call(ctx, &(map), index)
#define polyprobe_get_stackid(map, ctx, flags) bpf_get_stackid(ctx, &(map), flags)
#define polyprobe_check_current_task(map, index) bpf_current_task_under_cgroup(&(map), index)
#define polyprobe_redirect_map(map, key, flags) bpf_redirect_map(&(map), key, flags)
#define polyprobe_sk_storage_get(map, sk, value, flags) bpf_sk_storage_get(&(map), sk, value, flags)
#define polyprobe_sk_storage_delete(map, sk) bpf_sk_storage_delete(&(map), sk)
#define polyprobe_inode_storage_get(map, inode, value, flags) bpf_inode_storage_get(&(map), inode, value, flags)
#define polyprobe_inode_storage_delete(map, inode) bpf_inode_storage_delete(&(map), inode)
#define polyprobe_task_storage_get(map, task, value, flags) bpf_task_storage_get(&(map), task, value, flags)
#define polyprobe_task_storage_delete(map, task) bpf_task_storage_delete(&(map), task)
#define polyprobe_get_local_storage(map, flags) ((POLYPROBE_VALUE(map) *)bpf_get_local_storage(&(map), flags))
#define polyprobe_sock_map_update(map, socket_ops, key, flags) bpf_sock_map_update(socket_ops, &(map), key, flags)
#define polyprobe_sock_hash_update(map, socket_ops, key, flags) bpf_sock_hash_update(socket_ops, &(map), key, flags)
#define polyprobe_msg_redirect_hash(map, message, key, flags) bpf_msg_redirect_hash(message, &(map), key, flags)
#define polyprobe_sk_redirect_hash(map, skb, key, flags) bpf_sk_redirect_hash(skb, &(map), key, flags)
#define polyprobe_perf_read(map, index) bpf_perf_event_read(&(map), index)
#define polyprobe_perf_counter_value(map, index, to, size) bpf_perf_event_read_value(&(map), index, to, size)
/* Leaves a mark in the object of what a map's buffer carries: BTF keeps the type of a variable, whose name tells the map. */
#define POLYPROBE_SUBMITTED(map, data) POLYPROBE_SUBMITTED_(map, data)
#define POLYPROBE_SUBMITTED_(map, data) static __typeof__(data) *__submitted_##map SEC(".polyprobe.events")

#define polyprobe_perf_submit(map, ctx, data, size) \
    ({ \
        POLYPROBE_SUBMITTED(map, data); \
        bpf_perf_event_output(ctx, &(map), BPF_F_CURRENT_CPU, data, size); \
    })
#define polyprobe_perf_submit_skb(map, skb, skb_size, data, size) \
    ({ \
        POLYPROBE_SUBMITTED(map, data); \
        bpf_perf_event_output(skb, &(map), (u64)(skb_size) << 32 | BPF_F_CURRENT_CPU, data, size); \
    })
#define polyprobe_ringbuf_output(map, data, size, flags) \
    ({ \
        POLYPROBE_SUBMITTED(map, data); \
        bpf_ringbuf_output(&(map), data, size, flags); \
    })
#define polyprobe_ringbuf_reserve(map, size) bpf_ringbuf_reserve(&(map), size, 0)
#define polyprobe_ringbuf_submit(map, data, flags) \
    ({ \
        POLYPROBE_SUBMITTED(map, data); \
        bpf_ringbuf_submit(data, flags); \
    })
#define polyprobe_ringbuf_discard(map, data, flags) bpf_ringbuf_discard(data, flags)
#define polyprobe_ringbuf_query(map, what) bpf_ringbuf_query(&(map), what)

/* A parameter of a system call, out of the registers that its caller saved. */
#define polyprobe_syscall_parameter(type, location) \
    ({ \
        __typeof__(location) __pp_register = 0; \
        bpf_probe_read_kernel(&__pp_register, sizeof(__pp_register), &(location)); \
        (type)__pp_register; \
    })

/* A load from memory that is not the program's: 0 where nothing is mapped. The inner braces take off const. */
#define polyprobe_read(...) \
    ({ \
        __auto_type __pp_from = &(__VA_ARGS__); \
        __typeof__(({ *__pp_from; })) __pp_loaded; \
        __builtin_memset((void *)&__pp_loaded, 0, sizeof(__pp_loaded)); \
        bpf_probe_read((void *)&__pp_loaded, sizeof(__pp_loaded), (const void *)__pp_from); \
        __pp_loaded; \
    })

/* The same for a bit field: its bytes, shifted to the top of 64 bits and down again. Where the field lies is what the
 * loader fills in from the target's types. */
#define POLYPROBE_BITS(field, kind) __builtin_preserve_field_info(__pp_struct->field, kind)
#define polyprobe_read_bits(pointer, field) \
    ({ \
        __auto_type __pp_struct = (pointer); \
        u64 __pp_bits = 0; \
        bpf_probe_read(&__pp_bits, POLYPROBE_BITS(field, 1), (const char *)__pp_struct + POLYPROBE_BITS(field, 0)); \
        __pp_bits <<= POLYPROBE_BITS(field, 4); \
        (__typeof__(({ __pp_struct->field; }))) \
            (POLYPROBE_BITS(field, 3) ? (s64)__pp_bits >> POLYPROBE_BITS(field, 5) : __pp_bits >> POLYPROBE_BITS(field, 5)); \
    })

/* A field of a packet's header: bits of up to 8 bytes, which are loaded and stored as numbers in network order. */
#define BPF_PACKET_HEADER __attribute__((packed))
struct xdp_md;
#define POLYPROBE_PACKET(ctx, for_xdp, for_skb) _Generic((ctx), struct xdp_md *: for_xdp, default: for_skb)
static __always_inline long polyprobe_skb_load(void *ctx, u64 offset, void *to, u32 size)
{
    u8 *bytes = to;
    for (u32 i = 0; i < size; i++)
        bytes[i] = load_byte(ctx, offset + i);
    return 0;
}
static __always_inline long polyprobe_xdp_load(void *ctx, u64 offset, void *to, u32 size)
{
    return bpf_xdp_load_bytes(ctx, offset, to, size);
}
static __always_inline long polyprobe_skb_store(void *ctx, u64 offset, const void *from, u32 size)
{
    return bpf_skb_store_bytes(ctx, offset, from, size, 0);
}
static __always_inline long polyprobe_xdp_store(void *ctx, u64 offset, const void *from, u32 size)
{
    return bpf_xdp_store_bytes(ctx, offset, (void *)from, size);
}
#define POLYPROBE_MASK(bits) ((bits) < 64 ? (1ULL << (bits)) - 1 : ~0ULL)
/* The bytes that hold the field, at the top of 64 bits; it begins at bit `first` of them. */
#define POLYPROBE_BYTES(first, bits) (((first) + (bits) + 7) / 8)
#define polyprobe_packet_read(ctx, header, byte, first, bits) \
    ({ \
        u64 __pp_word = 0; \
        POLYPROBE_PACKET(ctx, polyprobe_xdp_load, polyprobe_skb_load) \
        (ctx, (u64)(header) + (byte), &__pp_word, POLYPROBE_BYTES(first, bits)); \
        POLYPROBE_BIG(64, __pp_word) >> (64 - (first) - (bits)) & POLYPROBE_MASK(bits); \
    })
#define polyprobe_packet_write(ctx, header, byte, first, bits, value) \
    ({ \
        u64 __pp_place = (u64)(header) + (byte); \
        u64 __pp_value = (value), __pp_word = 0; \
        if ((first) != 0 || (bits) % 8 != 0) \
            POLYPROBE_PACKET(ctx, polyprobe_xdp_load, polyprobe_skb_load) \
            (ctx, __pp_place, &__pp_word, POLYPROBE_BYTES(first, bits)); \
        __pp_word = POLYPROBE_BIG(64, __pp_word) & ~(POLYPROBE_MASK(bits) << (64 - (first) - (bits))); \
        __pp_word = POLYPROBE_BIG(64, __pp_word | (__pp_value & POLYPROBE_MASK(bits)) << (64 - (first) - (bits))); \
        POLYPROBE_PACKET(ctx, polyprobe_xdp_store, polyprobe_skb_store) \
        (ctx, __pp_place, &__pp_word, POLYPROBE_BYTES(first, bits)); \
        __pp_value; \
    })

/* Checksums are changed by what a field was and is, both in network order; the low bits of the flags are its size. */
#define POLYPROBE_NETWORK(value, size) \
    ((size) == 2   ? POLYPROBE_BIG(16, value) \
     : (size) == 4 ? POLYPROBE_BIG(32, value) \
     : (size) == 8 ? POLYPROBE_BIG(64, value) \
                   : (value))
#define polyprobe_cksum_l3(ctx, checksum, from, to) \
    bpf_l3_csum_replace( \
        ctx, (u64)(checksum), POLYPROBE_NETWORK(from, sizeof(to)), POLYPROBE_NETWORK(to, sizeof(to)), sizeof(to))
#define polyprobe_cksum_l4(ctx, checksum, from, to, pseudo) \
    bpf_l4_csum_replace( \
        ctx, (u64)(checksum), POLYPROBE_NETWORK(from, sizeof(to)), POLYPROBE_NETWORK(to, sizeof(to)), \
        ((pseudo) & 1) << 4 | sizeof(to))
