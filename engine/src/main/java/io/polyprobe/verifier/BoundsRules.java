package io.polyprobe.verifier;

import io.polyprobe.object.MapSpec;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Pointer;

/** Whether accesses stay within memory of a known size. */
final class BoundsRules {
    private final Analysis analysis;

    BoundsRules(Analysis analysis) {
        this.analysis = analysis;
    }

    /** {@code size} bytes, {@code offset} bytes behind the pointer, within so many behind its base. */
    void region(int register, Pointer pointer, int offset, long size, long limit) {
        Scalar variable = pointer.variable();
        long fixed = (long) pointer.offset() + offset;
        long min = fixed + variable.wide().smin();
        if (variable.wide().smin() < -AluRules.FARTHEST || min < 0) {
            throw Rejection.because(
                    "r%d may point before the start of %s (by %s)"
                            .formatted(register, pointer.base(), pointer.isFixed() ? min : variable + " + " + fixed),
                    "Make the index unsigned, or test that it is not negative.");
        }
        if (Long.compareUnsigned(variable.wide().umax(), AluRules.FARTHEST) >= 0) {
            throw Rejection.because(
                    "the index into %s (by r%d) has no upper bound (%s)".formatted(pointer.base(), register, variable),
                    test(fixed, size, limit));
        }
        long end = fixed + variable.wide().umax() + size;
        if (end > limit) {
            throw Rejection.because(
                    pointer.isFixed()
                            ? "it touches bytes %d to %d of %s (by r%d), which has %d"
                                    .formatted(end - size, end - 1, pointer.base(), register, limit)
                            : "it may touch bytes up to %d of %s (by r%d, index %s), which has %d"
                                    .formatted(end - 1, pointer.base(), register, variable, limit),
                    pointer.isFixed() ? room(end - size, limit) : test(fixed, size, limit));
        }
    }

    private static String room(long from, long limit) {
        return from < limit
                ? "There is room for %d bytes from byte %d on.".formatted(limit - from, from)
                : "Only offsets below %d are there.".formatted(limit);
    }

    /** The comparison that is missing, over the number that is added to the pointer. */
    private static String test(long fixed, long size, long limit) {
        long most = limit - size - fixed;
        return most < 0
                ? "No index helps: %d bytes from %d do not fit into %d.".formatted(size, fixed, limit)
                : "Test it before the access: if (index > %d) return 0; with index in bytes, unsigned.".formatted(most);
    }

    void mapValue(int register, Pointer pointer, MapSpec map, int offset, long size, boolean writes) {
        int forbidden = writes ? MapSpec.RDONLY_PROG : MapSpec.WRONLY_PROG;
        if ((map.flags() & forbidden) != 0) {
            throw Rejection.because(
                    writes
                            ? "'%s' can only be read by programs".formatted(map.name())
                            : "'%s' can only be written by programs".formatted(map.name()),
                    map.isGlobals()
                            ? "Constants cannot change: declare the variable without const."
                            : "See its map_flags.");
        }
        region(register, pointer, offset, size, map.valueSize());
        long from = pointer.offset() + offset + pointer.variable().wide().smin();
        long to = pointer.offset() + offset + pointer.variable().wide().umax() + size;
        var field = analysis.fields(map).overlapping(from, to);
        if (field.isPresent()) {
            throw Rejection.because(
                    "it touches the %s of '%s', which only helpers may".formatted(name(field.get()), map.name()));
        }
    }

    private static String name(MapFields.Field field) {
        return switch (field.kind()) {
            case SPIN_LOCK -> "struct bpf_spin_lock";
            case TIMER -> "struct bpf_timer";
            case OTHER -> "special field at byte %d".formatted(field.offset());
        };
    }

    /** Only what a comparison with the packet's end has shown to be there. */
    void packet(int register, Pointer pointer, int offset, long size) {
        long place = (long) pointer.offset() + offset;
        if (pointer.variable().wide().smin() < 0 || place < 0) {
            throw Rejection.because(
                    "r%d may point before the start of the packet".formatted(register),
                    "Make the offset unsigned, or test that it is not negative.");
        }
        if (place + size > pointer.range()) {
            throw Rejection.because(
                    "it touches bytes %d to %d of the packet (by r%d), of which %s known to be there"
                            .formatted(
                                    place,
                                    place + size - 1,
                                    register,
                                    pointer.range() == 0 ? "none is" : "%d are".formatted(pointer.range())),
                    pointer.variable().isConstant(0)
                            ? "Test it before: if (data + %d > data_end) return 0;".formatted(place + size)
                            : "Test it after the offset was added: if (pointer + %d > data_end) return 0;"
                                    .formatted(place + size));
        }
    }
}
