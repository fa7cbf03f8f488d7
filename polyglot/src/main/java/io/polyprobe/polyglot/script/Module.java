package io.polyprobe.polyglot.script;

import io.polyprobe.btf.Btf;
import io.polyprobe.engine.Bpf;
import io.polyprobe.isa.Encoder;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program;
import io.polyprobe.target.Target;
import io.polyprobe.target.TraceFields;
import io.polyprobe.target.TraceLine;
import io.polyprobe.usdt.Usdt;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One object of a script: what stands behind {@code BPF} in each language. */
public final class Module implements AutoCloseable {
    private final Bpf bpf;
    private final Border border;
    private final Conversion conversion;
    private final Map<String, Table> tables = new HashMap<>();
    private final Map<String, Program> loaded = new HashMap<>();
    private @Nullable Events perfBuffers;
    private @Nullable Events ringBuffers;
    private boolean closed;

    private Module(Bpf bpf, Border border, Conversion conversion) {
        this.bpf = bpf;
        this.border = border;
        this.conversion = conversion;
    }

    static Module load(Target target, ObjectSpec object, Border border, Conversion conversion) {
        Bpf bpf = Bpf.load(target, object);
        try {
            bpf.attachAll();
            return new Module(bpf, border, conversion);
        } catch (RuntimeException e) {
            bpf.close();
            throw e;
        }
    }

    /** Does what a script asks of this object or of its tables, see {@link Border#call}. */
    <T> T call(String failed, Border.Action<T> action) {
        if (closed) {
            throw border.error(failed + ": it has been closed");
        }
        return border.call(failed, action);
    }

    /** Attaches a function to a probe. */
    public void attach(ProbeSpec probe, String function) {
        String[] words = probe.toString().split(":", 2);
        call(
                "Failed to attach BPF program " + function + " to " + words[0] + " " + words[1],
                () -> bpf.attach(function, probe));
    }

    /**
     * Attaches a function to all kernel functions that match a regular expression from their start, see
     * {@link Bpf#attachToEach}.
     */
    public void attachMatching(String regex, String function, boolean onReturn, int maxActive) {
        var matches = border.fromTheStart(regex);
        String probe = onReturn ? "kretprobe" : "kprobe";
        int attached = call("Failed to attach BPF program " + function + " to " + probe + " " + regex, () -> {
            var names = bpf.target().probes().functions().filter(matches).toList();
            return bpf.attachToEach(function, names, onReturn, maxActive);
        });
        if (attached == 0) {
            throw border.error("There is no kernel function that matches " + regex);
        }
    }

    /**
     * Attaches a function as what it has been loaded, or else as what the place takes.
     *
     * @param failed begins the message of a failure
     */
    Link attach(String failed, String function, ProbeSpec.Network probe) {
        return call(failed, () -> {
            Program program = loaded.get(function);
            return program == null ? bpf.attach(function, probe) : bpf.attach(program, probe);
        });
    }

    /** Detaches what this module has attached. */
    void detach(Link link) {
        bpf.detach(link);
    }

    /** Attaches the functions that USDT probes are enabled for. */
    void attach(UsdtProbes probes, boolean anyProcess) {
        for (Usdt.Attachment to : probes.attachments()) {
            ProbeSpec.Uprobe at = to.probe();
            attach(
                    anyProcess
                            ? new ProbeSpec.Uprobe(at.path(), at.function(), at.offset(), -1, at.referenceCounter())
                            : at,
                    to.function());
        }
    }

    /**
     * Detaches what is attached to a probe.
     *
     * @param function only this one, or null for each
     * @return whether there was something
     */
    public boolean detach(ProbeSpec probe, @Nullable String function) {
        List<Link> found = (function == null ? bpf.links() : bpf.links(function))
                .stream()
                        .filter(link -> each(link).anyMatch(one -> isSame(one, probe)))
                        .toList();
        call("Failed to detach from " + probe, () -> {
            found.forEach(link -> bpf.detach(link, probe));
            return true;
        });
        return !found.isEmpty();
    }

    /** Whether two name the same place, however they are to be attached there. */
    private static boolean isSame(ProbeSpec a, ProbeSpec b) {
        return a.toString().equals(b.toString()) && pid(a) == pid(b);
    }

    private static Stream<ProbeSpec> each(Link link) {
        return link.probe() instanceof ProbeSpec.Kprobes many ? many.each() : Stream.of(link.probe());
    }

    private static int pid(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Uprobe p -> p.pid();
            case ProbeSpec.Uretprobe p -> p.pid();
            case ProbeSpec.PerfEvent p -> p.pid();
            default -> -1;
        };
    }

    /** The places of a kind ({@code kprobe}, {@code tracepoint}…) that functions are attached to, each once. */
    public List<String> attached(String kind) {
        return bpf.links().stream()
                .flatMap(Module::each)
                .map(ProbeSpec::toString)
                .filter(probe -> probe.startsWith(kind + ":"))
                .map(probe -> probe.substring(kind.length() + 1))
                .distinct()
                .toList();
    }

    /** Names of the functions that can be attached or loaded. */
    public List<String> functions() {
        return bpf.object().programs().stream().map(ProgramSpec::name).toList();
    }

    /** The instructions of a function in their binary form, as text of ISO 8859-1. */
    public String code(String function) {
        return text(Encoder.encode(program(function).code(), ByteOrder.nativeOrder()));
    }

    private ProgramSpec program(String function) {
        return bpf.object().program(function).orElseThrow(() -> border.error("Unknown program " + function));
    }

    /**
     * Loads a function without attaching it; gives what stands for it in a table of programs.
     *
     * @param type name of a {@link ProgramType}, in any case
     * @param attachType {@code enum bpf_attach_type} that it is for, 0 where its type says it all
     */
    public int loadFunction(String function, String type, int attachType) {
        return call("Failed to load BPF program " + function, () -> {
            var program = bpf.program(function, programType(type), attachType);
            loaded.put(function, program);
            return program.fd();
        });
    }

    private ProgramType programType(String name) {
        try {
            return ProgramType.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw border.error("there is no type of program named '" + name + "'");
        }
    }

    void openCounters(String map, int type, long config) {
        call("Failed to open perf event", () -> {
            bpf.openCounters(map, type, config);
            return true;
        });
    }

    /** The next trace line, or null where none came in time. */
    public @Nullable String readLine(int millis) {
        TraceLine line = next(millis);
        return line == null ? null : text(line.text());
    }

    /** Task, pid, CPU, flags, seconds and message of the next trace line; null where none came in time. */
    public Object @Nullable [] readFields(int millis) {
        TraceLine line = next(millis);
        TraceFields f = line == null ? null : line.fields().orElse(null);
        return f == null ? null : fields(f);
    }

    private static Object[] fields(TraceFields f) {
        return new Object[] {text(f.task()), f.pid(), f.cpu(), text(f.flags()), f.timestamp(), text(f.message())};
    }

    /**
     * The six fields, each null where the line has none, then the line itself, all as text; null where none came in
     * time.
     */
    public Object @Nullable [] readTrace(int millis) {
        TraceLine line = next(millis);
        if (line == null) {
            return null;
        }
        Object[] all = new Object[7];
        line.fields().ifPresent(f -> {
            System.arraycopy(fields(f), 0, all, 0, 6);
            all[5] = new String(f.message(), StandardCharsets.UTF_8);
        });
        all[6] = new String(line.text(), StandardCharsets.UTF_8);
        return all;
    }

    private @Nullable TraceLine next(int millis) {
        return call(
                        "cannot read trace lines",
                        () -> Optional.ofNullable(bpf.trace().read(Duration.ofMillis(millis))))
                .orElse(null);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    public Table table(String name) {
        return call(
                "cannot open a table",
                () -> tables.computeIfAbsent(
                        name, n -> new Table(bpf.map(n), bpf.object().btf(), this)));
    }

    /** The perf buffers that are open, and more to come. */
    public Events perfBuffers() {
        if (perfBuffers == null) {
            perfBuffers = new Events(bpf.target().events(), this);
        }
        return perfBuffers;
    }

    /** The ring buffers that are open, and more to come. */
    public Events ringBuffers() {
        if (ringBuffers == null) {
            ringBuffers = new Events(bpf.target().events(), this);
        }
        return ringBuffers;
    }

    /** What programs submit to a map of events. */
    EventType eventType(String map) {
        return new EventType(types(), submitted(map), conversion);
    }

    /** The same, for events that come by the batch. */
    EventRow eventRow(String map) {
        return new EventRow(types(), submitted(map));
    }

    private Btf types() {
        return Objects.requireNonNull(bpf.object().btf(), "an object with a struct has types");
    }

    private int submitted(String map) {
        OptionalInt type =
                bpf.object().btf() == null ? OptionalInt.empty() : bpf.object().eventType(map);
        return type.orElseThrow(() -> border.error("Nothing in the C program tells what " + map
                + " holds: no struct is submitted to it. Describe the data with ctypes."));
    }

    int numberOf(String map) {
        return List.copyOf(bpf.object().maps().keySet()).indexOf(map);
    }

    public boolean hasTable(String name) {
        return bpf.object().maps().containsKey(name);
    }

    @Override
    public void close() {
        closed = true;
        try (bpf;
                var _ = perfBuffers;
                var _ = ringBuffers) {
            tables.clear();
        }
    }
}
