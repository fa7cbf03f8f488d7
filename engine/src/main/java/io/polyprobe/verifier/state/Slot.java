package io.polyprobe.verifier.state;

import org.jspecify.annotations.Nullable;

/** Eight aligned bytes of a stack: what each of them is, and the register that was stored there, if one was. */
public final class Slot {
    public static final int BYTES = 8;

    /** Nobody wrote it. */
    public static final int UNSET = 0;
    /** Anything. */
    public static final int DATA = 1;

    public static final int ZERO = 2;
    /** A byte of the stored register. */
    public static final int SPILL = 3;
    /** A byte of a dynptr, which only helpers may touch. */
    public static final int DYNPTR = 4;

    public static final Slot EMPTY = new Slot(0, null, null, null);

    private final long kinds;
    private final @Nullable Value spilled;
    private final @Nullable DynptrHalf dynptr;
    /** What this slot has some of its bytes from, as long as nobody has read them. */
    private @Nullable Slot source;

    private boolean read;

    private Slot(long kinds, @Nullable Value spilled, @Nullable DynptrHalf dynptr, @Nullable Slot source) {
        this.kinds = kinds;
        this.spilled = spilled;
        this.dynptr = dynptr;
        this.source = source == null || source.read || source == EMPTY ? null : source;
    }

    /**
     * One of the two slots of a dynptr.
     *
     * @param reference of a ring buffer's record, 0 for none
     * @param id tells dynptrs apart
     */
    public record DynptrHalf(DynptrKind kind, boolean first, int reference, int id) {}

    /** Where the memory of a dynptr comes from. */
    public enum DynptrKind {
        LOCAL,
        RINGBUF
    }

    /** A register's lower bytes stored at the slot's start; what was there behind them is data. */
    public static Slot spill(Value value, int size, Slot before) {
        long kinds = 0;
        for (int i = 0; i < BYTES; i++) {
            int kind = i < size ? SPILL : before.scrubbed(i);
            kinds |= (long) kind << (8 * i);
        }
        return new Slot(kinds, value, null, size < BYTES ? before : null);
    }

    public static Slot dynptr(DynptrHalf half) {
        return new Slot(0x0404_0404_0404_0404L, null, half, null);
    }

    /** This with some bytes of a kind; a stored register is no more one. */
    public Slot with(int from, int size, int kind) {
        long changed = 0;
        for (int i = 0; i < BYTES; i++) {
            int now = i >= from && i < from + size ? kind : scrubbed(i);
            changed |= (long) now << (8 * i);
        }
        return new Slot(changed, null, null, size < BYTES ? this : null);
    }

    /** What a byte is. */
    public int kind(int index) {
        return (int) (kinds >>> (8 * index)) & 0xff;
    }

    private int scrubbed(int index) {
        int kind = kind(index);
        return kind == SPILL ? DATA : kind == DYNPTR ? UNSET : kind;
    }

    /** How many bytes of a stored register there are, from the slot's start. */
    public int spilledBytes() {
        int count = 0;
        while (count < BYTES && kind(count) == SPILL) {
            count++;
        }
        return count;
    }

    /** The stored register, whole or cut to {@link #spilledBytes}. */
    public @Nullable Value spilled() {
        return spilled;
    }

    /** The same bytes, of another register that is known to hold the same. */
    public Slot withSpilled(Value value) {
        return new Slot(kinds, value, null, this);
    }

    public @Nullable DynptrHalf dynptr() {
        return dynptr;
    }

    public boolean isRead() {
        return read;
    }

    /** What this slot holds has mattered. */
    public void markRead() {
        Slot at = this;
        while (at != null && at != EMPTY && !at.read) {
            at.read = true;
            Slot before = at.source;
            at.source = null;
            at = before;
        }
    }

    /** Whether a byte is known to be 0; then the register it belongs to must stay it. */
    public boolean isZero(int index) {
        boolean spilledZero = spilled instanceof Quantity q && q.scalar().isConstant(0);
        return kind(index) == ZERO || (kind(index) == SPILL && spilledZero);
    }
}
