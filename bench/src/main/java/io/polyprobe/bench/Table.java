package io.polyprobe.bench;

import io.polyprobe.bench.ProgramBenchmark.Engine;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Measures programs on all engines and prints a table in Markdown: nanoseconds a run, less what the empty program takes
 * on that engine; how that of the JIT relates to Linux'; and the interpreter's nanoseconds for an instruction.
 */
public final class Table {
    private static final String EMPTY = "empty";

    /** Those that wait for maps more than they compute. */
    private static final Set<String> MAPS = Set.of("array", "lookup", "update");

    private final Map<String, Map<Engine, Double>> nanos = new HashMap<>();

    private Table(Collection<RunResult> results) {
        for (RunResult result : results) {
            nanos.computeIfAbsent(result.getParams().getParam("program"), _ -> new HashMap<>())
                    .put(
                            Engine.valueOf(result.getParams().getParam("engine")),
                            result.getPrimaryResult().getScore());
        }
    }

    /** @param arguments names of programs; none for all */
    public static void main(String[] arguments) throws IOException, InterruptedException, RunnerException {
        List<String> programs = arguments.length == 0 ? Programs.names() : List.of(arguments);
        var options = new OptionsBuilder()
                .include(ProgramBenchmark.class.getName())
                .param("program", withEmpty(programs).toArray(String[]::new))
                .build();
        new Table(new Runner(options).run()).print(programs, Linux.measure(withEmpty(programs)));
    }

    private static List<String> withEmpty(List<String> programs) {
        return programs.contains(EMPTY)
                ? programs
                : Stream.concat(Stream.of(EMPTY), programs.stream()).toList();
    }

    /** @param linux what programs take there; empty where it cannot be used */
    private void print(List<String> programs, Map<String, Double> linux) throws IOException, InterruptedException {
        System.out.println(
                "| program | instructions | interpreter | JIT | Linux | JIT ÷ Linux | interpreter ÷ instruction |");
        System.out.println("|---|---|---|---|---|---|---|");
        double logarithms = 0;
        int computing = 0;
        for (String program : programs) {
            long instructions = instructions(program);
            double jit = own(program, Engine.JIT);
            boolean related = !linux.isEmpty() && !program.equals(EMPTY);
            double kernel = linux.getOrDefault(program, 0.0);
            double own = related ? Math.max(1, kernel - linux.getOrDefault(EMPTY, 0.0)) : kernel;
            System.out.printf(
                    "| `%s` | %,d | %s | %s | %s | %s | %s |%n",
                    program,
                    instructions,
                    number(own(program, Engine.INTERPRETER)),
                    number(jit),
                    linux.isEmpty() ? "" : number(own),
                    related ? "%.2f".formatted(jit / own) : "",
                    program.equals(EMPTY) ? "" : "%.1f".formatted(own(program, Engine.INTERPRETER) / instructions));
            if (related && !MAPS.contains(program)) {
                logarithms += Math.log(jit / own);
                computing++;
            }
        }
        if (computing > 0) {
            System.out.printf(
                    "%nGeometric mean of JIT ÷ Linux over the %d programs that compute: %.2f%n",
                    computing, Math.exp(logarithms / computing));
        }
    }

    /** What the empty program takes is what calling takes: it is shown whole. */
    private double own(String program, Engine engine) {
        double whole = measured(program, engine);
        return program.equals(EMPTY) ? whole : Math.max(0, whole - measured(EMPTY, engine));
    }

    private double measured(String program, Engine engine) {
        return Objects.requireNonNull(Objects.requireNonNull(nanos.get(program)).get(engine));
    }

    private static String number(double value) {
        return value < 100 ? "%.1f".formatted(value) : "%,.0f".formatted(value);
    }

    private static long instructions(String program) throws IOException, InterruptedException {
        var object = Programs.compile(program);
        try (var vm = VmTarget.open(VmOptions.DEFAULT.withCompileAfter(VmOptions.NEVER));
                var loaded = vm.load(object)) {
            loaded.program(object.programs().getFirst().name(), ProgramType.XDP)
                    .test(new TestInput(Programs.packet(), null, 2));
            return vm.executed();
        }
    }
}
