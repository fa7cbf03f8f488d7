package io.polyprobe.vm.packet;

import io.polyprobe.vm.map.Errno;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;

/** The bytes that a caller of a test run gives for a context. A shorter one is filled up with zeros. */
record GivenContext(ContextLayout layout, byte[] bytes) {
    static GivenContext of(ContextLayout layout, byte[] bytes) {
        for (int i = layout.size(); i < bytes.length; i++) {
            if (bytes[i] != 0) {
                throw new PacketRefusal(Errno.E2BIG, "the context is longer than its structure, and not zero there");
            }
        }
        return new GivenContext(layout, Arrays.copyOf(bytes, layout.size()));
    }

    long get(String field) {
        return layout.get(MemorySegment.ofArray(bytes), field);
    }

    void set(String field, long value) {
        layout.set(MemorySegment.ofArray(bytes), field, value);
    }

    /** The bytes of a field of any size. */
    MemorySegment field(String field) {
        return layout.bytes(MemorySegment.ofArray(bytes), field);
    }

    /** Refuses a context that has something outside of some bytes. */
    void requireOnly(BitSet allowed) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != 0 && !allowed.get(i)) {
                throw new PacketRefusal(
                        Errno.EINVAL, "the context has something in byte %d, where nothing can be given".formatted(i));
            }
        }
    }
}
