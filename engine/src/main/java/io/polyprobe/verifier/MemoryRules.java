package io.polyprobe.verifier;

import io.polyprobe.isa.AtomicOp;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.Operation;
import io.polyprobe.isa.Size;
import io.polyprobe.object.MapSpec;
import io.polyprobe.verifier.context.ContextTable;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Value;
import org.jspecify.annotations.Nullable;

/** Loads and stores, by what they touch. */
final class MemoryRules {
    private final Analysis analysis;
    private final StackRules stack;
    private final BoundsRules bounds;
    private final ContextRules contexts;

    MemoryRules(Analysis analysis, StackRules stack, BoundsRules bounds) {
        this.analysis = analysis;
        this.stack = stack;
        this.bounds = bounds;
        this.contexts = new ContextRules(analysis);
    }

    void load(State state, Instruction at, Operation.Load load) {
        Pointer pointer = pointer(state, at.src());
        Value value = read(state, at.src(), pointer, at.offset(), load.size(), load.signed());
        Analysis.write(state, at.dst(), cut(value, load.size(), load.signed()));
    }

    private static Value cut(Value value, Size size, boolean signed) {
        if (!(value instanceof Quantity quantity) || size == Size.DW) {
            return value;
        }
        Scalar scalar = signed
                ? quantity.scalar().cut(size.bits()).extended(size.bits())
                : quantity.scalar().cut(size.bits());
        return scalar.equals(quantity.scalar()) ? quantity : quantity.then(scalar);
    }

    void store(State state, Instruction at, Operation.Store store) {
        Value value = store.immediate() ? Quantity.constant(at.imm()) : Analysis.read(state, at.src());
        Pointer pointer = pointer(state, at.dst());
        write(state, at.dst(), pointer, at.offset(), store.size(), value);
    }

    void atomic(State state, Instruction at, Operation.Atomic atomic) {
        switch (atomic.op()) {
            case LOAD_ACQUIRE -> {
                Pointer pointer = atomicPointer(state, at.src(), at, atomic.size());
                Value value = read(state, at.src(), pointer, at.offset(), atomic.size(), false);
                Analysis.write(state, at.dst(), cut(value, atomic.size(), false));
            }
            case STORE_RELEASE -> {
                Value value = Analysis.read(state, at.src());
                Pointer pointer = atomicPointer(state, at.dst(), at, atomic.size());
                write(state, at.dst(), pointer, at.offset(), atomic.size(), value);
            }
            default -> modify(state, at, atomic);
        }
    }

    private void modify(State state, Instruction at, Operation.Atomic atomic) {
        Analysis.read(state, at.src());
        boolean exchange = atomic.op() == AtomicOp.CMPXCHG;
        if (exchange) {
            Analysis.read(state, 0);
        }
        Pointer pointer = atomicPointer(state, at.dst(), at, atomic.size());
        boolean fetches = exchange || atomic.op().fetches();
        int receiver = exchange ? 0 : at.src();
        if (fetches && receiver == at.dst()) {
            throw Rejection.because("r%d is the address and would receive the old value as well".formatted(receiver));
        }
        Value before = read(state, at.dst(), pointer, at.offset(), atomic.size(), false);
        write(state, at.dst(), pointer, at.offset(), atomic.size(), null);
        if (fetches) {
            Analysis.write(state, receiver, cut(before, atomic.size(), false));
        }
    }

    /** Only plain memory takes atomic instructions, and only aligned ones. */
    private static Pointer atomicPointer(State state, int register, Instruction at, Size size) {
        Pointer pointer = pointer(state, register);
        boolean plain = switch (pointer.base()) {
            case Base.Kind _, Base.Map _, Base.Function _ -> false;
            case Base.Kernel _, Base.Stack _, Base.MapValue _, Base.MapKey _, Base.Memory _ -> true;
        };
        if (!plain) {
            throw Rejection.because(
                    "an atomic instruction cannot work on %s (r%d)".formatted(pointer.base(), register));
        }
        boolean aligned = pointer.variable().bits().isAligned(size.bytes())
                && (pointer.offset() + at.offset()) % size.bytes() == 0;
        if (!aligned) {
            throw Rejection.because("an atomic instruction works on %d bytes at a multiple of %d only"
                    .formatted(size.bytes(), size.bytes()));
        }
        return pointer;
    }

    /** The pointer in a register. */
    private static Pointer pointer(State state, int register) {
        return switch (Analysis.read(state, register)) {
            case Pointer pointer -> pointer;
            case Quantity number ->
                throw Rejection.because(
                        "r%d is a number here (%s), not a pointer that the verifier knows".formatted(register, number),
                        numberHints(state));
            case Value.Unset _ -> throw new IllegalStateException("read() refuses these");
        };
    }

    /** A pointer becomes a number where what it points to is given back; most numbers were never pointers to it. */
    private static String[] numberHints(State state) {
        String read = "Read kernel memory by bpf_probe_read_kernel(), user memory by bpf_probe_read_user().";
        return state.trail().contains(HelperRules.GIVES_BACK)
                ? new String[] {"What was given back on this path can no longer be touched: use it before that.", read}
                : new String[] {read};
    }

    private Value read(State state, int register, Pointer pointer, int offset, Size size, boolean signed) {
        int bytes = size.bytes();
        requirePresent(register, pointer);
        analysis.proof().note(state.slot(), pointer.base());
        switch (pointer.base()) {
            case Base.Stack _ -> {
                return stack.load(state, register, pointer, offset, bytes);
            }
            case Base.MapValue value -> {
                bounds.mapValue(register, pointer, value.map(), offset, bytes, false);
                return constant(value.map(), pointer, offset, bytes);
            }
            case Base.MapKey key ->
                bounds.region(register, pointer, offset, bytes, key.map().keySize());
            case Base.Memory memory -> bounds.region(register, pointer, offset, bytes, memory.size());
            case Base.Kernel kernel -> {
                return KernelRules.load(analysis.subject(), register, pointer, kernel, offset, bytes);
            }
            case Base.Kind.CONTEXT -> {
                return contexts.load(register, pointer, offset, bytes, signed);
            }
            case Base.Kind.PACKET, Base.Kind.PACKET_META -> bounds.packet(register, pointer, offset, bytes);
            case Base.Kind kind -> {
                return contexts.loadSocket(register, pointer, kind, offset, bytes);
            }
            case Base.Map _, Base.Function _ -> throw untouchable(register, pointer);
        }
        return Quantity.of(Scalar.unknown(size.bits()));
    }

    private void write(State state, int register, Pointer pointer, int offset, Size size, @Nullable Value value) {
        int bytes = size.bytes();
        requirePresent(register, pointer);
        analysis.proof().note(state.slot(), pointer.base());
        switch (pointer.base()) {
            case Base.Stack _ -> stack.store(state, register, pointer, offset, bytes, value);
            case Base.MapValue map -> bounds.mapValue(register, pointer, map.map(), offset, bytes, true);
            case Base.Memory memory -> {
                if (memory.readOnly()) {
                    throw Rejection.because("r%d points to memory that can only be read".formatted(register));
                }
                bounds.region(register, pointer, offset, bytes, memory.size());
            }
            case Base.Kind.CONTEXT -> contexts.store(register, pointer, offset, bytes, value);
            case Base.Kind.PACKET, Base.Kind.PACKET_META -> {
                if (!ContextTable.writesPackets(analysis.subject().type())) {
                    throw Rejection.because("programs of type %s cannot write to the packet"
                            .formatted(analysis.subject().type()));
                }
                bounds.packet(register, pointer, offset, bytes);
            }
            case Base.MapKey _, Base.Kernel _, Base.Kind _ ->
                throw Rejection.because("r%d points to %s, which can only be read".formatted(register, pointer.base()));
            case Base.Map _, Base.Function _ -> throw untouchable(register, pointer);
        }
    }

    private static Rejection untouchable(int register, Pointer pointer) {
        return Rejection.because(
                "r%d is %s itself, whose memory programs cannot touch".formatted(register, pointer.base()),
                "Use bpf_map_lookup_elem() for a map's values.");
    }

    static void requirePresent(int register, Pointer pointer) {
        if (pointer.nullable()) {
            throw Rejection.because(
                    "r%d may be null (%s)".formatted(register, pointer),
                    AluRules.nullHint(register),
                    nullReason(pointer.base()));
        }
    }

    private static String nullReason(Base base) {
        return switch (base) {
            case Base.MapValue _, Base.Map _ -> "A lookup finds nothing for a key that is not there.";
            case Base.Memory memory
            when memory.record() -> "There is no room for a record where the ring buffer is full.";
            case Base.Memory _ -> "A global function is verified for whatever its callers may pass, null too.";
            case Base.Kind _, Base.Kernel _, Base.Stack _, Base.MapKey _, Base.Function _ ->
                "Such an object need not be there.";
        };
    }

    /** A constant in {@code .rodata}, which is as it was when the program was loaded. */
    private static Quantity constant(MapSpec map, Pointer pointer, int offset, int bytes) {
        byte[] contents = map.contents();
        boolean frozen = contents != null && (map.flags() & MapSpec.RDONLY_PROG) != 0 && pointer.isFixed();
        if (!frozen || contents == null) {
            return Quantity.of(Scalar.unknown(bytes * 8));
        }
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = (value << 8) | (contents[(int) pointer.place() + offset + i] & 0xff);
        }
        return Quantity.constant(value);
    }
}
