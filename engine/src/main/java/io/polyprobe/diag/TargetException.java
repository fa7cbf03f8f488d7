package io.polyprobe.diag;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A target cannot be used, or an operation on it (a map access, say) failed. */
public final class TargetException extends PolyprobeException {
    public TargetException(List<Diagnostic> diagnostics) {
        super(diagnostics, null);
    }

    public TargetException(Diagnostic diagnostic) {
        super(List.of(diagnostic), null);
    }

    public TargetException(Diagnostic diagnostic, @Nullable Throwable cause) {
        super(List.of(diagnostic), cause);
    }
}
