package io.polyprobe.polyglot.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.diag.Renderer;
import io.polyprobe.engine.Benchmark;
import io.polyprobe.engine.Benchmark.Figure;
import io.polyprobe.engine.Benchmark.Figures;
import io.polyprobe.engine.ObjectFile;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.polyglot.script.ExitCode;
import io.polyprobe.verifier.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code polyprobe bench}: how fast the programs of objects run on each engine. */
final class Bench extends Command {
    static final String NAME = "bench";

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String ROW = "%-24s %-14s %12s %12s %12s %12s %12s %12s %12s%n";

    private final Duration patience;

    Bench(PrintStream out, PrintStream err, Renderer renderer) {
        this(out, err, renderer, PATIENCE);
    }

    /** @param patience for each program on each engine */
    Bench(PrintStream out, PrintStream err, Renderer renderer, Duration patience) {
        super(out, err, renderer);
        this.patience = patience;
    }

    @Override
    CommandLine command() {
        CommandSpec spec = CommandSpec.create()
                .name("polyprobe " + NAME)
                .addOption(Options.flag("Print an object of JSON for each program.", "--json")
                        .build())
                .addOption(Options.text("--data", "FILE", "What the packet holds (default: 64 zeros).")
                        .build())
                .addOption(Options.text("--prog", "NAME", "Run this program alone.")
                        .build())
                .addOption(Options.help())
                .addPositional(PositionalParamSpec.builder()
                        .index("0..*")
                        .arity("1..*")
                        .paramLabel("OBJ")
                        .description(
                                "An object file that clang has made for BPF, or a filter as tcpdump -ddd prints it.")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .build());
        spec.usageMessage()
                .description("Runs programs of objects on data, by the virtual kernel's interpreter, by its JIT and in"
                        + " Linux where that can be used, and prints nanoseconds for a run.");
        return new CommandLine(spec);
    }

    @Override
    int run(ParseResult parsed) throws IOException {
        String data = parsed.matchedOptionValue("--data", (String) null);
        var benchmark = new Benchmark(data == null ? new byte[0] : Files.readAllBytes(Path.of(data)), patience);
        boolean json = parsed.hasMatchedOption("--json");
        if (!json) {
            out.printf(
                    ROW,
                    "program",
                    "type",
                    "result",
                    "interp_ns",
                    "jit_ns",
                    "kernel_ns",
                    "insns",
                    "verify_ns",
                    "verify_insns");
        }
        List<String> objects = parsed.matchedPositionalValue(0, List.of());
        int code = ExitCode.OK;
        for (String name : objects) {
            code = Math.max(code, bench(name, parsed.matchedOptionValue("--prog", (String) null), benchmark, json));
        }
        return code;
    }

    private int bench(String name, @Nullable String wanted, Benchmark benchmark, boolean json) throws IOException {
        try {
            ObjectSpec object = ObjectFile.read(name)
                    .orElseThrow(() -> new ObjectException(Diagnostic.error(
                            name + " is neither an object file nor a filter as tcpdump -ddd prints it")))
                    .object();
            Subject.requireWanted(wanted, List.of(object), name);
            int code = ExitCode.OK;
            for (ProgramSpec program : object.programs()) {
                if (wanted == null || wanted.equals(program.name())) {
                    code = Math.max(code, bench(object, program, benchmark, json));
                }
            }
            return code;
        } catch (PolyprobeException e) {
            return failed(e);
        }
    }

    private int bench(ObjectSpec object, ProgramSpec program, Benchmark benchmark, boolean json) throws IOException {
        try {
            Figures figures = benchmark.measure(object, program);
            out.print(json ? json(object.name(), figures) : row(figures));
            return ExitCode.OK;
        } catch (PolyprobeException e) {
            return failed(e);
        }
    }

    private static String row(Figures figures) {
        var results = List.of(figures.interpreter(), figures.jit(), figures.kernel());
        String agreed = results.stream()
                .map(figure -> figure.failure() == null ? "0x" + Integer.toHexString(figure.result()) : "-")
                .distinct()
                .filter(result -> !result.equals("-"))
                .reduce((first, other) -> first + "!=" + other)
                .orElse("-");
        return ROW.formatted(
                figures.program(),
                figures.type().name().toLowerCase(Locale.ROOT),
                agreed,
                nanos(figures.interpreter()),
                nanos(figures.jit()),
                nanos(figures.kernel()),
                figures.instructions().isPresent()
                        ? Long.toString(figures.instructions().getAsLong())
                        : "-",
                figures.verdict().isAccepted()
                        ? Long.toString(figures.verdict().effort().nanos())
                        : "rejected",
                figures.verdict().effort().instructions());
    }

    private static String nanos(Figure figure) {
        return figure.failure() == null ? Long.toString(figure.nanos()) : "-";
    }

    private static String json(String object, Figures figures) throws IOException {
        var text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("object", object);
            generator.writeStringField("program", figures.program());
            generator.writeStringField("type", figures.type().name().toLowerCase(Locale.ROOT));
            write(generator, "interp", figures.interpreter());
            write(generator, "jit", figures.jit());
            write(generator, "kernel", figures.kernel());
            if (figures.instructions().isPresent()) {
                generator.writeNumberField(
                        "instructions", figures.instructions().getAsLong());
            }
            Verdict verdict = figures.verdict();
            generator.writeNumberField("verify_ns", verdict.effort().nanos());
            generator.writeNumberField("verify_insns", verdict.effort().instructions());
            if (verdict instanceof Verdict.Rejected rejected) {
                generator.writeStringField("verify_error", rejected.diagnostic().message());
            }
            generator.writeEndObject();
        }
        return text + "\n";
    }

    private static void write(JsonGenerator generator, String engine, Figure figure) throws IOException {
        if (figure.failure() != null) {
            generator.writeStringField(engine + "_error", figure.failure());
            return;
        }
        generator.writeNumberField(engine + "_result", Integer.toUnsignedLong(figure.result()));
        generator.writeNumberField(engine + "_ns", figure.nanos());
    }
}
