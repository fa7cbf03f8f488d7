package io.polyprobe.verifier;

import io.polyprobe.verifier.context.ContextTable;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.State;

/** Memory that a program hands to somebody else: a helper, or a function that is verified by its prototype. */
final class HelperMemory {
    private final Analysis analysis;
    private final StackRules stack;
    private final BoundsRules bounds;

    HelperMemory(Analysis analysis, StackRules stack, BoundsRules bounds) {
        this.analysis = analysis;
        this.stack = stack;
        this.bounds = bounds;
    }

    /** Whether so many bytes lie where a register points, and may be read and written. */
    void check(State state, int register, Pointer pointer, long size, boolean reads, boolean writes) {
        MemoryRules.requirePresent(register, pointer);
        switch (pointer.base()) {
            case Base.Stack _ -> stack.helper(state, register, pointer, size, reads, writes);
            case Base.MapValue value -> {
                if (reads) {
                    bounds.mapValue(register, pointer, value.map(), 0, size, false);
                }
                if (writes) {
                    bounds.mapValue(register, pointer, value.map(), 0, size, true);
                }
            }
            case Base.MapKey key -> {
                requireReadOnly(register, pointer, writes);
                bounds.region(register, pointer, 0, size, key.map().keySize());
            }
            case Base.Memory memory -> {
                requireReadOnly(register, pointer, writes && memory.readOnly());
                bounds.region(register, pointer, 0, size, memory.size());
            }
            case Base.Kind.PACKET, Base.Kind.PACKET_META -> {
                requireReadOnly(
                        register,
                        pointer,
                        writes && !ContextTable.writesPackets(analysis.subject().type()));
                bounds.packet(register, pointer, 0, size);
            }
            case Base.Kernel kernel
            when kernel.trusted() && !writes -> {
                if (size > 0) {
                    KernelRules.load(analysis.subject(), register, pointer, kernel, 0, (int) Math.min(size, 1 << 20));
                }
            }
            case Base.Kernel _, Base.Map _, Base.Function _, Base.Kind _ ->
                throw Rejection.because(
                        "r%d points to %s, where a helper takes only the program's own memory or a packet"
                                .formatted(register, pointer.base()),
                        "Copy it to the stack first, by bpf_probe_read_kernel().");
        }
    }

    private static void requireReadOnly(int register, Pointer pointer, boolean writes) {
        if (writes) {
            throw Rejection.because("r%d points to %s, which can only be read".formatted(register, pointer.base()));
        }
    }
}
