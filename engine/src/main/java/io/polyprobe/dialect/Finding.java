package io.polyprobe.dialect;

import io.polyprobe.diag.Severity;
import java.util.List;

/**
 * What a pass has to say about the text.
 *
 * @param offset where in it, in bytes
 * @param length bytes
 */
record Finding(Severity severity, int offset, int length, String message, List<String> hints) {
    Finding {
        hints = List.copyOf(hints);
    }
}
