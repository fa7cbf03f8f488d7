// Arithmetic in a loop with a branch that nobody can foresee.
#include "bpf.h"

SEC("xdp") int loop(struct xdp_md *ctx) {
    u64 x = seed(ctx) + 88172645463325252;
    u32 odd = 0;
    for (int i = 0; i < 1000; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        if (x & 1)
            odd += x >> 32;
        else
            odd ^= i;
    }
    return odd;
}
