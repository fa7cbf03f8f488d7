// Nothing: what it takes to run a program at all.
#include "bpf.h"

SEC("xdp") int empty(struct xdp_md *ctx) {
    return 0;
}
