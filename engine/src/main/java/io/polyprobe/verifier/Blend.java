package io.polyprobe.verifier;

import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Frame;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.Slot;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Value;
import java.util.function.IntUnaryOperator;

/**
 * Makes a state that an explored one stands for into one that holds both. A verdict may ignore where they differ, since
 * it did not matter to any path from there; what is told of the program afterwards may not.
 */
final class Blend {
    private final boolean blur;

    /** @param blur whether numbers that differ become any number, so that it comes to an end in loops */
    Blend(boolean blur) {
        this.blur = blur;
    }

    /** @param live by slot, a bit for each register that is read before it is written */
    void into(State older, State newer, IntUnaryOperator live) {
        int last = older.frames().size() - 1;
        for (int i = 0; i <= last; i++) {
            Frame from = older.frames().get(i);
            Frame to = newer.frames().get(i);
            int at = i == last ? older.slot() : older.frames().get(i + 1).callSite();
            int needed = live.applyAsInt(at);
            for (int r = 0; r < Frame.REGISTERS - 1; r++) {
                if ((needed >> r & 1) != 0) {
                    to.set(r, both(from.get(r), to.get(r)));
                }
            }
            for (int s = 0; s < Math.max(from.slots(), to.slots()); s++) {
                slot(from.slot(s), to, s);
            }
        }
    }

    private Value both(Value older, Value newer) {
        if (older == Value.Unset.UNSET) {
            return older;
        }
        return older instanceof Quantity a && newer instanceof Quantity b && !a.isPrecise() ? numbers(a, b) : newer;
    }

    private Quantity numbers(Quantity older, Quantity newer) {
        boolean held = older.scalar().contains(newer.scalar()) && older.link() == newer.link();
        if (held) {
            return newer;
        }
        return newer.then(blur ? Scalar.UNKNOWN : older.scalar().join(newer.scalar()));
    }

    private void slot(Slot older, Frame frame, int number) {
        Slot newer = frame.slot(number);
        if (older.dynptr() != null || newer.dynptr() != null) {
            return;
        }
        boolean alike = older.spilled() instanceof Quantity
                && newer.spilled() instanceof Quantity
                && older.spilledBytes() == newer.spilledBytes();
        if (alike && older.spilled() instanceof Quantity a && newer.spilled() instanceof Quantity b && !a.isPrecise()) {
            frame.setSlot(number, newer.withSpilled(numbers(a, b)));
        } else if (!older.isRead()) {
            frame.setSlot(number, common(older, newer));
        }
    }

    /** Nobody will read it, so that only what both are is kept. */
    private static Slot common(Slot older, Slot newer) {
        boolean same = older.spilledBytes() == newer.spilledBytes()
                && (older.spilled() == null
                        ? newer.spilled() == null
                        : older.spilled().equals(newer.spilled()));
        Slot common = same ? newer : Slot.EMPTY;
        for (int i = 0; i < Slot.BYTES; i++) {
            boolean unlike = older.kind(i) != newer.kind(i);
            if (same && unlike) {
                common = common.with(i, 1, Slot.UNSET);
            }
        }
        return common;
    }
}
