package io.polyprobe.verifier;

import io.polyprobe.isa.AluOp;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.Operation;
import io.polyprobe.verifier.number.Arithmetic;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Value;

/** Arithmetic on numbers and on pointers. */
final class AluRules {
    /** {@code BPF_MAX_VAR_OFF}: farther no pointer may point. */
    static final long FARTHEST = 1L << 29;

    private static final long WORD = 0xffff_ffffL;

    private final Analysis analysis;

    AluRules(Analysis analysis) {
        this.analysis = analysis;
    }

    void step(State state, Instruction at, Operation.Alu alu) {
        if (alu.op() == AluOp.MOV || alu.op().isCast()) {
            move(state, at, alu);
            return;
        }
        requireSense(at, alu);
        Value dst = Analysis.read(state, at.dst());
        if (alu.op() == AluOp.NEG) {
            Value negative = dst instanceof Quantity q
                    ? q.then(Arithmetic.apply(AluOp.NEG, alu.bits(), q.scalar(), q.scalar()))
                    : Quantity.unknown();
            Analysis.write(state, at.dst(), negative);
            return;
        }
        Value src = alu.immediate() ? Quantity.constant(at.imm()) : Analysis.read(state, at.src());
        Analysis.write(state, at.dst(), combined(at, alu, dst, src));
    }

    private static void requireSense(Instruction at, Operation.Alu alu) {
        boolean shifts = alu.op() == AluOp.LSH || alu.op() == AluOp.RSH || alu.op() == AluOp.ARSH;
        if (alu.immediate() && shifts && (at.imm() < 0 || at.imm() >= alu.bits())) {
            throw Rejection.because("it shifts %d bits by %d".formatted(alu.bits(), at.imm()));
        }
        if (alu.immediate() && alu.op().isDivision() && at.imm() == 0) {
            throw Rejection.because("it divides by 0");
        }
    }

    private void move(State state, Instruction at, Operation.Alu alu) {
        if (alu.immediate()) {
            long value = alu.bits() == 64 ? at.imm() : at.imm() & WORD;
            Analysis.write(state, at.dst(), Quantity.constant(value));
            return;
        }
        Value src = Analysis.read(state, at.src());
        switch (src) {
            case Quantity q -> {
                Scalar result = Arithmetic.apply(alu.op(), alu.bits(), q.scalar(), q.scalar());
                if (result.equals(q.scalar())) {
                    Quantity shared = shared(q);
                    state.set(at.src(), shared);
                    Analysis.write(state, at.dst(), shared);
                } else {
                    Analysis.write(state, at.dst(), q.then(result));
                }
            }
            case Pointer pointer
            when alu.op() == AluOp.MOV && alu.bits() == 64 -> Analysis.write(state, at.dst(), pointer);
            default -> Analysis.write(state, at.dst(), Quantity.of(Scalar.unknown(alu.bits())));
        }
    }

    /** What is learned of one copy holds for all. */
    Quantity shared(Quantity quantity) {
        return quantity.link() != 0 || quantity.scalar().isConstant() ? quantity : quantity.linked(analysis.newId(), 0);
    }

    private Value combined(Instruction at, Operation.Alu alu, Value dst, Value src) {
        if (dst instanceof Quantity a && src instanceof Quantity b) {
            return numbers(alu, a, b);
        }
        if (dst instanceof Pointer && src instanceof Pointer) {
            if (alu.op() == AluOp.SUB) {
                return Quantity.of(Scalar.unknown(64));
            }
            throw Rejection.because(
                    "r%d and r%d are both pointers; only their difference has a meaning".formatted(at.dst(), at.src()));
        }
        if (dst instanceof Pointer pointer && src instanceof Quantity number) {
            return moved(at.dst(), alu, pointer, number, false);
        }
        return moved(at.dst(), alu, (Pointer) src, (Quantity) dst, true);
    }

    private static Quantity numbers(Operation.Alu alu, Quantity a, Quantity b) {
        Scalar result = Arithmetic.apply(alu.op(), alu.bits(), a.scalar(), b.scalar());
        Quantity sum = alu.immediate() ? a.then(result) : a.then(result, b);
        boolean moves = alu.op() == AluOp.ADD || alu.op() == AluOp.SUB;
        boolean linked = moves && alu.bits() == 64 && b.scalar().isConstant() && a.link() != 0 && a.delta() == 0;
        long by = alu.op() == AluOp.ADD ? b.scalar().value() : -b.scalar().value();
        return linked && by == (int) by ? sum.linked(a.link(), (int) by) : sum;
    }

    /**
     * A pointer moved by a number.
     *
     * @param reversed whether the number comes first
     */
    private Value moved(int register, Operation.Alu alu, Pointer pointer, Quantity number, boolean reversed) {
        number.requirePrecise();
        if (alu.bits() == 32) {
            if (alu.op() == AluOp.SUB) {
                return Quantity.of(Scalar.unknown(32));
            }
            throw Rejection.because(
                    "r%d is a pointer, of which 32-bit arithmetic would lose a half".formatted(register));
        }
        if (alu.op() != AluOp.ADD && alu.op() != AluOp.SUB) {
            throw Rejection.because(
                    "r%d is a pointer, to which only numbers can be added or subtracted".formatted(register),
                    "Compute the offset in a number of its own, and add it to the pointer last.");
        }
        requireMovable(register, pointer, number);
        requireSane(register, number.scalar());
        requireSane(register, pointer);
        boolean adds = alu.op() == AluOp.ADD;
        if (!adds && (reversed || pointer.base() instanceof Base.Stack)) {
            throw Rejection.because(
                    reversed
                            ? "it subtracts a pointer from the number r%d".formatted(register)
                            : "it subtracts from the stack pointer r%d; add a negative number instead"
                                    .formatted(register));
        }
        Pointer result = result(pointer, number.scalar(), adds);
        requireSane(register, result);
        return result;
    }

    private Pointer result(Pointer pointer, Scalar number, boolean adds) {
        if (number.isConstant()) {
            long offset = adds ? pointer.offset() + number.value() : pointer.offset() - number.value();
            if (offset == (int) offset) {
                return pointer.withOffset((int) offset);
            }
        }
        Scalar variable = Arithmetic.apply(adds ? AluOp.ADD : AluOp.SUB, 64, pointer.variable(), number);
        Pointer moved = pointer.withVariable(variable);
        if (!pointer.isPacket()) {
            return moved;
        }
        // What was tested held for another place.
        boolean backwards = !adds && number.wide().smin() >= 0;
        return backwards
                ? moved.withId(analysis.newId())
                : moved.withId(analysis.newId()).withRange(0);
    }

    private static void requireMovable(int register, Pointer pointer, Quantity number) {
        if (pointer.nullable()) {
            throw Rejection.because(
                    "r%d may be null, so nothing can be added to it yet".formatted(register), nullHint(register));
        }
        boolean fixed = switch (pointer.base()) {
            case Base.Kind kind ->
                switch (kind) {
                    case PACKET_END, SOCKET, SOCK_COMMON, TCP_SOCK, XDP_SOCK, DYNPTR -> true;
                    case CONTEXT, PACKET, PACKET_META, FLOW_KEYS -> false;
                };
            case Base.Function _ -> true;
            case Base.Map _ -> !number.scalar().isConstant(0);
            case Base.Stack _, Base.MapValue _, Base.MapKey _, Base.Memory _, Base.Kernel _ -> false;
        };
        if (fixed) {
            throw Rejection.because(
                    "r%d points to %s, and no number can be added to that".formatted(register, pointer.base()));
        }
    }

    static String nullHint(int register) {
        return "Test the pointer first: if (!p) return 0; (r%d == 0)".formatted(register);
    }

    private static void requireSane(int register, Scalar number) {
        if (number.isConstant() && (number.value() >= FARTHEST || number.value() <= -FARTHEST)) {
            throw Rejection.because("it moves the pointer r%d by %d bytes, which is out of all bounds"
                    .formatted(register, number.value()));
        }
        requireBounded(register, number);
    }

    private static void requireSane(int register, Pointer pointer) {
        if (pointer.offset() >= FARTHEST || pointer.offset() <= -FARTHEST) {
            throw Rejection.because("r%d would point %d bytes from the start of %s, out of all bounds"
                    .formatted(register, pointer.offset(), pointer.base()));
        }
        requireSane(register, pointer.variable());
    }

    private static void requireBounded(int register, Scalar number) {
        long min = number.wide().smin();
        if (min >= FARTHEST || min <= -FARTHEST) {
            throw Rejection.because(
                    "what is added to the pointer r%d has no lower bound (it is %s)".formatted(register, number),
                    "Test it before, without sign: if (index >= LIMIT) return 0;",
                    "Or cut it: index &= LIMIT - 1; where LIMIT is a power of two.");
        }
    }

    void swap(State state, Instruction at) {
        Analysis.read(state, at.dst());
        Analysis.write(state, at.dst(), Quantity.unknown());
    }
}
