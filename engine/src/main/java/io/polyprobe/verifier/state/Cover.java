package io.polyprobe.verifier.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whether a state that was explored stands for another: all that the other may hold, the first could have held. Then
 * nothing new can be found from there.
 *
 * <p>Ids need not be the same, but must go by one mapping. What no later path looked at does not matter; of what it
 * looked at, ranges matter only where they were needed ({@link Lineage}).
 */
public final class Cover {
    private final Precision precision;
    private final Map<Integer, Integer> ids = new HashMap<>();
    private int fresh = Integer.MIN_VALUE;

    /** How much must be the same. */
    public enum Precision {
        /** What mattered, in a state whose paths have all ended. */
        WHAT_MATTERED,
        /** All of it within the older state's ranges, as its paths have not ended. */
        WITHIN,
        /** All of it exactly: the program comes to the same state again. */
        SAME
    }

    private Cover(Precision precision) {
        this.precision = precision;
    }

    /** @param live by slot, a bit for each register that is read before it is written */
    public static boolean covers(State older, State newer, Precision precision, IntUnaryOperator live) {
        return new Cover(precision).covers(older, newer, live);
    }

    private boolean covers(State older, State newer, IntUnaryOperator live) {
        if (older.frames().size() != newer.frames().size()
                || (older.lock() == null) != (newer.lock() == null)
                || !references(older.references(), newer.references())) {
            return false;
        }
        var oldLock = older.lock();
        var newLock = newer.lock();
        if (oldLock != null && newLock != null) {
            if (!oldLock.base().equals(newLock.base()) || !same(oldLock.id(), newLock.id())) {
                return false;
            }
        }
        int last = older.frames().size() - 1;
        for (int i = last; i >= 0; i--) {
            Frame from = older.frames().get(i);
            Frame to = newer.frames().get(i);
            int at = i == last ? older.slot() : older.frames().get(i + 1).callSite();
            int there = i == last ? newer.slot() : newer.frames().get(i + 1).callSite();
            if (at != there || from.callSite() != to.callSite() || !frame(from, to, live.applyAsInt(at))) {
                return false;
            }
        }
        return true;
    }

    private boolean references(List<State.Held> older, List<State.Held> newer) {
        if (older.size() != newer.size()) {
            return false;
        }
        for (int i = 0; i < older.size(); i++) {
            if (!same(older.get(i).id(), newer.get(i).id())) {
                return false;
            }
        }
        return true;
    }

    private boolean frame(Frame older, Frame newer, int live) {
        if (older.function() != newer.function()
                || older.callback() != newer.callback()
                || older.depth() > newer.depth()
                || (precision == Precision.SAME && older.depth() != newer.depth())) {
            return false;
        }
        for (int i = 0; i < Frame.REGISTERS; i++) {
            if ((live >> i & 1) != 0 && !value(older.get(i), newer.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < Math.max(older.slots(), newer.slots()); i++) {
            Slot slot = older.slot(i);
            boolean isDynptr = slot.dynptr() != null || newer.slot(i).dynptr() != null;
            boolean matters = slot.isRead() || isDynptr || precision != Precision.WHAT_MATTERED;
            if (matters && !slot(slot, newer.slot(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean slot(Slot older, Slot newer) {
        int spilled = older.spilledBytes();
        Value value = older.spilled();
        if (value != null && spilled > 0) {
            Value other = newer.spilled();
            boolean anything = value instanceof Quantity q && q.scalar().isUnknown() && q.link() == 0;
            if (other == null || newer.spilledBytes() != spilled) {
                // An unknown number may as well be bytes that nobody looked into.
                boolean bytes = newer.dynptr() == null && newer.spilledBytes() == 0;
                if (!bytes || (!anything && !unimportant(value))) {
                    return false;
                }
            } else if (!value(value, other)) {
                return false;
            }
        }
        if ((older.dynptr() == null) != (newer.dynptr() == null)) {
            return false;
        }
        var oldHalf = older.dynptr();
        var newHalf = newer.dynptr();
        if (oldHalf != null && newHalf != null) {
            return oldHalf.kind() == newHalf.kind()
                    && oldHalf.first() == newHalf.first()
                    && same(oldHalf.reference(), newHalf.reference())
                    && same(oldHalf.id(), newHalf.id());
        }
        for (int i = spilled; i < Slot.BYTES; i++) {
            boolean covered = switch (older.kind(i)) {
                case Slot.ZERO -> newer.isZero(i);
                // Privileged programs may read what nobody wrote, so it is no less than data.
                case Slot.UNSET, Slot.DATA -> precision != Precision.SAME || newer.kind(i) == older.kind(i);
                default -> newer.kind(i) == older.kind(i);
            };
            if (!covered) {
                return false;
            }
        }
        return true;
    }

    private boolean unimportant(Value value) {
        return precision == Precision.WHAT_MATTERED && value instanceof Quantity q && !q.isPrecise();
    }

    private boolean value(Value older, Value newer) {
        if (precision == Precision.SAME) {
            return exactly(older, newer);
        }
        return switch (older) {
            case Value.Unset _ -> precision == Precision.WHAT_MATTERED || newer == Value.Unset.UNSET;
            case Quantity from when newer instanceof Quantity to -> unimportant(from) || quantity(from, to);
            case Pointer from when newer instanceof Pointer to -> pointer(from, to);
            default -> false;
        };
    }

    private boolean quantity(Quantity older, Quantity newer) {
        return older.scalar().contains(newer.scalar())
                && older.delta() == newer.delta()
                && (older.link() == 0 || same(older.link(), newer.link() == 0 ? fresh++ : newer.link()));
    }

    private boolean exactly(Value older, Value newer) {
        return switch (older) {
            case Quantity from
            when newer instanceof Quantity to ->
                from.scalar().equals(to.scalar()) && from.delta() == to.delta() && same(from.link(), to.link());
            case Pointer from
            when newer instanceof Pointer to ->
                pointer(from, to) && from.variable().equals(to.variable()) && from.range() == to.range();
            default -> older.equals(newer);
        };
    }

    private boolean pointer(Pointer older, Pointer newer) {
        return older.base().equals(newer.base())
                && older.offset() == newer.offset()
                && older.nullable() == newer.nullable()
                && older.range() <= newer.range()
                && older.variable().contains(newer.variable())
                && same(older.id(), newer.id())
                && same(older.reference(), newer.reference());
    }

    private boolean same(int older, int newer) {
        if (older == 0 || newer == 0) {
            return older == newer;
        }
        Integer known = ids.putIfAbsent(older, newer);
        if (known != null) {
            return known == newer;
        }
        // The mapping has one direction, so two of the older may not become one of the newer.
        return ids.entrySet().stream().noneMatch(e -> e.getValue() == newer && e.getKey() != older);
    }

    /** Tells a path that ends at an explored state what mattered to those that went on from there. */
    public static void inherit(State older, State newer) {
        for (int i = 0; i < older.frames().size(); i++) {
            Frame from = older.frames().get(i);
            Frame to = newer.frames().get(i);
            for (int r = 0; r < Frame.REGISTERS; r++) {
                inherit(from.get(r), to.get(r));
            }
            for (int s = 0; s < from.slots(); s++) {
                Slot slot = from.slot(s);
                if (slot.isRead()) {
                    to.slot(s).markRead();
                }
                inherit(slot.spilled(), to.slot(s).spilled());
            }
        }
    }

    /** The same where those paths have not ended yet: everything may come to matter. */
    public static void inheritAll(State newer) {
        newer.update(value -> {
            if (value instanceof Quantity quantity) {
                quantity.requirePrecise();
            }
            return value;
        });
        newer.frames().forEach(frame -> {
            for (int s = 0; s < frame.slots(); s++) {
                frame.slot(s).markRead();
            }
        });
    }

    private static void inherit(@Nullable Value older, @Nullable Value newer) {
        if (older instanceof Quantity from && from.isPrecise() && newer instanceof Quantity to) {
            to.requirePrecise();
        }
    }
}
