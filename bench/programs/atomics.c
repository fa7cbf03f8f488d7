// Atomic additions, exchanges and compare-and-exchanges, 64 of each.
#include "bpf.h"

static u64 sum, last, largest;

SEC("xdp") int atomics(struct xdp_md *ctx) {
    u64 x = seed(ctx);
    u32 seen = 0;
    sum = last = largest = 0;
    for (u32 i = 0; i < 64; i++) {
        x = x * 25214903917 + 11;
        seen ^= __sync_fetch_and_add(&sum, x & 0xff);
        seen += __sync_lock_test_and_set(&last, x);
        u64 before = largest;
        if ((x & 0xffff) > before)
            seen ^= __sync_val_compare_and_swap(&largest, before, x & 0xffff);
    }
    return seen;
}
