package io.polyprobe.object;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import java.util.Locale;

/** The form in which this package says what is wrong with an object, and where. */
final class MalformedObject {
    private static final String RECOMPILE = "Compile the source again with clang -target bpf -g -O2.";

    private MalformedObject() {}

    /** The file as a whole is at fault. */
    static ObjectException file(String object, String reason, String... hints) {
        return new ObjectException(
                Diagnostic.error(object + ": " + reason, hints.length == 0 ? new String[] {RECOMPILE} : hints));
    }

    /** A byte of a section is at fault. */
    static ObjectException at(String object, String section, long offset, String reason, String... hints) {
        return file(object, String.format(Locale.ROOT, "section %s, offset 0x%x: %s", section, offset, reason), hints);
    }
}
