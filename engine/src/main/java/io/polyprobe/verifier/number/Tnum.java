package io.polyprobe.verifier.number;

/**
 * A number of which single bits are known ("tristate number"). Sums and products follow H. Vishwanathan et al., "Sound,
 * Precise, and Fast Abstract Interpretation with Tristate Numbers", CGO 2022.
 *
 * @param value the known bits that are 1; 0 where a bit is unknown
 * @param mask the bits that are unknown
 */
public record Tnum(long value, long mask) {
    public static final Tnum UNKNOWN = new Tnum(0, -1);

    private static final long LOW = 0xffff_ffffL;

    public static Tnum constant(long value) {
        return new Tnum(value, 0);
    }

    /** The least that holds all numbers between two unsigned ones: what their common high bits tell. */
    public static Tnum range(long min, long max) {
        long differing = min ^ max;
        if (differing == 0) {
            return constant(min);
        }
        int unknown = Long.SIZE - Long.numberOfLeadingZeros(differing);
        long mask = unknown == Long.SIZE ? -1 : (1L << unknown) - 1;
        return new Tnum(min & ~mask, mask);
    }

    public boolean isConstant() {
        return mask == 0;
    }

    public boolean contains(long number) {
        return (number & ~mask) == value;
    }

    /** Whether each number of the other is one of this. */
    public boolean contains(Tnum other) {
        return (other.mask & ~mask) == 0 && contains(other.value);
    }

    /** Whether no number is in both. */
    boolean isDisjoint(Tnum other) {
        return ((value ^ other.value) & ~(mask | other.mask)) != 0;
    }

    /** The numbers of both, which must not be disjoint. */
    Tnum meet(Tnum other) {
        long known = value | other.value;
        long unknown = mask & other.mask;
        return new Tnum(known & ~unknown, unknown);
    }

    /** The least that holds the numbers of both. */
    Tnum join(Tnum other) {
        long unknown = mask | other.mask | (value ^ other.value);
        return new Tnum(value & ~unknown, unknown);
    }

    Tnum add(Tnum other) {
        long values = value + other.value;
        long most = values + mask + other.mask;
        long unknown = (most ^ values) | mask | other.mask;
        return new Tnum(values & ~unknown, unknown);
    }

    Tnum sub(Tnum other) {
        long difference = value - other.value;
        long unknown = ((difference + mask) ^ (difference - other.mask)) | mask | other.mask;
        return new Tnum(difference & ~unknown, unknown);
    }

    /** Long multiplication that keeps the product of the known parts aside, so that its bits are not blurred by carries. */
    Tnum mul(Tnum other) {
        Tnum blur = constant(0);
        long factor = value;
        long unknown = mask;
        long known = other.value;
        long unsure = other.mask;
        while ((factor | unknown) != 0) {
            if ((factor & 1) != 0) {
                blur = blur.add(new Tnum(0, unsure));
            } else if ((unknown & 1) != 0) {
                blur = blur.add(new Tnum(0, known | unsure));
            }
            factor >>>= 1;
            unknown >>>= 1;
            known <<= 1;
            unsure <<= 1;
        }
        return constant(value * other.value).add(blur);
    }

    Tnum and(Tnum other) {
        long ones = value & other.value;
        return new Tnum(ones, (value | mask) & (other.value | other.mask) & ~ones);
    }

    Tnum or(Tnum other) {
        long ones = value | other.value;
        return new Tnum(ones, (mask | other.mask) & ~ones);
    }

    Tnum xor(Tnum other) {
        long unknown = mask | other.mask;
        return new Tnum((value ^ other.value) & ~unknown, unknown);
    }

    Tnum shiftLeft(int count) {
        return new Tnum(value << count, mask << count);
    }

    Tnum shiftRight(int count) {
        return new Tnum(value >>> count, mask >>> count);
    }

    /** Where the highest bit is unknown, so are those that it is copied to. */
    Tnum shiftRightSigned(int count) {
        return new Tnum(value >> count, mask >> count);
    }

    /** The lower bits, the others 0. */
    public Tnum cut(int bits) {
        long kept = bits == Long.SIZE ? -1 : (1L << bits) - 1;
        return new Tnum(value & kept, mask & kept);
    }

    /** The lower 32 bits of 64 that are copied from bit 31. */
    Tnum extendLow() {
        return new Tnum((int) value, (int) mask);
    }

    /** This with other lower 32 bits. */
    Tnum withLow(Tnum low) {
        return new Tnum((value & ~LOW) | (low.value & LOW), (mask & ~LOW) | (low.mask & LOW));
    }

    /** Whether each number of this is a multiple of a power of two. */
    public boolean isAligned(int unit) {
        return ((value | mask) & (unit - 1)) == 0;
    }

    /** As the kernel's logs have it: the known bits and the unknown ones. */
    @Override
    public String toString() {
        return "(0x%x; 0x%x)".formatted(value, mask);
    }
}
