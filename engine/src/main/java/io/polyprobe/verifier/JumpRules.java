package io.polyprobe.verifier;

import io.polyprobe.isa.AluOp;
import io.polyprobe.isa.Condition;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.Operation;
import io.polyprobe.verifier.number.Arithmetic;
import io.polyprobe.verifier.number.Comparison;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Trail;
import io.polyprobe.verifier.state.Value;

/** Conditional jumps: which ways are open, and what each teaches. */
final class JumpRules {
    /** {@code MAX_PACKET_OFF}: no packet is longer. */
    private static final int LONGEST_PACKET = 0xffff;

    private final Analysis analysis;

    JumpRules(Analysis analysis) {
        this.analysis = analysis;
    }

    /** @return whether the path goes on at all */
    boolean step(State state, Instruction at, Operation.Jump jump) {
        Value dst = Analysis.read(state, at.dst());
        Value src = jump.immediate() ? Quantity.constant(at.imm()) : Analysis.read(state, at.src());
        if (dst instanceof Quantity a && src instanceof Quantity b) {
            return numbers(state, at, jump, a, b);
        }
        boolean equality = jump.condition() == Condition.EQ || jump.condition() == Condition.NE;
        if (dst instanceof Pointer pointer && jump.immediate() && at.imm() == 0 && equality && jump.bits() == 64) {
            if (pointer.nullable()) {
                nullTest(state, at, jump, pointer);
                return true;
            }
            if (isNeverNull(pointer)) {
                turn(state, at, jump.condition() == Condition.NE);
                return true;
            }
        }
        State taken = fork(state, at);
        if (dst instanceof Pointer left && src instanceof Pointer right && jump.bits() == 64) {
            packets(jump.condition(), left, right, state, taken);
        }
        return true;
    }

    private boolean numbers(State state, Instruction at, Operation.Jump jump, Quantity a, Quantity b) {
        var taken = Comparison.where(jump.condition(), jump.bits(), a.scalar(), b.scalar());
        var passed = Comparison.whereNot(jump.condition(), jump.bits(), a.scalar(), b.scalar());
        if (taken.isImpossible() || passed.isImpossible()) {
            a.requirePrecise();
            b.requirePrecise();
            if (taken.isImpossible() && passed.isImpossible()) {
                return false;
            }
            turn(state, at, passed.isImpossible());
            return true;
        }
        State other = fork(state, at);
        learn(other, at, jump, a, b, taken);
        learn(state, at, jump, a, b, passed);
        return true;
    }

    private static void learn(
            State state, Instruction at, Operation.Jump jump, Quantity a, Quantity b, Comparison.Pair pair) {
        narrow(state, at.dst(), a, pair.dst(), b);
        if (!jump.immediate() && at.src() != at.dst()) {
            narrow(state, at.src(), b, pair.src(), a);
        }
    }

    /** What is known now of a register, and of all that differ from it by a constant. */
    private static void narrow(State state, int register, Quantity before, Scalar after, Quantity partner) {
        if (after.equals(before.scalar())) {
            return;
        }
        Quantity now = before.then(after, partner).linked(before.link(), before.delta());
        state.set(register, now);
        if (before.link() != 0) {
            state.update(value ->
                    value instanceof Quantity q && q.link() == now.link() && !q.equals(now) ? follow(q, now) : value);
        }
    }

    /** The link itself has mattered too, so what matters of the one matters of the other. */
    private static Quantity follow(Quantity other, Quantity now) {
        Scalar distance = Scalar.constant((long) other.delta() - now.delta());
        Scalar moved = Arithmetic.apply(AluOp.ADD, 64, now.scalar(), distance);
        return other.then(moved, now).linked(other.link(), other.delta());
    }

    private static boolean isNeverNull(Pointer pointer) {
        return switch (pointer.base()) {
            case Base.MapValue _, Base.MapKey _, Base.Map _, Base.Memory _ -> true;
            case Base.Kernel kernel -> kernel.trusted();
            case Base.Kind kind ->
                switch (kind) {
                    case SOCKET, SOCK_COMMON, TCP_SOCK -> true;
                    default -> false;
                };
            case Base.Stack _, Base.Function _ -> false;
        };
    }

    private void nullTest(State state, Instruction at, Operation.Jump jump, Pointer pointer) {
        State taken = fork(state, at);
        boolean equal = jump.condition() == Condition.EQ;
        resolve(equal ? taken : state, pointer, true);
        resolve(equal ? state : taken, pointer, false);
    }

    /** All copies of a pointer are null, or none is. */
    private void resolve(State state, Pointer tested, boolean isNull) {
        // What was never acquired need not be given back; a part of something that was still has to be, by its owner.
        if (isNull && tested.reference() == tested.id()) {
            state.release(tested.reference());
        }
        state.update(value -> {
            if (!(value instanceof Pointer pointer) || !pointer.nullable() || pointer.id() != tested.id()) {
                return value;
            }
            return isNull ? Quantity.constant(0) : pointer.present(identity(pointer));
        });
    }

    /** Only a value with a lock must still be told from others. */
    private int identity(Pointer pointer) {
        boolean locks = pointer.base() instanceof Base.MapValue value
                && analysis.fields(value.map()).of(MapFields.Kind.SPIN_LOCK).isPresent();
        return locks ? pointer.id() : 0;
    }

    /** The packet's end compared with a place in it: how many bytes there are. */
    private static void packets(Condition condition, Pointer left, Pointer right, State passed, State taken) {
        if (left.isPacket() && isEnd(left, right)) {
            switch (condition) {
                case GT -> extend(passed, left, false);
                case LT -> extend(taken, left, true);
                case GE -> extend(passed, left, true);
                case LE -> extend(taken, left, false);
                default -> {} // equality tells nothing of what lies before
            }
        } else if (right.isPacket() && isEnd(right, left)) {
            switch (condition) {
                case GT -> extend(taken, right, true);
                case LT -> extend(passed, right, false);
                case GE -> extend(taken, right, false);
                case LE -> extend(passed, right, true);
                default -> {} // as above
            }
        }
    }

    /** Metadata ends where the packet begins. */
    private static boolean isEnd(Pointer place, Pointer end) {
        return place.base() == Base.Kind.PACKET
                ? end.base() == Base.Kind.PACKET_END
                : end.base() == Base.Kind.PACKET
                        && end.offset() == 0
                        && end.variable().isConstant(0);
    }

    /** @param before whether the end lies behind the place, not just there */
    private static void extend(State state, Pointer place, boolean before) {
        long most = place.variable().wide().umax();
        boolean useless = place.offset() < 0
                || (place.offset() == 0 && before)
                || most < 0
                || most > LONGEST_PACKET
                || most + place.offset() > LONGEST_PACKET;
        if (useless) {
            return;
        }
        int range = before ? place.offset() + 1 : place.offset();
        state.update(value ->
                value instanceof Pointer p && p.base().equals(place.base()) && p.id() == place.id() && p.range() < range
                        ? p.withRange(range)
                        : value);
    }

    private State fork(State state, Instruction at) {
        State taken = state.copy();
        turn(taken, at, true);
        turn(state, at, false);
        analysis.fork(taken);
        return taken;
    }

    private static void turn(State state, Instruction at, boolean jumps) {
        int slot = state.slot();
        state.note(new Trail.Step(slot, jumps ? "jumps" : "goes on"));
        state.goTo(slot + 1 + (jumps ? at.offset() : 0));
    }
}
