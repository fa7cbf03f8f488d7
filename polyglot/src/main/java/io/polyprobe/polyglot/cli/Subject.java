package io.polyprobe.polyglot.cli;

import io.polyprobe.classic.ClassicFilter;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.diag.Renderer;
import io.polyprobe.engine.ObjectFile;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.polyglot.dry.DryRun;
import io.polyprobe.polyglot.dry.DryRun.Recorded;
import io.polyprobe.polyglot.script.ExitCode;
import io.polyprobe.polyglot.script.Language;
import io.polyprobe.polyglot.script.Script;
import io.polyprobe.polyglot.script.Session;
import io.polyprobe.polyglot.script.TargetOptions;
import io.polyprobe.polyglot.script.ThisMachine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * What a command looks at without running it: the programs of an object file or of a filter in classic BPF, or
 * those that a script loads.
 *
 * @param classic what the object was translated from, or null
 * @param wanted the one program to look at, or null for all
 * @param code how the script ended
 */
record Subject(
        List<Recorded> objects,
        @Nullable ClassicFilter classic,
        @Nullable String wanted,
        int code) {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    /** Adds what {@link #of} reads to a command. */
    static CommandLine take(CommandSpec command) {
        command.addOption(CommandLineOptions.target())
                .addOption(Options.text("--prog", "NAME", "Look at this program alone.")
                        .build())
                .addOption(Options.help())
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("1")
                        .paramLabel("OBJECT|SCRIPT")
                        .description("An object file that clang has made for BPF, a filter as tcpdump -ddd prints it,"
                                + " or a script.")
                        .type(String.class)
                        .build())
                .addPositional(PositionalParamSpec.builder()
                        .index("1..*")
                        .arity("0..*")
                        .paramLabel("ARGUMENT")
                        .description("What the script gets as its arguments; behind -- where they begin with a dash.")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .build());
        return new CommandLine(command);
    }

    /**
     * Reads the object, or runs the script as far as it goes by itself.
     *
     * @throws ObjectException where it is damaged, or has no program of that name
     */
    static Subject of(ParseResult parsed, PrintStream err, Renderer renderer) throws IOException {
        String name = parsed.matchedPositionalValue(0, "");
        String wanted = parsed.matchedOptionValue("--prog", (String) null);
        var file = ObjectFile.read(name);
        Subject subject;
        if (file.isPresent()) {
            var object = new Recorded(file.get().object());
            subject = new Subject(List.of(object), file.get().classic(), wanted, ExitCode.OK);
        } else {
            var language = Language.of(Path.of(name).toRealPath());
            var script = new Script(name, parsed.matchedPositionalValue(1, List.of()), language);
            var options = CommandLineOptions.target(parsed, System.getenv("POLYPROBE_TARGET"));
            subject = dryRun(script, options, wanted, err, renderer);
        }
        if (subject.code == ExitCode.OK) {
            subject.requireWanted(name);
        }
        return subject;
    }

    private static Subject dryRun(
            Script script, TargetOptions options, @Nullable String wanted, PrintStream err, Renderer renderer) {
        var engine = new DryRun(new ThisMachine());
        System.out.flush();
        try (var out = new Fd(SystemCalls.duplicate(STDOUT))) {
            SystemCalls.duplicate(STDERR, STDOUT);
            try {
                int code = Main.run(script, new Session(options, engine, err, renderer, false));
                return new Subject(engine.recorded(), null, wanted, code == ExitCode.INTERRUPTED ? ExitCode.OK : code);
            } finally {
                System.out.flush();
                SystemCalls.duplicate(out.number(), STDOUT);
            }
        }
    }

    /** The programs of an object that are asked for. */
    List<ProgramSpec> programs(Recorded recorded) {
        return recorded.object().programs().stream()
                .filter(program -> wanted == null || wanted.equals(program.name()))
                .toList();
    }

    private void requireWanted(String name) {
        requireWanted(wanted, objects.stream().map(Recorded::object).toList(), name);
    }

    /**
     * Refuses the name of a program that is in none of some objects.
     *
     * @param wanted null where none is asked for by name
     * @param name what the objects come from
     * @throws ObjectException which names the programs that there are
     */
    static void requireWanted(@Nullable String wanted, List<ObjectSpec> objects, String name) {
        List<String> names = objects.stream()
                .flatMap(object -> object.programs().stream())
                .map(ProgramSpec::name)
                .toList();
        if (wanted != null && !names.contains(wanted)) {
            throw new ObjectException(Diagnostic.error(
                    "there is no program '%s' in %s".formatted(wanted, name),
                    "It has: " + (names.isEmpty() ? "none" : String.join(", ", names)) + "."));
        }
    }
}
