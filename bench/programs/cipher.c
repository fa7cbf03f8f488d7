// Speck128/128 (Beaulieu and others, 2013): eight blocks, each with its key schedule.
#include "bpf.h"

#define ROUNDS 32

static inline u64 right(u64 x, int by) {
    return x >> by | x << (64 - by);
}

static inline u64 left(u64 x, int by) {
    return x << by | x >> (64 - by);
}

SEC("xdp") int cipher(struct xdp_md *ctx) {
    u64 x = seed(ctx), y = 0x6c61766975716520;
    for (int block = 0; block < 8; block++) {
        u64 a = 0x0706050403020100, b = 0x0f0e0d0c0b0a0908;
        for (u64 i = 0; i < ROUNDS; i++) {
            x = (right(x, 8) + y) ^ a;
            y = left(y, 3) ^ x;
            b = (right(b, 8) + a) ^ i;
            a = left(a, 3) ^ b;
        }
    }
    return x ^ y >> 32;
}
