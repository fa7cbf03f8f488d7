package io.polyprobe.diag;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program could not be attached to a probe. */
public final class AttachException extends PolyprobeException {
    public AttachException(List<Diagnostic> diagnostics) {
        super(diagnostics, null);
    }

    public AttachException(Diagnostic diagnostic) {
        super(List.of(diagnostic), null);
    }

    public AttachException(Diagnostic diagnostic, @Nullable Throwable cause) {
        super(List.of(diagnostic), cause);
    }
}
