package io.polyprobe.diag;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Turns diagnostics into text for a terminal.
 *
 * <pre>{@code
 * hello.py:7:12: error: use of undeclared identifier 'foo'
 *     7 |     return foo;
 *       |            ~~~
 *   hint: ...
 * }</pre>
 */
public final class Renderer {
    private static final String RESET = "\u001b[0m";

    private final boolean color;

    /** @param color whether to mark severities and faults by ANSI colours */
    public Renderer(boolean color) {
        this.color = color;
    }

    public String render(Collection<Diagnostic> diagnostics) {
        return diagnostics.stream().map(this::render).collect(Collectors.joining());
    }

    /** Renders one diagnostic; the text ends with a line feed. */
    public String render(Diagnostic diagnostic) {
        var out = new StringBuilder();
        var place = diagnostic.place();
        out.append(place == null ? "polyprobe" : place.toString()).append(": ");
        out.append(paint(severityColor(diagnostic.severity()), label(diagnostic.severity()) + ":"));
        out.append(' ').append(diagnostic.message()).append('\n');
        if (place != null && place.text() != null) {
            appendSource(out, place, place.text(), diagnostic.severity());
        }
        for (String line : diagnostic.context()) {
            out.append("  | ").append(line).append('\n');
        }
        for (String hint : diagnostic.hints()) {
            out.append("  ")
                    .append(paint("36", "hint:"))
                    .append(' ')
                    .append(hint)
                    .append('\n');
        }
        return out.toString();
    }

    private void appendSource(StringBuilder out, Place place, String text, Severity severity) {
        String number = "%5d".formatted(place.line());
        out.append(number).append(" | ").append(text).append('\n');
        if (place.column() > 0 && place.column() <= text.length() + 1) {
            int length = Math.max(1, Math.min(place.length(), text.length() - place.column() + 1));
            out.append(" ".repeat(number.length())).append(" | ");
            for (int i = 0; i < place.column() - 1; i++) {
                out.append(text.charAt(i) == '\t' ? '\t' : ' ');
            }
            out.append(paint(severityColor(severity), "~".repeat(length))).append('\n');
        }
    }

    private static String label(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static String severityColor(Severity severity) {
        return switch (severity) {
            case ERROR -> "1;31";
            case WARNING -> "1;33";
            case NOTE -> "1;34";
        };
    }

    private String paint(String code, String text) {
        return color ? "\u001b[" + code + "m" + text + RESET : text;
    }
}
