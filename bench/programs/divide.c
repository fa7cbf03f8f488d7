// Division and remainder of 32 and 64 bits, by divisors that change.
#include "bpf.h"

SEC("xdp") int divide(struct xdp_md *ctx) {
    u64 x = seed(ctx) + 0x123456789abcdef;
    u32 sum = 0;
    for (u32 i = 0; i < 250; i++) {
        u64 divisor = (x & 0xffff) + 3;
        sum += x / divisor;
        sum ^= (u32)x % (u32)divisor;
        x = x * 6364136223846793005 + 1442695040888963407;
    }
    return sum;
}
