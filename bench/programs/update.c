// Gives 64 keys of a hash table new values.
#include "bpf.h"

struct {
    NUMBER(type, BPF_MAP_TYPE_HASH);
    NUMBER(max_entries, 1024);
    TYPE(key, u32);
    TYPE(value, u64);
} table SEC(".maps");

SEC("xdp") int update(struct xdp_md *ctx) {
    u64 value = seed(ctx);
    u32 failed = 0;
    for (u32 i = 0; i < 64; i++) {
        u32 key = i;
        value = value * 3 + key;
        failed += bpf_map_update_elem(&table, &key, &value, 0) != 0;
    }
    return value + failed;
}
