package io.polyprobe.isa;

/**
 * What an instruction does, taken apart: what interpreter, JIT and verifier switch over. Registers, offset and immediate
 * stay in the {@link Instruction}.
 */
public sealed interface Operation {
    /**
     * {@code dst = dst op source}.
     *
     * @param bits 32 or 64
     * @param immediate whether the source is the immediate, sign-extended, rather than register src
     */
    record Alu(AluOp op, int bits, boolean immediate) implements Operation {}

    /**
     * {@code dst = swapped dst}.
     *
     * @param bits 16, 32 or 64
     */
    record Swap(ByteSwap swap, int bits) implements Operation {}

    /** {@code dst = src}, a pointer moved between the address spaces of an arena and the kernel. */
    record AddressSpaceCast() implements Operation {}

    /**
     * Jumps by the offset where the condition holds between dst and the source.
     *
     * @param bits 32 or 64
     * @param immediate whether the source is the immediate, sign-extended, rather than register src
     */
    record Jump(Condition condition, int bits, boolean immediate) implements Operation {}

    /**
     * Jumps always.
     *
     * @param far whether the distance is the immediate ({@code gotol}) rather than the offset
     */
    record Goto(boolean far) implements Operation {}

    /** Jumps by the offset, or goes on, as the machine pleases: {@code may_goto}, which bounds loops. */
    record MayGoto() implements Operation {}

    /** Calls what the immediate names. */
    record Call(Callee callee) implements Operation {}

    record Exit() implements Operation {}

    /**
     * {@code dst = *(src + offset)}.
     *
     * @param signed whether the value is sign-extended rather than zero-extended
     */
    record Load(Size size, boolean signed) implements Operation {}

    /**
     * {@code *(dst + offset) = source}.
     *
     * @param immediate whether the source is the immediate, sign-extended, rather than register src
     */
    record Store(Size size, boolean immediate) implements Operation {}

    /** Changes {@code *(dst + offset)} at once; {@link AtomicOp} tells which registers take part. */
    record Atomic(AtomicOp op, Size size) implements Operation {}

    /** {@code dst = } a value of 64 bits. */
    record LoadWide(Wide wide) implements Operation {}

    /**
     * {@code r0 =} a big-endian number of the packet that the program's context stands for, legacy of classic BPF
     * (RFC 9669, section 5.5). Beyond the packet's end the program ends with 0.
     *
     * @param indirect whether register src is added to the immediate to make the position
     */
    record LoadPacket(Size size, boolean indirect) implements Operation {}

    /** What a call's source field says of its immediate (RFC 9669, section 4.3.1). */
    enum Callee {
        /** The number of a helper. */
        HELPER,
        /** The distance in slots to a function of the same program. */
        LOCAL,
        /** The BTF id of a kernel function; the offset tells whose BTF. */
        KERNEL
    }

    /** What a wide load's source field says of its immediate (RFC 9669, section 5.4). */
    enum Wide {
        /** The value itself. */
        VALUE(0),
        /** A map by file descriptor. */
        MAP_FD(1),
        /** A byte of a map's first value: the descriptor below, its offset in the high half. */
        MAP_VALUE_FD(2),
        /** A kernel variable by BTF id. */
        VARIABLE(3),
        /** A function of the program, by its distance in slots from the second slot of this load. */
        FUNCTION(4),
        /** As {@link #MAP_FD}, by index into a table of descriptors. */
        MAP_INDEX(5),
        /** As {@link #MAP_VALUE_FD}, by index into a table of descriptors. */
        MAP_VALUE_INDEX(6);

        private final int number;

        Wide(int number) {
            this.number = number;
        }

        /** What the source field holds. */
        public int number() {
            return number;
        }
    }
}
