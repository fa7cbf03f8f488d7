package io.polyprobe.dialect;

import io.polyprobe.clang.Clang;
import io.polyprobe.clang.ClangMessage;
import io.polyprobe.clang.ClangRun;
import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.Severity;
import io.polyprobe.target.Types;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One text on its way to an object file: header, analysis, generation. */
final class Compilation implements AutoCloseable {
    /** Each round renames all kernel names that the text was found to redefine. */
    private static final int ROUNDS = 5;

    private final CSource source;
    private final Types types;
    private final Includes includes;
    private final Workspace workspace;
    private final List<Diagnostic> warnings = new ArrayList<>();

    Compilation(CSource source, Types types, Includes includes, Clang clang) {
        this.source = source;
        this.types = types;
        this.includes = includes;
        this.workspace = new Workspace(clang, source, includes);
    }

    /** What clang and the passes warned of. */
    List<Diagnostic> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Analyses the text and makes it plain C.
     *
     * @throws CompileException where the text is at fault
     */
    Edits rewrite() throws InterruptedException {
        var tree = analyse();
        var rewriting = Rewriting.of(SourceText.of(source.text()), Workspace.MAIN, tree, types.btf());
        var about = Messages.about(source);
        sort(rewriting.findings().stream().map(about::of).toList());
        return rewriting.edits();
    }

    private Node analyse() throws InterruptedException {
        Set<String> redefined = new LinkedHashSet<>();
        for (int round = 1; ; round++) {
            header(redefined);
            var run = workspace.analyse();
            var messages = ClangMessage.parse(run.messages());
            if (!redefined.addAll(Messages.redefined(source, messages)) || round == ROUNDS) {
                return accept(run, messages);
            }
        }
    }

    private void header(Set<String> redefined) throws InterruptedException {
        var run = workspace.header(Header.print(types, includes, redefined));
        if (!run.succeeded()) {
            throw new CompileException(about(run, "clang cannot read the types of this target"));
        }
    }

    private Node accept(ClangRun<Optional<Node>> run, List<ClangMessage> messages) {
        sort(new TableMessages(run.output()).explain(Messages.about(source).of(messages)));
        if (!run.succeeded() || run.output().isEmpty()) {
            throw new CompileException(about(run, "clang failed and does not say at which line"));
        }
        return run.output().get();
    }

    /** Compiles the text after the edits. */
    byte[] generate(Edits edits) throws InterruptedException {
        var run = workspace.generate(edits.apply());
        sort(Messages.about(source, edits).of(ClangMessage.parse(run.messages())));
        return workspace
                .object()
                .filter(object -> run.succeeded())
                .orElseThrow(() -> new CompileException(about(run, "clang failed and does not say at which line")));
    }

    /** LLVM's intermediate language of the text after the edits. */
    String intermediate(Edits edits) throws InterruptedException {
        var run = workspace.intermediate(edits.apply());
        if (!run.succeeded()) {
            throw new CompileException(about(run, "clang shows no intermediate language"));
        }
        return run.output();
    }

    private void sort(List<Diagnostic> diagnostics) {
        var errors = diagnostics.stream()
                .filter(diagnostic -> diagnostic.severity() == Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw new CompileException(errors);
        }
        warnings.addAll(diagnostics);
    }

    /** A failure that is not the text's: all that clang said goes with it. */
    private static Diagnostic about(ClangRun<?> run, String what) {
        var said = run.messages().lines().limit(10).toList();
        var unusable = Messages.about(CSource.of("", "")).of(ClangMessage.parse(run.messages())).stream()
                .filter(diagnostic -> !diagnostic.hints().isEmpty())
                .findFirst();
        return unusable.orElseGet(() -> Diagnostic.error(
                        what + " (exit code " + run.exitCode() + ")", "POLYPROBE_CLANG names another clang to try.")
                .withContext(said));
    }

    @Override
    public void close() {
        workspace.close();
    }
}
