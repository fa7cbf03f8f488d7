package io.polyprobe.diag;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A verifier, the kernel's or ours, refused a program. */
public final class RejectedException extends PolyprobeException {
    public RejectedException(List<Diagnostic> diagnostics) {
        super(diagnostics, null);
    }

    public RejectedException(Diagnostic diagnostic) {
        super(List.of(diagnostic), null);
    }

    public RejectedException(Diagnostic diagnostic, @Nullable Throwable cause) {
        super(List.of(diagnostic), cause);
    }
}
