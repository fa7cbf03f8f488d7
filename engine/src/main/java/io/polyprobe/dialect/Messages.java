package io.polyprobe.dialect;

import io.polyprobe.clang.ClangMessage;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows what clang and the passes say about a text at the lines that its author wrote. */
final class Messages {
    private static final Pattern NO_TRACEPOINT =
            Pattern.compile("incomplete definition of type 'struct tracepoint__(\\w+?)__(\\w+)'");
    private static final Pattern MACRO = Pattern.compile("\\s*(BPF_[A-Z0-9_]+)\\s*\\(");
    private static final Pattern EXPANDED = Pattern.compile("expanded from macro '(\\w+)'");
    private static final Pattern NO_HEADER = Pattern.compile("'(\\S+)' file not found");

    private final CSource source;
    private final SourceText original;
    private final @Nullable Edits edits;
    private final SourceText compiled;

    private Messages(CSource source, SourceText original, @Nullable Edits edits, SourceText compiled) {
        this.source = source;
        this.original = original;
        this.edits = edits;
        this.compiled = compiled;
    }

    /** Messages about the text as it was written. */
    static Messages about(CSource source) {
        var text = SourceText.of(source.text());
        return new Messages(source, text, null, text);
    }

    /** Messages about the text after the edits. */
    static Messages about(CSource source, Edits edits) {
        return new Messages(source, SourceText.of(source.text()), edits, SourceText.of(edits.apply()));
    }

    List<Diagnostic> of(List<ClangMessage> messages) {
        return messages.stream().map(this::of).toList();
    }

    private Diagnostic of(ClangMessage message) {
        var notes = new ArrayList<String>();
        for (ClangMessage note : message.notes()) {
            var place = place(note);
            if (place != null) {
                notes.add("%s: %s".formatted(place, note.text()));
            }
        }
        var diagnostic = new Diagnostic(message.severity(), place(message), message.text(), notes, List.of());
        for (String hint : hints(message.text())) {
            diagnostic = diagnostic.withHint(hint);
        }
        return message.isError() && message.file().equals(Workspace.MAIN)
                ? aboutMacro(diagnostic, original.line(message.line()))
                : diagnostic;
    }

    /** A macro that is not there is a declaration to clang, and its message of no use. */
    private static Diagnostic aboutMacro(Diagnostic diagnostic, String line) {
        var macro = MACRO.matcher(line);
        if (!macro.lookingAt()) {
            return diagnostic;
        }
        String definition = "#define %s(".formatted(macro.group(1));
        boolean known = Stream.of(Resource.ANALYSIS, Resource.MACROS, Resource.MAPS)
                .anyMatch(resource -> resource.text().contains(definition));
        return known ? diagnostic : diagnostic.withHint("There is no %s in this version.".formatted(macro.group(1)));
    }

    private static List<String> hints(String text) {
        var tracepoint = NO_TRACEPOINT.matcher(text);
        var header = NO_HEADER.matcher(text);
        if (text.contains("target triple 'bpf'") || text.contains("compatible with triple \"bpf\"")) {
            return List.of("This clang was built without BPF; POLYPROBE_CLANG names another one to use.");
        }
        if (tracepoint.find()) {
            return List.of(
                    "This target may have no tracepoint %s:%s.".formatted(tracepoint.group(1), tracepoint.group(2)));
        }
        if (header.find()) {
            return List.of(
                    "Kernel headers (linux/, uapi/, net/, asm/, bcc/...) are answered by the engine; there is no C"
                            + " library, and other files are looked for beside the text and where -I says.");
        }
        if (text.contains("BPF stack limit")) {
            return List.of("Keep large values in a BPF_PERCPU_ARRAY of one element.");
        }
        return List.of();
    }

    Diagnostic of(Finding finding) {
        int line = original.lineOf(finding.offset());
        int start = original.column(line, finding.offset() - original.startOf(line) + 1);
        int end = original.column(line, finding.offset() + finding.length() - original.startOf(line) + 1);
        return new Diagnostic(
                finding.severity(),
                source.origin().place(line, start, Math.max(1, end - start), original.line(line)),
                finding.message(),
                List.of(),
                finding.hints());
    }

    /** Null where the message is about no line of the author's. */
    private @Nullable Place place(ClangMessage message) {
        if (message.file().equals(Workspace.MAIN)) {
            return own(message.line(), message.column(), message.length());
        }
        var file = Path.of(message.file());
        return file.isAbsolute() && !file.endsWith(Workspace.HEADER) && message.line() > 0
                ? foreign(file, message)
                : null;
    }

    private Place own(int line, int column, int length) {
        if (line > original.lines()
                || original.startOf(line) == original.bytes().length()) {
            return endOfText();
        }
        int from = originOf(line, column);
        int to = from + (edits == null && length > 1 ? length : wordAt(original.startOf(line) + from - 1));
        int first = original.column(line, from);
        return source.origin()
                .place(
                        line,
                        column == 0 ? 0 : first,
                        Math.max(1, original.column(line, to) - first),
                        original.line(line));
    }

    /** Something is missing: the last line that holds anything is shown. */
    private Place endOfText() {
        int last = original.lineOf(Math.max(0, original.bytes().stripTrailing().length() - 1));
        return source.origin().place(last, 0, 1, original.line(last));
    }

    private int wordAt(int offset) {
        var token = Tokenizer.next(
                original.bytes(), Math.min(offset, original.bytes().length()));
        return token.offset() == offset && token.isIdentifier() ? token.text().length() : 1;
    }

    private int originOf(int line, int column) {
        if (edits == null || column == 0) {
            return column;
        }
        int offset = edits.originOf(compiled.startOf(line) + column - 1);
        return Math.max(1, offset - original.startOf(line) + 1);
    }

    private static Place foreign(Path file, ClangMessage message) {
        try {
            var text = SourceText.of(Files.readString(file));
            int line = message.line();
            int column = text.column(line, message.column());
            int end = text.column(line, message.column() + message.length());
            return new Place(file.toString(), line, column, Math.max(1, end - column), text.line(line));
        } catch (IOException gone) {
            return new Place(file.toString(), message.line(), message.column(), message.length(), null);
        }
    }

    /** Names at fault where the text defines what the engine's header defines too. */
    static List<String> redefined(CSource source, List<ClangMessage> messages) {
        var errors = messages.stream()
                .filter(message -> message.isError() && message.file().equals(Workspace.MAIN))
                .toList();
        return Stream.concat(declaredTwice(source, errors), macros(errors))
                .distinct()
                .toList();
    }

    /** A name that is a macro in the header is no valid name of a function, field or constant of the text's. */
    private static Stream<String> macros(List<ClangMessage> errors) {
        return errors.stream()
                .filter(error -> error.text().startsWith("expected "))
                .flatMap(error -> error.notes().stream())
                .filter(note -> note.file().endsWith(Workspace.HEADER))
                .map(note -> EXPANDED.matcher(note.text()))
                .filter(Matcher::matches)
                .map(note -> note.group(1));
    }

    private static Stream<String> declaredTwice(CSource source, List<ClangMessage> errors) {
        var text = SourceText.of(source.text());
        return errors.stream()
                .filter(message -> message.notes().stream()
                        .anyMatch(note -> note.file().endsWith(Workspace.HEADER)
                                && note.text().startsWith("previous ")))
                .map(message -> Tokenizer.next(text.bytes(), text.startOf(message.line()) + message.column() - 1))
                .filter(Token::isIdentifier)
                .map(Token::text);
    }
}
