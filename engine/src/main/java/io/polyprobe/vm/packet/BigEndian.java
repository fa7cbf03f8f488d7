package io.polyprobe.vm.packet;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Numbers of packets, whose bytes are in network order. */
public final class BigEndian {
    /** Two bytes as a number. */
    public static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Two bytes as the kernel keeps them in a number ({@code __be16}): as they lie in memory. */
    public static final ValueLayout.OfShort ON_THIS_MACHINE =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private BigEndian() {}
}
