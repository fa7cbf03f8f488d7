package io.polyprobe.diag;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One finding.
 *
 * @param severity how much it matters
 * @param place where in the user's source, or null where no source is involved
 * @param message what failed and why, one sentence without a full stop
 * @param context lines that help to understand it, such as the end of a verifier log
 * @param hints what to do about it, each a sentence
 */
public record Diagnostic(
        Severity severity, @Nullable Place place, String message, List<String> context, List<String> hints) {
    public Diagnostic {
        context = List.copyOf(context);
        hints = List.copyOf(hints);
    }

    public static Diagnostic error(String message, String... hints) {
        return new Diagnostic(Severity.ERROR, null, message, List.of(), List.of(hints));
    }

    public static Diagnostic warning(String message, String... hints) {
        return new Diagnostic(Severity.WARNING, null, message, List.of(), List.of(hints));
    }

    public static Diagnostic note(String message, String... hints) {
        return new Diagnostic(Severity.NOTE, null, message, List.of(), List.of(hints));
    }

    public Diagnostic at(@Nullable Place newPlace) {
        return new Diagnostic(severity, newPlace, message, context, hints);
    }

    public Diagnostic withContext(List<String> lines) {
        return new Diagnostic(severity, place, message, lines, hints);
    }

    public Diagnostic withHint(String hint) {
        var all = new ArrayList<>(hints);
        all.add(hint);
        return new Diagnostic(severity, place, message, context, all);
    }
}
