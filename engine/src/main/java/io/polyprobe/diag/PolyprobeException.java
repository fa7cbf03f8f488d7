package io.polyprobe.diag;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A failure that a person can act on. One subclass a phase. */
public abstract sealed class PolyprobeException extends RuntimeException
        permits CompileException, ObjectException, RejectedException, AttachException, FaultException, TargetException {
    private final transient List<Diagnostic> diagnostics;

    PolyprobeException(List<Diagnostic> diagnostics, @Nullable Throwable cause) {
        super(diagnostics.stream().map(Diagnostic::message).collect(Collectors.joining("\n")), cause);
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** What went wrong, most important first; never empty. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
