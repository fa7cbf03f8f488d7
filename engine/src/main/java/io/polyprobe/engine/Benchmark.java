package io.polyprobe.engine;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.diag.TargetException;
import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Encoder;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.program.LoadRequest;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.object.Section;
import io.polyprobe.target.Program;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Program.TestResult;
import io.polyprobe.target.Target;
import io.polyprobe.verifier.Verdict;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program over the same data in the interpreter, by JIT and in Linux, and says how long each takes for a run; and
 * how long the verifier takes.
 *
 * @param data the packet
 * @param patience how long to go on measuring with each engine; HotSpot compiles meanwhile
 */
public record Benchmark(byte[] data, Duration patience) {
    /** A first estimate decides how many runs make a measurement of about so long. */
    private static final long MEASUREMENT_NANOS = 20_000_000;

    private static final Set<ProgramType> RUN_ON_DATA = EnumSet.of(
            ProgramType.XDP,
            ProgramType.SOCKET_FILTER,
            ProgramType.SCHED_CLS,
            ProgramType.SCHED_ACT,
            ProgramType.CGROUP_SKB);

    private static final int MOST_RUNS = 1_000_000;

    /** Shorter packets are filled up with zeros, since there are none in an Ethernet. */
    private static final int SHORTEST = 64;

    /**
     * What an engine made of a program.
     *
     * @param result the program's, of its first run
     * @param nanos for a run, the least of all measurements
     * @param failure why there is no result, or null
     */
    public record Figure(int result, long nanos, @Nullable String failure) {}

    /**
     * What all engines made of a program.
     *
     * @param kernel less what an empty program takes
     * @param instructions executed in a run; empty where it faulted
     * @param verdict the virtual kernel's verifier's, of the quickest time
     */
    public record Figures(
            String program,
            ProgramType type,
            Figure interpreter,
            Figure jit,
            Figure kernel,
            OptionalLong instructions,
            Verdict verdict) {}

    /** @throws TargetException where programs of its section cannot be run so */
    public Figures measure(ObjectSpec object, ProgramSpec program) {
        ProgramType type = Section.of(program.section())
                .map(Section::type)
                .filter(RUN_ON_DATA::contains)
                .orElseThrow(() -> new TargetException(Diagnostic.error(
                        "programs of section '%s' cannot be run on data".formatted(program.section()))));
        try (var compiling = VmTarget.open(VmOptions.DEFAULT.withCompileAfter(0))) {
            Verdict verdict = verdict(new Verification(compiling.types()), object, program, type);
            return measure(compiling, verdict, object, program, type);
        }
    }

    private Figures measure(
            VmTarget compiling, Verdict verdict, ObjectSpec object, ProgramSpec program, ProgramType type) {
        var options = VmOptions.DEFAULT.withCompileAfter(VmOptions.NEVER);
        // What the verifier refuses is interpreted with each access checked, and not compiled.
        try (var interpreting = VmTarget.open(verdict.isAccepted() ? options : options.unverified())) {
            Figure interpreter = figure(interpreting, object, program, type, _ -> 0);
            return new Figures(
                    program.name(),
                    type,
                    interpreter,
                    figure(compiling, object, program, type, _ -> 0),
                    kernel(object, program, type),
                    interpreter.failure() == null ? OptionalLong.of(interpreting.executed()) : OptionalLong.empty(),
                    verdict);
        }
    }

    private Verdict verdict(Verification verification, ObjectSpec object, ProgramSpec program, ProgramType type) {
        long end = System.nanoTime() + patience.toNanos();
        Verdict best = verification.judge(object, program, type, 0);
        while (System.nanoTime() < end) {
            Verdict next = verification.judge(object, program, type, 0);
            best = next.effort().nanos() < best.effort().nanos() ? next : best;
        }
        return best;
    }

    private Figure kernel(ObjectSpec object, ProgramSpec program, ProgramType type) {
        try (var target = KernelTarget.open(_ -> {})) {
            return figure(target, object, program, type, this::emptyRun);
        } catch (TargetException e) {
            return failed(e);
        }
    }

    private Figure figure(
            Target target,
            ObjectSpec object,
            ProgramSpec spec,
            ProgramType type,
            ToLongFunction<ProgramType> overhead) {
        try (var loaded = target.load(object)) {
            Program program = loaded.program(spec.name(), type);
            int result = program.test(input(1)).returnValue();
            return new Figure(result, Math.max(0, best(program) - overhead.applyAsLong(type)), null);
        } catch (PolyprobeException e) {
            return failed(e);
        }
    }

    private static Figure failed(PolyprobeException e) {
        return new Figure(0, 0, e.diagnostics().getFirst().message());
    }

    private long emptyRun(ProgramType type) {
        byte[] code = Encoder.encode(Assembler.assemble("empty", "r0 = 0\nexit"), ByteOrder.LITTLE_ENDIAN);
        try (var empty = KernelProgram.load(LoadRequest.of("empty", type, code, "GPL"))) {
            return best(empty);
        }
    }

    private long best(Program program) {
        long end = System.nanoTime() + patience.toNanos();
        long best = Long.MAX_VALUE;
        int runs = 1;
        do {
            TestResult result = program.test(input(runs));
            best = Math.min(best, result.nanos());
            runs = Math.clamp(MEASUREMENT_NANOS / Math.max(1, result.nanos()), 1, MOST_RUNS);
        } while (System.nanoTime() < end);
        return best;
    }

    private TestInput input(int runs) {
        byte[] packet = data.length < SHORTEST ? Arrays.copyOf(data, SHORTEST) : data;
        return new TestInput(packet, null, runs);
    }
}
