package io.polyprobe.verifier.state;

import io.polyprobe.verifier.number.Scalar;

/**
 * A pointer.
 *
 * @param offset bytes from its base that are the same on all runs
 * @param variable bytes to add that are not, {@link Scalar#ZERO} for none
 * @param id what it shares with its copies: of a pointer that may be null, of a packet's after a variable offset, of a
 *     map's value that has a lock; 0 for nothing
 * @param range bytes from {@code base + variable} that are known to lie in the packet
 * @param nullable whether it may be null instead
 * @param reference the reference that the program holds by it and has to give back, 0 for none
 */
public record Pointer(Base base, int offset, Scalar variable, int id, int range, boolean nullable, int reference)
        implements Value {
    public static Pointer to(Base base) {
        return to(base, 0);
    }

    public static Pointer to(Base base, int offset) {
        return new Pointer(base, offset, Scalar.ZERO, 0, 0, false, 0);
    }

    /** The same place of something else. */
    public Pointer onBase(Base newBase) {
        return new Pointer(newBase, offset, variable, id, range, nullable, reference);
    }

    public Pointer withOffset(int newOffset) {
        return new Pointer(base, newOffset, variable, id, range, nullable, reference);
    }

    public Pointer withVariable(Scalar newVariable) {
        return new Pointer(base, offset, newVariable, id, range, nullable, reference);
    }

    public Pointer withId(int newId) {
        return new Pointer(base, offset, variable, newId, range, nullable, reference);
    }

    public Pointer withRange(int newRange) {
        return new Pointer(base, offset, variable, id, newRange, nullable, reference);
    }

    public Pointer withReference(int newReference) {
        return new Pointer(base, offset, variable, id, range, nullable, newReference);
    }

    /** The same, which may be null. */
    public Pointer orNull(int newId) {
        return new Pointer(base, offset, variable, newId, range, true, reference);
    }

    /** The same, which is not null. */
    public Pointer present(int newId) {
        return new Pointer(base, offset, variable, newId, range, false, reference);
    }

    /** Whether its place within its base is the same on all runs. */
    public boolean isFixed() {
        return variable.isConstant();
    }

    /** The fixed place; meaningful only where it is one. */
    public long place() {
        return offset + variable.value();
    }

    public boolean isPacket() {
        return base == Base.Kind.PACKET || base == Base.Kind.PACKET_META;
    }

    @Override
    public String toString() {
        var text = new StringBuilder(nullable ? "null or " : "").append(base);
        if (offset != 0) {
            text.append(offset > 0 ? " + " : " - ").append(Math.abs((long) offset));
        }
        if (!variable.isConstant(0)) {
            text.append(" + (").append(variable).append(')');
        }
        if (isPacket()) {
            text.append(range == 0 ? ", no byte tested" : ", %d bytes tested".formatted(range));
        }
        return text.toString();
    }
}
