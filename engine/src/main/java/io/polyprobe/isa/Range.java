package io.polyprobe.isa;

/** The values that a field of an instruction may have: most often one, where the field is reserved or tells rows apart. */
record Range(long min, long max) {
    static final Range REGISTER = new Range(0, 10);
    static final Range BITS_16 = new Range(Short.MIN_VALUE, Short.MAX_VALUE);
    static final Range BITS_32 = new Range(Integer.MIN_VALUE, Integer.MAX_VALUE);
    static final Range BITS_64 = new Range(Long.MIN_VALUE, Long.MAX_VALUE);
    static final Range ZERO = only(0);

    static Range only(long value) {
        return new Range(value, value);
    }

    boolean contains(long value) {
        return min <= value && value <= max;
    }

    @Override
    public String toString() {
        return min == max ? Long.toString(min) : min + " to " + max;
    }
}
