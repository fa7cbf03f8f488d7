// Three thousand instructions in a row, a third of them loads and stores.
#include "bpf.h"

static u32 state[64];

SEC("xdp") int unrolled(struct xdp_md *ctx) {
    u32 x = seed(ctx);
#pragma clang loop unroll(full)
    for (int i = 0; i < 430; i++) {
        x ^= state[(i * 7) & 63];
        x = x * 69069 + i;
        state[i & 63] = x;
        x ^= x >> 15;
    }
    return x;
}
