package io.polyprobe.verifier;

import io.polyprobe.verifier.account.Account.Fact;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Frame;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.Slot;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What all paths that reach one instruction have in common: registers and the running function's stack. */
final class Picture {
    private static final int REGISTERS = Frame.REGISTERS - 1;

    private final Alternatives[] registers = new Alternatives[REGISTERS];
    private final List<Cell> stack = new ArrayList<>();
    private boolean seen;

    Picture() {
        Arrays.setAll(registers, _ -> new Alternatives());
    }

    /** Eight bytes of stack. */
    private static final class Cell {
        private final int[] kinds = new int[Slot.BYTES];
        private final Alternatives stored = new Alternatives();

        Cell(Slot slot, int depth) {
            for (int i = 0; i < Slot.BYTES; i++) {
                kinds[i] = slot.kind(i);
            }
            keep(slot, depth);
        }

        int storedBytes() {
            int count = 0;
            while (count < Slot.BYTES && kinds[count] == Slot.SPILL) {
                count++;
            }
            return count;
        }

        private void keep(Slot slot, int depth) {
            Value value = slot.spilled();
            if (value instanceof Quantity number) {
                stored.add(Quantity.of(number.scalar().cut(slot.spilledBytes() * Byte.SIZE)));
            } else if (value != null) {
                stored.add(relative(value, depth));
            }
        }

        void join(Slot slot, int depth) {
            boolean alike = slot.spilledBytes() == storedBytes();
            for (int i = 0; i < Slot.BYTES; i++) {
                int kind = slot.kind(i);
                if (kinds[i] != kind || (kind == Slot.SPILL && !alike)) {
                    kinds[i] = blurred(kinds[i], kind);
                }
            }
            keep(slot, depth);
        }

        /** What a byte is that is one thing on one path, another on another. */
        private static int blurred(int a, int b) {
            boolean unknown = a == Slot.UNSET || b == Slot.UNSET || a == Slot.DYNPTR || b == Slot.DYNPTR;
            return unknown ? Slot.UNSET : Slot.DATA;
        }
    }

    void see(State state) {
        Frame frame = state.frame();
        for (int i = 0; i < REGISTERS; i++) {
            registers[i].add(relative(frame.get(i), frame.index()));
        }
        for (int i = 0; i < Math.max(frame.slots(), stack.size()); i++) {
            if (i < stack.size()) {
                stack.get(i).join(frame.slot(i), frame.index());
            } else {
                stack.add(new Cell(seen ? Slot.EMPTY : frame.slot(i), frame.index()));
            }
        }
        seen = true;
    }

    /** Frames are counted from the running function here, 0, since it may run at several depths. */
    private static Value relative(Value value, int depth) {
        return value instanceof Pointer pointer && pointer.base() instanceof Base.Stack there
                ? pointer.onBase(new Base.Stack(depth - there.frame()))
                : value;
    }

    /** @param live a bit for each register that is still needed */
    List<Fact> facts(int live, FactText text) {
        var facts = new ArrayList<Fact>();
        for (int i = 0; i < REGISTERS; i++) {
            List<Value> values = registers[i].values();
            if ((live >> i & 1) != 0 && !values.isEmpty()) {
                facts.add(text.fact("r" + i, i, values));
            }
        }
        for (int i = 0; i < stack.size(); i++) {
            Cell cell = stack.get(i);
            int place = -Slot.BYTES * (i + 1);
            if (cell.storedBytes() > 0 && !cell.stored.values().isEmpty()) {
                facts.add(text.fact(FactText.where(place, place + cell.storedBytes()), place, cell.stored.values()));
            }
        }
        bytes(facts, text);
        return facts;
    }

    /** Bytes of one kind in a row are one fact, but a variable begins a fact of its own. */
    private void bytes(List<Fact> facts, FactText text) {
        int from = -Slot.BYTES * stack.size();
        int start = from;
        for (int place = from; place <= 0; place++) {
            boolean ends = place == 0 || kind(place) != kind(start) || text.isNamed(place);
            if (ends && place > start) {
                boolean said = kind(start) == Slot.ZERO
                        || kind(start) == Slot.DYNPTR
                        || (kind(start) == Slot.DATA && text.isNamed(start));
                if (said) {
                    facts.add(text.bytes(start, place, kind(start)));
                }
                start = place;
            }
        }
    }

    private int kind(int place) {
        int number = (-place - 1) / Slot.BYTES;
        return stack.get(number).kinds[place + Slot.BYTES * (number + 1)];
    }
}
