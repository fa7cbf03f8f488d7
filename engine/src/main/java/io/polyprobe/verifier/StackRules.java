package io.polyprobe.verifier;

import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Frame;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.Slot;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Value;
import org.jspecify.annotations.Nullable;

/**
 * What programs keep on their stacks. A register stored there comes back as it was; other bytes are data, or known to be
 * zero. Privileged programs may read what nobody has written.
 */
final class StackRules {
    private final Analysis analysis;
    private final AluRules alu;

    StackRules(Analysis analysis, AluRules alu) {
        this.analysis = analysis;
        this.alu = alu;
    }

    private static Frame frame(State state, Pointer pointer) {
        return state.frames().get(((Base.Stack) pointer.base()).frame());
    }

    private static int number(long place) {
        return (int) (-(place + 1) / Slot.BYTES);
    }

    /** @param place from the frame pointer, negative */
    private static int index(long place) {
        return (int) (place + (long) Slot.BYTES * (number(place) + 1));
    }

    /** A load. */
    Value load(State state, int register, Pointer pointer, int offset, int size) {
        requireAligned(register, pointer, offset, size);
        Frame frame = frame(state, pointer);
        if (!pointer.isFixed()) {
            Places places = places(register, pointer, offset, size);
            return unknown(frame, places, size);
        }
        long place = place(register, pointer, offset, size);
        analysis.useStack(frame.function(), -place);
        Slot slot = frame.slot(number(place));
        slot.markRead();
        Value spilled = slot.spilled();
        int bytes = slot.spilledBytes();
        if (spilled != null && index(place) < bytes) {
            if (size == Slot.BYTES && bytes == Slot.BYTES) {
                return refilled(frame, number(place), slot, spilled);
            }
            if (!(spilled instanceof Quantity quantity)) {
                throw Rejection.because(
                        "it reads %d of the 8 bytes of a pointer that was stored on the stack".formatted(size));
            }
            if (index(place) == 0 && size <= bytes) {
                return quantity.scalar().cut(size * 8).equals(quantity.scalar())
                        ? refilled(frame, number(place), slot, quantity)
                        : quantity.then(quantity.scalar().cut(size * 8));
            }
        }
        return bytes(slot, index(place), size);
    }

    private Value refilled(Frame frame, int number, Slot slot, Value spilled) {
        if (!(spilled instanceof Quantity quantity)) {
            return spilled;
        }
        Quantity shared = alu.shared(quantity);
        if (shared.link() != quantity.link()) {
            Slot same = slot.withSpilled(shared);
            same.markRead();
            frame.setSlot(number, same);
        }
        return shared;
    }

    private Quantity bytes(Slot slot, int from, int size) {
        boolean zero = true;
        for (int i = from; i < from + size; i++) {
            read(slot, i);
            zero &= slot.isZero(i);
        }
        if (zero && slot.spilled() instanceof Quantity quantity) {
            quantity.requirePrecise();
        }
        return zero ? Quantity.constant(0) : Quantity.of(Scalar.unknown(size * 8));
    }

    private void read(Slot slot, int index) {
        if (slot.kind(index) == Slot.UNSET) {
            analysis.proof().noteUnwritten();
        }
        if (slot.kind(index) == Slot.DYNPTR) {
            throw Rejection.because(
                    "it reads a dynptr's own bytes",
                    "Read the memory behind it by bpf_dynptr_read() or bpf_dynptr_data().");
        }
    }

    private Quantity unknown(Frame frame, Places places, int size) {
        analysis.useStack(frame.function(), -places.min);
        boolean zero = true;
        for (long place = places.min; place < places.end; place++) {
            Slot slot = frame.slot(number(place));
            slot.markRead();
            read(slot, index(place));
            zero &= slot.isZero(index(place));
        }
        // Zeros were stored as such or as a register, whose value now matters.
        if (zero) {
            for (long place = places.min; place < places.end; place++) {
                if (frame.slot(number(place)).spilled() instanceof Quantity quantity) {
                    quantity.requirePrecise();
                }
            }
        }
        return zero ? Quantity.constant(0) : Quantity.of(Scalar.unknown(size * 8));
    }

    /** A store; null for a value that is not kept, as an atomic instruction's. */
    void store(State state, int register, Pointer pointer, int offset, int size, @Nullable Value value) {
        requireAligned(register, pointer, offset, size);
        Frame frame = frame(state, pointer);
        if (value instanceof Pointer stored && stored.base() instanceof Base.Stack && frame != state.frame()) {
            throw Rejection.because(
                    "it stores a pointer to a function's stack in the stack of its caller, where it would outlive it");
        }
        if (!pointer.isFixed()) {
            scatter(frame, places(register, pointer, offset, size), value);
            return;
        }
        long place = place(register, pointer, offset, size);
        analysis.useStack(frame.function(), -place);
        int number = number(place);
        Slot before = frame.slot(number);
        requireOverwritable(before);
        boolean whole = size == Slot.BYTES;
        if (value instanceof Pointer && !whole) {
            throw Rejection.because("it stores %d of the 8 bytes of a pointer on the stack".formatted(size));
        }
        if (index(place) == 0 && (value instanceof Quantity || value instanceof Pointer)) {
            frame.setSlot(number, Slot.spill(kept(state, value, size), size, before));
        } else {
            frame.setSlot(number, before.with(index(place), size, kindOf(value)));
        }
    }

    /** A register that is stored and the slot are known to hold the same. */
    private Value kept(State state, Value value, int size) {
        if (!(value instanceof Quantity quantity)) {
            return value;
        }
        boolean fits = quantity.scalar().cut(size * 8).equals(quantity.scalar());
        if (!fits) {
            return quantity.linked(0, 0);
        }
        Quantity shared = alu.shared(quantity);
        if (shared.link() != quantity.link()) {
            for (int i = 0; i < 10; i++) {
                if (state.get(i).equals(quantity)) {
                    state.set(i, shared);
                }
            }
        }
        return shared;
    }

    private static int kindOf(@Nullable Value value) {
        if (value instanceof Quantity quantity && quantity.scalar().isConstant(0)) {
            quantity.requirePrecise();
            return Slot.ZERO;
        }
        return Slot.DATA;
    }

    private void scatter(Frame frame, Places places, @Nullable Value value) {
        analysis.useStack(frame.function(), -places.min);
        int kind = kindOf(value);
        for (long place = places.min; place < places.end; place++) {
            Slot before = frame.slot(number(place));
            requireOverwritable(before);
            // What was zero stays so if zeros are written, wherever they go.
            boolean zero = kind == Slot.ZERO && before.isZero(index(place));
            if (zero && before.spilled() instanceof Quantity quantity) {
                quantity.requirePrecise();
            }
            if (!zero) {
                frame.setSlot(number(place), before.with(index(place), 1, Slot.DATA));
            }
            // The old content may remain, so it matters no less than before.
            before.markRead();
        }
    }

    private static void requireOverwritable(Slot slot) {
        if (slot.dynptr() != null) {
            throw Rejection.because(
                    "it overwrites a dynptr on the stack",
                    "Give the dynptr a variable of its own, which only helpers touch.");
        }
    }

    /**
     * What a helper does with a stretch of the stack.
     *
     * @param writes whether it may write there; then nothing is known of it afterwards
     * @param reads whether it looks at what is there
     */
    void helper(State state, int register, Pointer pointer, long size, boolean reads, boolean writes) {
        Frame frame = frame(state, pointer);
        Places places = places(register, pointer, 0, size);
        analysis.useStack(frame.function(), -places.min);
        for (long place = places.min; place < places.end; place++) {
            Slot slot = frame.slot(number(place));
            if (slot.dynptr() != null) {
                requireOverwritable(slot);
            }
            if (reads || (writes && !pointer.isFixed())) {
                slot.markRead();
            }
            if (reads && slot.kind(index(place)) == Slot.UNSET) {
                analysis.proof().noteUnwritten();
            }
            if (writes) {
                frame.setSlot(number(place), slot.with(index(place), 1, Slot.DATA));
            }
        }
    }

    /** What is known of memory that a helper reads, where it lies on the stack at a fixed place; null where nothing is. */
    @Nullable
    Slot slot(State state, Pointer pointer) {
        long place = pointer.place();
        return pointer.isFixed() && place < 0 && place >= -Frame.STACK && index(place) == 0
                ? frame(state, pointer).slot(number(place))
                : null;
    }

    /** Whether the program never wrote the byte at a fixed place. */
    boolean isUnwritten(State state, Pointer pointer) {
        long place = pointer.place();
        return place < 0
                && place >= -Frame.STACK
                && frame(state, pointer).slot(number(place)).kind(index(place)) == Slot.UNSET;
    }

    /** Puts a slot of a dynptr. */
    void put(State state, Pointer pointer, int offset, Slot slot) {
        long place = pointer.place() + offset;
        Frame frame = frame(state, pointer);
        analysis.useStack(frame.function(), -place);
        frame.setSlot(number(place), slot);
    }

    /** All bytes that an access at a variable place may touch. */
    private record Places(long min, long end) {}

    private static Places places(int register, Pointer pointer, int offset, long size) {
        Scalar variable = pointer.variable();
        if (variable.wide().smin() <= -AluRules.FARTHEST || variable.wide().smax() >= AluRules.FARTHEST) {
            throw Rejection.because(
                    "r%d points somewhere into the stack, without bounds (%s)".formatted(register, variable),
                    "Test the index before: if (index >= LENGTH) return 0;");
        }
        long min = pointer.offset() + offset + variable.wide().smin();
        long end = pointer.offset() + offset + variable.wide().smax() + size;
        requireInside(register, min, end);
        return new Places(min, end);
    }

    private static long place(int register, Pointer pointer, int offset, int size) {
        long place = pointer.place() + offset;
        requireInside(register, place, place + size);
        return place;
    }

    private static void requireInside(int register, long from, long to) {
        if (from < -Frame.STACK || to > 0) {
            throw Rejection.because(
                    "it touches bytes %d to %d from the frame pointer (by r%d), outside the stack's %d bytes"
                            .formatted(from, to - 1, register, Frame.STACK),
                    from < -Frame.STACK
                            ? "A function has 512 bytes of stack: put large variables into a per-CPU array."
                            : "The stack lies below the frame pointer.");
        }
    }

    /** Slots are what is kept track of, so an access may not lie across two. */
    private static void requireAligned(int register, Pointer pointer, int offset, int size) {
        long place = (long) pointer.offset() + offset;
        boolean aligned = pointer.isFixed()
                ? (place + pointer.variable().value()) % size == 0
                : place % size == 0 && pointer.variable().bits().isAligned(size);
        if (!aligned) {
            throw Rejection.because(
                    "it touches %d bytes of the stack at %d (by r%d), which is no multiple of %d"
                            .formatted(size, place, register, size),
                    "Align the variable, or copy it byte by byte.");
        }
    }
}
