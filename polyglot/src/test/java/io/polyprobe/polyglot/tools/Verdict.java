package io.polyprobe.polyglot.tools;

/**
 * How far a tool's C comes.
 *
 * @param reason why not further; empty where there is nothing to explain
 */
record Verdict(Stage stage, String reason) {
    /** Each better than the one before. */
    enum Stage {
        /** The tool ends before it has any C, as there is no such thing on this machine. */
        NO_TEXT,
        REFUSED_BY_CLANG,
        COMPILES,
        /** The kernel's verifier takes all programs that the tool would attach. */
        LOADS
    }

    @Override
    public String toString() {
        return reason.isEmpty() ? stage.toString() : stage + " | " + reason;
    }
}
