package io.polyprobe.verifier.state;

import io.polyprobe.verifier.number.Scalar;

/**
 * A number.
 *
 * @param scalar which it may be
 * @param link what it shares with others that differ from it by a constant only, 0 for nothing
 * @param delta by how much it is greater than the first of those
 */
public record Quantity(Scalar scalar, int link, int delta, Lineage lineage) implements Value {
    /** A number from outside. */
    public static Quantity of(Scalar scalar) {
        return new Quantity(scalar, 0, 0, Lineage.root());
    }

    public static Quantity unknown() {
        return of(Scalar.UNKNOWN);
    }

    public static Quantity constant(long value) {
        return of(Scalar.constant(value));
    }

    /** A number computed from this one. */
    public Quantity then(Scalar result) {
        return new Quantity(result, 0, 0, Lineage.of(lineage));
    }

    /** A number computed from this one and another. */
    public Quantity then(Scalar result, Quantity other) {
        return new Quantity(result, 0, 0, Lineage.of(lineage, other.lineage));
    }

    public Quantity linked(int newLink, int newDelta) {
        return new Quantity(scalar, newLink, newDelta, lineage);
    }

    /** The verdict depends on which numbers these are. */
    public void requirePrecise() {
        lineage.mark();
    }

    public boolean isPrecise() {
        return lineage.isPrecise();
    }

    @Override
    public String toString() {
        return scalar.toString();
    }
}
