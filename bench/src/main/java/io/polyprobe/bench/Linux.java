package io.polyprobe.bench;

import io.polyprobe.linux.KernelTarget;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program;
import io.polyprobe.target.Program.TestInput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What programs take in this machine's kernel, by its own clock: a test run of an XDP program costs milliseconds beside,
 * for the kernel waits until all CPUs have seen it begin and end.
 */
final class Linux {
    private static final int RUNS = 20_000;
    private static final int ROUNDS = 10;

    private Linux() {}

    /** Nanoseconds for a run, the least of some rounds; nothing where the kernel cannot be used. */
    static Map<String, Double> measure(List<String> programs) throws IOException, InterruptedException {
        var nanos = new LinkedHashMap<String, Double>();
        if (!KernelTarget.check().isEmpty()) {
            return nanos;
        }
        for (String name : programs) {
            nanos.put(name, nanos(name));
        }
        return nanos;
    }

    private static double nanos(String name) throws IOException, InterruptedException {
        var object = Programs.compile(name);
        try (var kernel = KernelTarget.open(_ -> {});
                var loaded = kernel.load(object)) {
            Program program = loaded.program(object.programs().getFirst().name(), ProgramType.XDP);
            long best = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                best = Math.min(
                        best,
                        program.test(new TestInput(Programs.packet(), null, RUNS))
                                .nanos());
            }
            return best;
        }
    }
}
