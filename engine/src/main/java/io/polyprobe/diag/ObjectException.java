package io.polyprobe.diag;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object file, BTF or instruction stream is malformed, or asks for something this engine does not know. */
public final class ObjectException extends PolyprobeException {
    public ObjectException(List<Diagnostic> diagnostics) {
        super(diagnostics, null);
    }

    public ObjectException(Diagnostic diagnostic) {
        super(List.of(diagnostic), null);
    }

    public ObjectException(Diagnostic diagnostic, @Nullable Throwable cause) {
        super(List.of(diagnostic), cause);
    }
}
