package io.polyprobe.vm.helper;

import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/** Reads at addresses that may be wrong, in the kernel's or in the user's half of the address space. */
final class Peek {
    /** Which half an address is looked up in. */
    enum Space {
        USER,
        KERNEL,
        /** Whichever has it, as {@code bpf_probe_read} does where the halves do not overlap. */
        EITHER
    }

    private final Memory memory;
    private final Moment moment;

    Peek(Memory memory, Moment moment) {
        this.memory = memory;
        this.moment = moment;
    }

    /** The bytes from an address to the end of what is mapped there, or as many as are enough. */
    private Optional<MemorySegment> at(long address, long enough, Space space) {
        Optional<MemorySegment> user = space == Space.KERNEL ? Optional.empty() : moment.user(address, enough);
        return user.isPresent() || space == Space.USER ? user : kernel(address);
    }

    private Optional<MemorySegment> kernel(long address) {
        return memory.regionAt(address)
                .filter(region -> region.access() != Access.NONE)
                .map(region -> region.segment().asSlice(address - region.address()));
    }

    Optional<MemorySegment> bytes(long address, long size, Space space) {
        return at(address, size, space)
                .filter(found -> found.byteSize() >= size)
                .map(found -> found.asSlice(0, size));
    }

    /**
     * A string with its zero byte, cut to {@code limit} bytes of which the last is then made zero; empty where memory
     * ends before the string does.
     */
    Optional<byte[]> string(long address, long limit, Space space) {
        return at(address, limit, space).flatMap(found -> terminated(found, limit));
    }

    private static Optional<byte[]> terminated(MemorySegment from, long limit) {
        long end = Math.min(limit, from.byteSize());
        for (long i = 0; i < end; i++) {
            if (from.get(ValueLayout.JAVA_BYTE, i) == 0) {
                return Optional.of(from.asSlice(0, i + 1).toArray(ValueLayout.JAVA_BYTE));
            }
        }
        if (end < limit || limit == 0) {
            return Optional.empty();
        }
        byte[] cut = from.asSlice(0, end - 1).toArray(ValueLayout.JAVA_BYTE);
        return Optional.of(Arrays.copyOf(cut, cut.length + 1));
    }
}
