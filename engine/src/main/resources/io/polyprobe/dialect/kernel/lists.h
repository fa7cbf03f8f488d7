/* Containers and counters: linux/list.h, linux/rbtree.h, linux/atomic.h, linux/refcount.h, linux/kernel.h.
 *
 * What is behind a macro is not found by the passes, so it reads the kernel's memory by itself. */
#define POLYPROBE_FIELD(field) \
    ({ \
        __typeof__(({ (field); })) __pp_field = 0; \
        bpf_probe_read_kernel(&__pp_field, sizeof(__pp_field), &(field)); \
        __pp_field; \
    })
#define list_entry(pointer, type, member) container_of(pointer, type, member)
#define list_first_entry(head, type, member) list_entry(POLYPROBE_FIELD((head)->next), type, member)
#define list_last_entry(head, type, member) list_entry(POLYPROBE_FIELD((head)->prev), type, member)
#define list_next_entry(position, member) list_entry(POLYPROBE_FIELD((position)->member.next), __typeof__(*(position)), member)
#define list_empty(head) (POLYPROBE_FIELD((head)->next) == (head))
#define hlist_entry(pointer, type, member) container_of(pointer, type, member)
#define rb_entry(pointer, type, member) container_of(pointer, type, member)
#define atomic_read(v) POLYPROBE_FIELD((v)->counter)
#define atomic64_read(v) POLYPROBE_FIELD((v)->counter)
#define atomic_long_read(v) POLYPROBE_FIELD((v)->counter)
#define refcount_read(r) POLYPROBE_FIELD((r)->refs.counter)
#define kref_read(k) POLYPROBE_FIELD((k)->refcount.refs.counter)
