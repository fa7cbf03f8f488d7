// Counts in 64 places of an array.
#include "bpf.h"

struct {
    NUMBER(type, BPF_MAP_TYPE_ARRAY);
    NUMBER(max_entries, 64);
    TYPE(key, u32);
    TYPE(value, u64);
} counts SEC(".maps");

SEC("xdp") int array(struct xdp_md *ctx) {
    u32 start = seed(ctx), missing = 0;
    for (u32 i = 0; i < 64; i++) {
        u32 key = (start + i * 7) & 63;
        u64 *count = bpf_map_lookup_elem(&counts, &key);
        if (count)
            *count += i;
        else
            missing++;
    }
    return missing;
}
