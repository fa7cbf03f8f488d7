package io.polyprobe.polyglot.tools;

import io.polyprobe.object.ProgramType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * Runs tools with a package {@code bcc} that only listens, and keeps the C texts that they build. A tool ends where it
 * would wait for its first event. All run in one context, as a fresh one takes longer than a tool.
 */
final class Recorder implements AutoCloseable {
    /**
     * A C text of a tool's.
     *
     * @param prologue what comes before it, made of USDT probes
     * @param types by name, the functions that the tool attaches and as what; those that attach by their own names are
     *     not among them
     */
    record Text(String text, List<String> flags, String prologue, Map<String, ProgramType> types) {}

    /**
     * What came of a tool.
     *
     * @param texts the last is the one that it would run; those before are tried or thrown away
     * @param said what it said where it ended without waiting
     */
    record Recording(List<Text> texts, String said) {}

    private final Context context;
    private final Value record;
    private List<Text> texts = new ArrayList<>();

    /** USDT probes are enabled before there is a text. */
    private Map<String, ProgramType> types = new LinkedHashMap<>();

    Recorder(Machine machine) throws IOException {
        var resource = Objects.requireNonNull(Recorder.class.getResource("recorder/record.py"));
        Path script = Path.of(java.net.URI.create(resource.toString()));
        context = Context.newBuilder("python")
                .allowAllAccess(true)
                .allowHostAccess(HostAccess.newBuilder(HostAccess.EXPLICIT)
                        .allowListAccess(true)
                        .build())
                .allowExperimentalOptions(true)
                .option(
                        "python.PythonPath",
                        Objects.requireNonNull(script.getParent()).toString())
                .option("python.PosixModuleBackend", "native")
                .build();
        context.getPolyglotBindings().putMember("machine", new Listener(machine));
        context.eval(Source.newBuilder("python", script.toFile()).build());
        record = context.getBindings("python").getMember("record");
    }

    Recording record(Tool tool) {
        texts = new ArrayList<>();
        types = new LinkedHashMap<>();
        Object[] arguments = Stream.concat(Stream.of(tool.file().toString()), tool.arguments().stream())
                .toArray();
        String said = record.execute(arguments).asString();
        return new Recording(List.copyOf(texts), said);
    }

    @Override
    public void close() {
        context.close(true);
    }

    /** What the package {@code bcc} tells and asks. */
    public final class Listener {
        private final Machine machine;

        private Listener(Machine machine) {
            this.machine = machine;
        }

        @HostAccess.Export
        public void compiled(@Nullable String text, String file, List<String> flags, String prologue)
                throws IOException {
            String c = text == null ? Files.readString(Path.of(file)) : text;
            texts.add(new Text(c, List.copyOf(flags), prologue, types));
        }

        @HostAccess.Export
        public void attached(String function, String type) {
            types.put(function, ProgramType.valueOf(type.toUpperCase(Locale.ROOT)));
        }

        @HostAccess.Export
        public boolean hasField(String struct, String field) {
            return machine.hasField(struct, field);
        }

        @HostAccess.Export
        public boolean hasTracepoint(String category, String event) {
            return machine.hasTracepoint(category, event);
        }

        @HostAccess.Export
        public boolean hasFunction(String name) {
            return machine.functions().contains(name);
        }

        @HostAccess.Export
        public List<String> functions(String pattern) {
            return machine.functions(pattern);
        }

        @HostAccess.Export
        public boolean takesTrampolines() {
            return machine.trampolines();
        }
    }
}
