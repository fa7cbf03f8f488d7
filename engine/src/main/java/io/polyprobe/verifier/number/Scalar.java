package io.polyprobe.verifier.number;

/**
 * A set of 64-bit numbers.
 *
 * @param bits what is known of single bits
 * @param wide between which numbers they lie
 * @param low between which numbers their lower 32 bits lie
 */
public record Scalar(Tnum bits, Bounds wide, Bounds low) {
    public static final Scalar UNKNOWN = new Scalar(Tnum.UNKNOWN, Bounds.unknown(64), Bounds.unknown(32));

    public static final Scalar ZERO = constant(0);

    private static final Scalar EMPTY = new Scalar(Tnum.UNKNOWN, new Bounds(64, 1, 0, 1, 0), Bounds.unknown(32));

    private static final long LOW = 0xffff_ffffL;

    /** How often the views correct each other; they have nothing more to tell after that. */
    private static final int ROUNDS = 2;

    public static Scalar constant(long value) {
        return new Scalar(Tnum.constant(value), Bounds.constant(64, value), Bounds.constant(32, value));
    }

    /** All numbers between two, without sign. */
    public static Scalar unsigned(long min, long max) {
        return new Scalar(Tnum.range(min, max), Bounds.unsigned(64, min, max), Bounds.unknown(32)).settled();
    }

    /** All numbers between two, with sign. */
    public static Scalar signed(long min, long max) {
        return new Scalar(Tnum.UNKNOWN, Bounds.signed(64, min, max), Bounds.unknown(32)).settled();
    }

    /** What a load of that many bits makes of unknown memory. */
    public static Scalar unknown(int bits) {
        return UNKNOWN.cut(bits);
    }

    public boolean isConstant() {
        return bits.isConstant();
    }

    public boolean isConstant(long value) {
        return isConstant() && bits.value() == value;
    }

    /** The only number; meaningful for constants. */
    public long value() {
        return bits.value();
    }

    /** Whether the lower 32 bits are known. */
    boolean isLowConstant() {
        return bits.cut(32).isConstant();
    }

    public boolean isUnknown() {
        return equals(UNKNOWN);
    }

    public boolean isEmpty() {
        return wide.isEmpty() || low.isEmpty();
    }

    /** Whether each number of the other is one of this. */
    public boolean contains(Scalar other) {
        return wide.contains(other.wide) && low.contains(other.low) && bits.contains(other.bits);
    }

    public boolean contains(long number) {
        return contains(constant(number));
    }

    /** The lower bits, the others 0: what a store and an unsigned load of that many do. */
    public Scalar cut(int width) {
        boolean fits = wide.umin() >= 0 && wide.umax() >= 0 && (width == 64 || wide.umax() < 1L << width);
        if (width == 64 || fits) {
            return this;
        }
        long mask = (1L << width) - 1;
        Tnum cut = bits.cut(width);
        if (width == 32) {
            return new Scalar(cut, Bounds.unsigned(64, low.umin(), low.umax()), low).settled();
        }
        // The high bits tell nothing once they are gone, unless they are the same in all numbers.
        boolean ordered = (wide.umin() & ~mask) == (wide.umax() & ~mask);
        long min = ordered ? wide.umin() & mask : 0;
        long max = ordered ? wide.umax() & mask : mask;
        return new Scalar(cut, Bounds.unsigned(64, min, max), Bounds.unknown(32)).settled();
    }

    /** The lower bits, the others copied from the highest of them. */
    public Scalar extended(int width) {
        int gone = 64 - width;
        if (isConstant()) {
            return constant(value() << gone >> gone);
        }
        long min = wide.smin() << gone >> gone;
        long max = wide.smax() << gone >> gone;
        boolean ordered = wide.smin() >> width == wide.smax() >> width && min < 0 == max < 0;
        return ordered && min <= max ? signed(min, max) : signed(-1L << (width - 1), (1L << (width - 1)) - 1);
    }

    /** The numbers of both; empty where there is none. */
    Scalar meet(Scalar other) {
        if (bits.isDisjoint(other.bits)) {
            return empty();
        }
        return new Scalar(bits.meet(other.bits), wide.meet(other.wide), low.meet(other.low)).settled();
    }

    /** The numbers of both, and as few more as the views can tell apart. */
    public Scalar join(Scalar other) {
        return new Scalar(bits.join(other.bits), wide.join(other.wide), low.join(other.low)).settled();
    }

    static Scalar empty() {
        return EMPTY;
    }

    /** The same numbers, each view narrowed by the others. */
    Scalar settled() {
        Scalar settled = this;
        for (int i = 0; i < ROUNDS; i++) {
            Scalar next = settled.narrowed();
            if (next.isEmpty()) {
                return empty();
            }
            if (next.equals(settled)) {
                return settled;
            }
            settled = next;
        }
        return settled;
    }

    private Scalar narrowed() {
        Bounds newWide = wide.meet(bits).deduced();
        Bounds newLow = lowOf(newWide, low.meet(bits)).deduced();
        newWide = wideOf(newLow, newWide).deduced();
        if (newWide.isEmpty() || newLow.isEmpty()) {
            return empty();
        }
        Tnum range = Tnum.range(newWide.umin(), newWide.umax());
        Tnum lowRange = Tnum.range(newLow.umin(), newLow.umax());
        if (bits.isDisjoint(range) || bits.cut(32).isDisjoint(lowRange)) {
            return empty();
        }
        Tnum newBits = bits.meet(range);
        return new Scalar(newBits.withLow(newBits.cut(32).meet(lowRange.cut(32))), newWide, newLow);
    }

    /** Numbers with one upper half are ordered as their lower halves are. */
    private static Bounds lowOf(Bounds wide, Bounds low) {
        Bounds narrowed = halves(wide.umin(), wide.umax(), low);
        return halves(wide.smin(), wide.smax(), narrowed);
    }

    private static Bounds halves(long min, long max, Bounds low) {
        Bounds narrowed = low;
        int steps = (int) ((max >> 32) - (min >> 32));
        if (steps == 0) {
            narrowed = narrowed.withUnsigned(min & LOW, max & LOW);
        }
        // Around a multiple of 2^32 lower halves go from negative to positive.
        long first = lowSigned(min);
        long last = lowSigned(max);
        boolean ordered = steps == 0 && first <= last;
        boolean around = steps == 1 && first < 0 && last >= 0;
        return ordered || around ? narrowed.withSigned(first, last) : narrowed;
    }

    private static long lowSigned(long value) {
        return value << 32 >> 32;
    }

    private static Bounds wideOf(Bounds low, Bounds wide) {
        if (wide.isEmpty() || low.isEmpty()) {
            return wide;
        }
        Bounds narrowed = wide.withUnsigned((wide.umin() & ~LOW) | low.umin(), (wide.umax() & ~LOW) | low.umax())
                .withSigned((wide.smin() & ~LOW) | low.umin(), (wide.smax() & ~LOW) | low.umax());
        boolean extended = narrowed.smin() >= Integer.MIN_VALUE && narrowed.smax() <= Integer.MAX_VALUE;
        return extended ? narrowed.withSigned(low.smin(), low.smax()) : narrowed;
    }

    /** Only what is known is named. */
    @Override
    public String toString() {
        return ScalarText.of(this);
    }
}
