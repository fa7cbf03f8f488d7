// Sorts 32 numbers by exchanging neighbours.
#include "bpf.h"

#define COUNT 32

static u32 numbers[COUNT];

SEC("xdp") int sort(struct xdp_md *ctx) {
    u32 x = seed(ctx) + 12345;
    for (int i = 0; i < COUNT; i++) {
        x = x * 1664525 + 1013904223;
        numbers[i] = x;
    }
    for (int last = COUNT - 1; last > 0; last--)
        for (int i = 0; i < COUNT - 1; i++) {
            u32 a = numbers[i], b = numbers[i + 1];
            if (a > b) {
                numbers[i] = b;
                numbers[i + 1] = a;
            }
        }
    return numbers[0] ^ numbers[COUNT / 2];
}
