// 500 times two small functions that are not made part of their caller.
#include "bpf.h"

static NOINLINE u32 mix(u32 a, u32 b) {
    return (a ^ b) * 0x9e3779b1;
}

static NOINLINE u32 twice(u32 a, u32 b) {
    return mix(a, b) + (a >> 3);
}

SEC("xdp") int calls(struct xdp_md *ctx) {
    u32 x = seed(ctx);
    for (u32 i = 0; i < 500; i++)
        x = twice(x, i);
    return x;
}
