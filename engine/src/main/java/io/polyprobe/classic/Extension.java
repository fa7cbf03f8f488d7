package io.polyprobe.classic;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a filter may ask Linux for beside the packet: an absolute load from {@code SKF_AD_OFF} and one of these
 * ({@code include/uapi/linux/filter.h}), whatever its size. Fields of the context are those of {@code struct __sk_buff}
 * ({@code include/uapi/linux/bpf.h}).
 */
enum Extension {
    PROTOCOL(0, "r0 = *(u32 *)(r6 + 16)\nr0 = be16 r0"),
    PKTTYPE(4, "r0 = *(u32 *)(r6 + 4)"),
    /** Without a device the filter ends with 0. */
    IFINDEX(8, "r0 = *(u32 *)(r6 + 40)\nif w0 != 0 goto +1\nexit"),
    NLATTR(12),
    NLATTR_NEST(16),
    MARK(20, "r0 = *(u32 *)(r6 + 8)"),
    QUEUE(24, "r0 = *(u32 *)(r6 + 12)"),
    HATYPE(28),
    RXHASH(32, "r0 = *(u32 *)(r6 + 68)"),
    /** {@code bpf_get_smp_processor_id}. */
    CPU(36, "call 8"),
    ALU_XOR_X(40, "w0 ^= w7"),
    VLAN_TAG(44, "r0 = *(u32 *)(r6 + 24)"),
    VLAN_TAG_PRESENT(48, "r0 = *(u32 *)(r6 + 20)"),
    PAY_OFFSET(52),
    /** {@code bpf_get_prandom_u32}. */
    RANDOM(56, "call 7"),
    VLAN_TPID(60, "r0 = *(u32 *)(r6 + 28)\nr0 = be16 r0");

    /** {@code SKF_AD_OFF}. */
    static final int BASE = -0x1000;

    private final int offset;
    private final String assembly;

    /** One that no program of type {@code SOCKET_FILTER} can ask for. */
    Extension(int offset) {
        this(offset, "");
    }

    Extension(int offset, String assembly) {
        this.offset = offset;
        this.assembly = assembly;
    }

    /** The one that a load at k is. */
    static Optional<Extension> at(int k) {
        return Arrays.stream(values()).filter(each -> BASE + each.offset == k).findFirst();
    }

    /** Whether there is BPF for it. */
    boolean isTranslated() {
        return !assembly.isEmpty();
    }

    /** What stands for it. */
    String assembly() {
        return assembly;
    }
}
