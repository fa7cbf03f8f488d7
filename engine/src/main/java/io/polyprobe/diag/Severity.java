package io.polyprobe.diag;

/** How much a {@link Diagnostic} matters. */
public enum Severity {
    ERROR,
    WARNING,
    NOTE
}
