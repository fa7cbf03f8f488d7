// Compares a path of a packet's making with eight prefixes, byte by byte.
#include "bpf.h"

static const char prefixes[8][16] = {
    "/usr/lib/jvm", "/usr/lib/llvm", "/usr/local/bin", "/usr/libexec", "/usr/lib/x86", "/usr/sbin", "/usr/lib/jvm/te", "/var/lib",
};
static char path[16] = "/usr/lib/jvm/te";

SEC("xdp") int compare(struct xdp_md *ctx) {
    path[15] = seed(ctx);
    u32 equal = 0;
    for (int i = 0; i < 8; i++)
        for (int at = 0; at < 16; at++) {
            char wanted = prefixes[i][at];
            if (!wanted) {
                equal |= 1 << i;
                break;
            }
            if (wanted != path[at])
                break;
        }
    return equal;
}
