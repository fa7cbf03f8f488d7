package io.polyprobe.vm.packet;

import io.polyprobe.vm.map.Errno;

/** What is known of a packet's checksums ({@code skb->ip_summed}): at first nothing. */
public final class Checksum {
    /** {@code SKB_MAX_CSUM_LEVEL}. */
    private static final int MOST_LEVELS = 3;

    /** How many headers' checksums need not be looked at; 0 is {@code CHECKSUM_NONE}. */
    private int verified;

    /** {@code __skb_incr_checksum_unnecessary()}. */
    private void increment() {
        verified = Math.min(verified + 1, MOST_LEVELS + 1);
    }

    /** {@code __skb_reset_checksum_unnecessary()}. */
    public void reset() {
        verified = 0;
    }

    /** {@code bpf_csum_level} with a number of {@code BPF_CSUM_LEVEL_*}. */
    public int level(long operation) {
        if (operation == 0) {
            return verified == 0 ? Errno.EACCES.result() : verified - 1;
        }
        if (operation == 1) {
            increment();
        } else if (operation == 2) {
            verified = Math.max(0, verified - 1);
        } else if (operation == 3) {
            reset();
        } else {
            return Errno.EINVAL.result();
        }
        return 0;
    }
}
