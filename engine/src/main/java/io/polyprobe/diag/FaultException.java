package io.polyprobe.diag;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program running in the virtual kernel did something that no program may do. */
public final class FaultException extends PolyprobeException {
    public FaultException(List<Diagnostic> diagnostics) {
        super(diagnostics, null);
    }

    public FaultException(Diagnostic diagnostic) {
        super(List.of(diagnostic), null);
    }

    public FaultException(Diagnostic diagnostic, @Nullable Throwable cause) {
        super(List.of(diagnostic), cause);
    }
}
