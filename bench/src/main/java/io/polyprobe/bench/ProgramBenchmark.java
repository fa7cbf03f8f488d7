package io.polyprobe.bench;

import io.polyprobe.object.ProgramType;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.Program;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A run of a program in the virtual kernel, as {@code BPF_PROG_TEST_RUN} does it on Linux. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
@NullUnmarked // JMH fills the fields
public class ProgramBenchmark {
    private static final int RUNS = 1000;

    /** What runs the programs. */
    public enum Engine {
        INTERPRETER,
        JIT;

        VmTarget open() {
            return VmTarget.open(VmOptions.DEFAULT.withCompileAfter(this == JIT ? 0 : VmOptions.NEVER));
        }
    }

    /** A name of {@link Programs#names()}. */
    @Param("empty")
    public String program;

    @Param
    public Engine engine;

    private VmTarget target;
    private LoadedObject loaded;
    private Program running;
    private TestInput input;

    @Setup
    public void load() throws IOException, InterruptedException {
        var object = Programs.compile(program);
        target = engine.open();
        loaded = target.load(object);
        running = loaded.program(object.programs().getFirst().name(), ProgramType.XDP);
        input = new TestInput(Programs.packet(), null, RUNS);
    }

    @Benchmark
    @OperationsPerInvocation(RUNS)
    public int run() {
        return running.test(input).returnValue();
    }

    @TearDown
    public void close() {
        loaded.close();
        target.close();
    }
}
