package io.polyprobe.polyglot.tools;

import io.polyprobe.clang.ClangLocator;
import io.polyprobe.clang.ObjectCache;
import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.dialect.CSource;
import io.polyprobe.dialect.Dialect;
import io.polyprobe.dialect.LineOrigin;
import io.polyprobe.engine.Verification;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.polyglot.tools.Recorder.Recording;
import io.polyprobe.polyglot.tools.Recorder.Text;
import io.polyprobe.polyglot.tools.Verdict.Stage;
import io.polyprobe.target.Target;
import io.polyprobe.target.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Compiles what tools build, and has a kernel verify it, and our verifier too. */
final class Judge {
    private static final int COMPILERS = 2;

    /** Programs that attach by their own names; trampolines are not among them, as a test kernel may refuse them all. */
    private static final Map<String, ProgramType> BY_PREFIX = Map.of(
            "kprobe__", ProgramType.KPROBE,
            "kretprobe__", ProgramType.KPROBE,
            "tracepoint__", ProgramType.TRACEPOINT,
            "raw_tracepoint__", ProgramType.RAW_TRACEPOINT);

    private final Dialect dialect =
            new Dialect(new ClangLocator(System.getenv(), ObjectCache.none()), ObjectCache.none());
    private final Types types;
    private final @Nullable Target kernel;
    private final List<String> disagreements = new ArrayList<>();

    /** @param kernel what verifies the programs, or null to compile only */
    Judge(Types types, @Nullable Target kernel) {
        this.types = types;
        this.kernel = kernel;
    }

    /** Judges the last text of each tool, which is the one it runs. */
    SortedMap<String, Verdict> judge(Map<Tool, Recording> recordings) throws InterruptedException, ExecutionException {
        Map<Tool, Future<ObjectSpec>> objects = new LinkedHashMap<>();
        SortedMap<String, Verdict> verdicts = new TreeMap<>();
        try (var compilers = Executors.newFixedThreadPool(COMPILERS)) {
            recordings.forEach((tool, recording) -> {
                if (!recording.texts().isEmpty()) {
                    objects.put(
                            tool,
                            compilers.submit(
                                    () -> compile(tool, recording.texts().getLast())));
                } else {
                    verdicts.put(tool.name(), new Verdict(Stage.NO_TEXT, line(recording.said())));
                }
            });
            for (var object : objects.entrySet()) {
                var text = Objects.requireNonNull(recordings.get(object.getKey()))
                        .texts()
                        .getLast();
                verdicts.put(object.getKey().name(), judge(object.getValue(), text));
            }
        }
        return verdicts;
    }

    private ObjectSpec compile(Tool tool, Text text) throws InterruptedException {
        String name = tool.name() + ".c";
        return dialect.compile(
                        new CSource(
                                text.text(),
                                name,
                                text.flags(),
                                tool.file().getParent(),
                                LineOrigin.itself(name),
                                text.prologue()),
                        types)
                .object();
    }

    private Verdict judge(Future<ObjectSpec> compiled, Text text) throws InterruptedException, ExecutionException {
        try {
            var object = compiled.get();
            return kernel == null ? new Verdict(Stage.COMPILES, "") : load(kernel, object, text.types());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CompileException c) {
                return new Verdict(Stage.REFUSED_BY_CLANG, reason(c));
            }
            throw e;
        }
    }

    /** The programs of which our verifier says something else than the kernel. */
    List<String> disagreements() {
        return disagreements;
    }

    private Verdict load(Target kernel, ObjectSpec object, Map<String, ProgramType> types) {
        List<String> refusals = new ArrayList<>();
        try (var loaded = kernel.load(object)) {
            for (ProgramSpec program : object.programs()) {
                type(program.name(), types).ifPresent(type -> {
                    String refusal = "";
                    try {
                        loaded.program(program.name(), type);
                    } catch (PolyprobeException e) {
                        refusal = reason(e);
                        refusals.add(program.name() + ": " + refusal);
                    }
                    compare(object, program, type, refusal);
                });
            }
        } catch (PolyprobeException e) {
            refusals.add(reason(e));
        }
        return new Verdict(refusals.isEmpty() ? Stage.LOADS : Stage.COMPILES, String.join("; ", refusals));
    }

    private void compare(ObjectSpec object, ProgramSpec program, ProgramType type, String refusal) {
        var verdict = new Verification(this.types).judge(object, program, type, 0);
        if (verdict.isAccepted() != refusal.isEmpty()) {
            String ours = verdict instanceof io.polyprobe.verifier.Verdict.Rejected rejected
                    ? rejected.diagnostic().message()
                    : "accepted";
            disagreements.add("%s %s: %s; the kernel: %s".formatted(object.name(), program.name(), ours, refusal));
        }
    }

    private static Optional<ProgramType> type(String function, Map<String, ProgramType> types) {
        return Optional.ofNullable(types.get(function))
                .or(() -> BY_PREFIX.entrySet().stream()
                        .filter(prefix -> function.startsWith(prefix.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst());
    }

    private static String reason(PolyprobeException e) {
        var first = e.diagnostics().getFirst();
        var place = first.place();
        return line(first.message() + (place == null ? "" : " (" + place + ")"));
    }

    /** The last line of what was said. */
    private static String line(String said) {
        return said.lines()
                .filter(line -> !line.isBlank())
                .reduce("", (before, last) -> last)
                .replace('|', ' ');
    }
}
