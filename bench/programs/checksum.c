// The Internet checksum (RFC 1071) of a kilobyte.
#include "bpf.h"

static u16 words[512];

SEC("xdp") int checksum(struct xdp_md *ctx) {
    words[0] = seed(ctx);
    u32 sum = 0;
    for (int i = 0; i < 512; i++)
        sum += words[i];
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return (u16)~sum;
}
