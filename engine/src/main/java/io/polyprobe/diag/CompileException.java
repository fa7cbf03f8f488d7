package io.polyprobe.diag;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** C text could not be compiled: the text is at fault, or there is no usable clang. */
public final class CompileException extends PolyprobeException {
    public CompileException(List<Diagnostic> diagnostics) {
        super(diagnostics, null);
    }

    public CompileException(Diagnostic diagnostic) {
        super(List.of(diagnostic), null);
    }

    public CompileException(Diagnostic diagnostic, @Nullable Throwable cause) {
        super(List.of(diagnostic), cause);
    }
}
