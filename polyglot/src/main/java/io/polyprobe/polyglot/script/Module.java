package io.polyprobe.polyglot.script;

import io.polyprobe.engine.Bpf;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Target;
import io.polyprobe.target.TraceFields;
import io.polyprobe.target.TraceLine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One object of a script: what stands behind {@code BPF} in each language. */
public final class Module implements AutoCloseable {
    private final Bpf bpf;
    private final Border border;
    private final Map<String, Table> tables = new HashMap<>();
    private boolean closed;

    private Module(Bpf bpf, Border border) {
        this.bpf = bpf;
        this.border = border;
    }

    static Module load(Target target, ObjectSpec object, Border border) {
        Bpf bpf = Bpf.load(target, object);
        try {
            bpf.attachAll();
            return new Module(bpf, border);
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

    /** Attaches a function to a probe in its textual form, such as {@code kprobe:vfs_read}. */
    public void attach(String probe, String function) {
        attach(border.call("Failed to attach BPF program " + function, () -> ProbeSpec.parse(probe)), function);
    }

    /** @param offset bytes from the start of the function */
    public void attachKprobe(String event, long offset, String function) {
        attach(new ProbeSpec.Kprobe(event, offset), function);
    }

    /** @param maxActive how many calls may be under way at once, 0 for the kernel's choice */
    public void attachKretprobe(String event, int maxActive, String function) {
        attach(new ProbeSpec.Kretprobe(event, maxActive), function);
    }

    private void attach(ProbeSpec probe, String function) {
        String[] words = probe.toString().split(":", 2);
        call(
                "Failed to attach BPF program " + function + " to " + words[0] + " " + words[1],
                () -> bpf.attach(function, probe));
    }

    /**
     * Detaches what is attached to a probe.
     *
     * @param probe in its textual form
     * @return whether there was something
     */
    public boolean detach(String probe) {
        List<Link> found = bpf.links().stream()
                .filter(link -> link.probe().toString().equals(probe))
                .toList();
        call("Failed to detach from " + probe, () -> {
            found.forEach(bpf::detach);
            return true;
        });
        return !found.isEmpty();
    }

    /** How many probes of a kind ({@code kprobe}, {@code tracepoint}…) are attached. */
    public int attached(String kind) {
        return (int) bpf.links().stream()
                .filter(link -> link.probe().toString().startsWith(kind + ":"))
                .count();
    }

    /**
     * Loads a function without attaching it.
     *
     * @param type name of a {@link ProgramType}, in any case
     */
    public void loadFunction(String function, String type) {
        call(
                "Failed to load BPF program " + function,
                () -> bpf.program(function, ProgramType.valueOf(type.toUpperCase(Locale.ROOT))));
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

    public boolean hasTable(String name) {
        return bpf.object().maps().containsKey(name);
    }

    @Override
    public void close() {
        closed = true;
        bpf.close();
    }
}
