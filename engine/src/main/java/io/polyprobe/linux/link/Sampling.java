package io.polyprobe.linux.link;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.map.Cpus;
import io.polyprobe.linux.program.ProgramLoader;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs that run at every so many events of {@code perf_event_open(2)}: one event a CPU, or one a thread. */
final class Sampling {
    private static final int ALL = -1;

    private Sampling() {}

    /** @throws AttachException where the machine has no such event, or there is no such process or CPU */
    static Link attach(ProgramLoader loader, ProgramSpec function, ProbeSpec.PerfEvent probe, Failures failures) {
        if (probe.period() == 0 && probe.frequency() == 0) {
            throw cannot(
                    probe, "it says neither how often nor after how many events", "Name it like perf:cpu-clock@99.");
        }
        try (var owner = new Transfer(failures)) {
            var program = owner.load(() -> loader.load(function, ProgramType.PERF_EVENT));
            List<Integer> cpus =
                    probe.cpu() >= 0 ? List.of(probe.cpu()) : probe.pid() >= 0 ? List.of(ALL) : Cpus.list();
            var events = new ArrayList<Fd>();
            for (int thread : threads(probe)) {
                for (int cpu : cpus) {
                    long event = PerfEvents.sample(probe, thread, cpu);
                    if (Errno.ESRCH.is(event) && thread != probe.pid()) {
                        continue; // the thread has ended meanwhile
                    }
                    events.add(owner.prepare(program, required(probe, event), probe));
                }
            }
            // One right after the other: cpuunclaimed expects that all CPUs are sampled at almost the same time.
            events.forEach(event -> owner.enable(event, probe));
            return owner.link(probe, "perf_event");
        }
    }

    /** Whether the machine has such an event. */
    static boolean exists(ProbeSpec.PerfEvent probe) {
        long event = PerfEvents.sample(probe, ALL, Cpus.list().getFirst());
        if (event < 0) {
            return false;
        }
        new Fd(event).close();
        return true;
    }

    /** A perf event is about one thread, or about all there are. */
    private static List<Integer> threads(ProbeSpec.PerfEvent probe) {
        if (probe.pid() < 0) {
            return List.of(ALL);
        }
        try (var threads = Files.list(Path.of("/proc", Integer.toString(probe.pid()), "task"))) {
            return threads.map(thread -> Integer.valueOf(thread.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw cannot(probe, "there is no process " + probe.pid());
        }
    }

    private static long required(ProbeSpec.PerfEvent probe, long event) {
        if (Errno.ENOENT.is(event) || Errno.EOPNOTSUPP.is(event)) {
            throw cannot(
                    probe,
                    "this machine has no such event",
                    "Virtual machines often have no hardware counters; perf:cpu-clock@99 and the other software events"
                            + " are everywhere.");
        }
        if (Errno.ENODEV.is(event)) {
            throw cannot(probe, "CPU " + probe.cpu() + " is not there or not online");
        }
        if (Errno.EINVAL.is(event)) {
            throw cannot(
                    probe,
                    "the kernel does not take its type, period or frequency",
                    "A frequency is at most what /proc/sys/kernel/perf_event_max_sample_rate says.");
        }
        return event;
    }

    private static AttachException cannot(ProbeSpec probe, String reason, String... hints) {
        return new AttachException(Diagnostic.error("cannot attach to " + probe + ": " + reason, hints));
    }
}
