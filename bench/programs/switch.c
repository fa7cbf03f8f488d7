// An interpreter of its own: a small stack machine that runs a program of 200 steps.
#include "bpf.h"

enum { PUSH, ADD, XOR, ROTATE, SWAP, COPY, INCREMENT, NEGATE };

static const u8 program[16] = {
    PUSH, COPY, ROTATE, XOR, INCREMENT, SWAP, ADD, NEGATE, COPY, INCREMENT, ADD, PUSH, SWAP, ROTATE, XOR, COPY,
};

SEC("xdp") int switched(struct xdp_md *ctx) {
    u32 top = seed(ctx), below = 17;
    for (u32 step = 0; step < 200; step++) {
        u32 other = below;
        switch (program[(step + (top & 1)) & 15]) {
        case PUSH:
            below = top;
            top = step;
            break;
        case ADD:
            top += below;
            break;
        case XOR:
            top ^= below;
            break;
        case ROTATE:
            top = top << 5 | top >> 27;
            break;
        case SWAP:
            below = top;
            top = other;
            break;
        case COPY:
            below = top;
            break;
        case INCREMENT:
            top++;
            break;
        case NEGATE:
            top = -top;
            break;
        }
    }
    return top;
}
