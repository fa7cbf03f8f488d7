package io.polyprobe.verifier.state;

/** What a register holds. */
public sealed interface Value permits Value.Unset, Quantity, Pointer {
    /** What nobody has written, or what a call has left behind. */
    enum Unset implements Value {
        UNSET;

        @Override
        public String toString() {
            return "not set";
        }
    }
}
