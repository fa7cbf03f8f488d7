package io.polyprobe.polyglot.script;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.Place;
import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.engine.SyscallNames;
import io.polyprobe.isa.Decoder;
import io.polyprobe.isa.Disassembler;
import io.polyprobe.linux.link.SyscallNumbers;
import io.polyprobe.object.AttachType;
import io.polyprobe.object.MapType;
import io.polyprobe.target.Feature;
import io.polyprobe.target.MachineFile;
import io.polyprobe.target.ProbeCatalog;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Target;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * The engine as a binding's library sees it. Failures reach the script as exceptions of its own language, by way of
 * {@link Border}.
 */
public final class Host {
    /** How long a wait in the virtual kernel's time lasts at the most before a script can look for Ctrl-C. */
    private static final long SLICE_NANOS = 50_000_000;

    private final Session session;
    private final Script script;
    private final Border border = new Border();
    private final Symbols symbols;
    private final Conversion conversion = new Conversion();
    private final Probes probes = new Probes(border);
    private final Network network;
    private @Nullable Interrupts interrupts;
    private @Nullable SyscallNames syscallNames;

    public Host(Session session, Script script) {
        this.session = session;
        this.script = script;
        this.symbols = new Symbols(() -> session.target().symbols(), border);
        this.network = new Network(session::target, border);
    }

    /** See {@link Border#onFailure}. */
    public void onFailure(Value raise) {
        border.onFailure(raise);
    }

    /** The number of the device that a device file stands for, as {@code stat(2)} gives it. */
    public long deviceNumber(String path) {
        return border.call(
                "cannot read the number of " + path,
                () -> ((Number) Files.getAttribute(Path.of(path), "unix:rdev")).longValue());
    }

    /** See {@link Conversion#by}. */
    public void convertBy(@Nullable Value text, Value number, Value other, long largest) {
        conversion.by(text, number, other, largest);
    }

    /** Makes waits end by Ctrl-C, for a language that does not see to it itself. */
    public void interruptedBy(Interrupts source) {
        interrupts = source;
    }

    // The process

    /**
     * The target's own file at a path, or null: {@code text} and its content; {@code folder}, names and the inode's
     * number; {@code block} or {@code character}, the device's two numbers and the inode's.
     */
    public Object @Nullable [] machineFile(String path) {
        return session.file(path)
                .map(file -> switch (file) {
                    case MachineFile.Text(var content) -> new Object[] {"text", content};
                    case MachineFile.Folder(var names, var inode) -> new Object[] {"folder", names, inode};
                    case MachineFile.Device(var block, var major, var minor, var inode) ->
                        new Object[] {block ? "block" : "character", major, minor, inode};
                })
                .orElse(null);
    }

    /** Whether the script lives in the virtual kernel's time. */
    public boolean virtual() {
        return session.virtual();
    }

    /**
     * Lets the virtual kernel's time pass, for a slice at the most, so that the script can hear of Ctrl-C between.
     *
     * @return the nanoseconds that are left
     */
    public long sleep(long nanos) {
        long slice = Math.min(nanos, SLICE_NANOS);
        return border.call("cannot sleep", () -> {
            session.target().sleep(Duration.ofNanos(slice));
            return nanos - slice;
        });
    }

    /** Sleeps in the virtual kernel's time or in ours; says whether Ctrl-C came before the end. */
    public boolean pause(double seconds) {
        long nanos = (long) (seconds * 1e9);
        if (!session.virtual()) {
            return border.call("cannot sleep", () -> interrupts != null && interrupts.await(nanos));
        }
        for (long left = nanos; left > 0; left = sleep(left)) {
            if (interrupted()) {
                return true;
            }
        }
        return interrupted();
    }

    /** Whether Ctrl-C came since the last call that said so. */
    public boolean interrupted() {
        return interrupts != null && interrupts.take();
    }

    /** The script hears Ctrl-C by a handler of its own. */
    public void bePatient() {
        if (interrupts != null) {
            interrupts.bePatient();
        }
    }

    public long pid() {
        return ProcessHandle.current().pid();
    }

    public String workingDirectory() {
        return Path.of("").toAbsolutePath().toString();
    }

    /** Pairs of a variable's name and its value. */
    public List<List<String>> environment() {
        return System.getenv().entrySet().stream()
                .map(entry -> List.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Writes text as it is to a standard stream, 1 or 2: in UTF-8 whatever the locale. */
    public void print(int fd, String text) {
        var stream = fd == 1 ? System.out : System.err;
        stream.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    /** Tells the user of an error that ends the script; the line is 0 where it is not known. */
    public void report(PolyprobeException error, int line) {
        session.report(error, line == 0 ? null : new Place(script.name(), line, 0, 1, null));
    }

    /** The script failed as its output has no reader any more: that is no error to talk about. */
    public void endByBrokenPipe() {
        session.failureCode(ExitCode.BROKEN_PIPE);
    }

    /** The script failed as it did not catch Ctrl-C. */
    public void endByInterrupt() {
        session.failureCode(ExitCode.INTERRUPTED);
    }

    // Programs

    /**
     * Compiles and loads C, and attaches the functions that say by their name to which probe.
     *
     * @param text the C, or null to read the file
     * @param file a file, looked for in the working directory and beside the script, or null
     * @param usdt whose enabled probes are attached
     * @param anyProcess attaches them in each process that runs the same code
     * @param debug what to show of it on standard error, see {@link DebugOutput}
     */
    public Module open(
            @Nullable String text,
            @Nullable String file,
            List<String> flags,
            List<UsdtProbes> usdt,
            boolean anyProcess,
            int debug) {
        Path path = file == null || text != null ? null : find(file);
        String name = path == null ? "<text>" : String.valueOf(file);
        if (text == null && file == null) {
            throw border.error("BPF needs the text of a program or a src_file");
        }
        return border.call("Failed to compile BPF module " + name, () -> {
            String c = text != null ? text : Files.readString(java.util.Objects.requireNonNull(path));
            Target target = session.target();
            var source = new CText(c, path, script, List.copyOf(flags), prologue(usdt));
            var shown = new DebugOutput(debug);
            print(2, shown.before(source, session));
            var object = session.compile(source);
            print(2, shown.of(object));
            Module module = Module.load(target, object, border, conversion);
            usdt.forEach(probes -> module.attach(probes, anyProcess));
            return module;
        });
    }

    private static String prologue(List<UsdtProbes> usdt) {
        return usdt.stream().map(UsdtProbes::text).collect(Collectors.joining());
    }

    private Path find(String file) {
        Path inWorkingDirectory = Path.of(file);
        Path besideScript = script.beside(file);
        if (Files.exists(inWorkingDirectory)) {
            return inWorkingDirectory;
        }
        if (Files.exists(besideScript)) {
            return besideScript;
        }
        throw border.error("Could not find file " + file);
    }

    /** The USDT probes of a process, of a program or library, or of one in a process. */
    public UsdtProbes usdt(@Nullable Integer pid, @Nullable String path) {
        return UsdtProbes.open(pid, path, border);
    }

    /** Instructions in their binary form, as text of ISO 8859-1, in assembly language. */
    public String disassembled(String code) {
        return border.call(
                "cannot disassemble",
                () -> Disassembler.listing(
                        Decoder.decode(code.getBytes(StandardCharsets.ISO_8859_1), ByteOrder.nativeOrder())));
    }

    // Histograms

    /** Stars for the counts of powers of two. */
    public String log2Histogram(long[] counts, String unit, boolean stripped) {
        return new Histogram(counts, stripped).log2(unit);
    }

    /** Stars for the counts of numbers. */
    public String linearHistogram(long[] counts, String unit, boolean stripped) {
        return new Histogram(counts, stripped).linear(unit);
    }

    /** Lowest number, highest number and count for each power of two. */
    public List<Object[]> log2Intervals(long[] counts) {
        return new Histogram(counts, false).log2Intervals();
    }

    /** Number and name of each type of map. */
    public List<Object[]> mapTypes() {
        return Arrays.stream(MapType.values())
                .map(type -> new Object[] {type.number(), type.name()})
                .toList();
    }

    /** Number and name of each way to attach to what is behind a descriptor. */
    public List<Object[]> attachTypes() {
        return Arrays.stream(AttachType.values())
                .map(type -> new Object[] {type.number(), type.name()})
                .toList();
    }

    // The target

    public Symbols symbols() {
        return symbols;
    }

    public Probes probes() {
        return probes;
    }

    public Network network() {
        return network;
    }

    /** Number and name of each system call. */
    public List<Object[]> syscalls() {
        return SyscallNumbers.names().entrySet().stream()
                .map(call -> new Object[] {call.getKey(), call.getValue()})
                .toList();
    }

    /**
     * Whether a kind of probe can be attached.
     *
     * @param feature name of a {@link Feature}
     */
    public boolean supports(String feature) {
        return border.call(
                "cannot ask for a kind of probe",
                () -> session.target().probes().supports(Feature.valueOf(feature)));
    }

    /** See {@link SyscallNames#prefix}. */
    public String syscallPrefix() {
        return border.call("cannot list kernel functions", () -> syscallNames().prefix());
    }

    /** See {@link SyscallNames#spell}. */
    public String spellSyscall(String function) {
        return border.call("cannot list kernel functions", () -> syscallNames().spell(function));
    }

    private SyscallNames syscallNames() {
        if (syscallNames == null) {
            syscallNames = new SyscallNames(session.target().probes());
        }
        return syscallNames;
    }

    public boolean tracepointExists(String category, String event) {
        return border.call(
                "cannot list tracepoints",
                () -> session.target().probes().exists(new ProbeSpec.Tracepoint(category, event)));
    }

    /** Kernel functions that can be traced and match from their start. */
    public List<String> functions(String regex) {
        return matching(regex, "kernel functions", ProbeCatalog::functions);
    }

    /** Tracepoints {@code category:name} that match from their start. */
    public List<String> tracepoints(String regex) {
        return matching(regex, "tracepoints", ProbeCatalog::tracepoints);
    }

    private List<String> matching(String regex, String what, Function<ProbeCatalog, Stream<String>> names) {
        Predicate<String> matches = border.fromTheStart(regex);
        return border.call(
                "cannot list " + what,
                () -> names.apply(session.target().probes()).filter(matches).toList());
    }

    public boolean structHasField(String struct, String field) {
        return border.call("cannot read kernel types", () -> {
            Btf btf = session.target().types().btf();
            var id = btf.id(BtfType.Struct.class, struct);
            return id.isPresent() && btf.field(id.getAsInt(), field).isPresent();
        });
    }

    /** {@code CLOCK_MONOTONIC} as programs see it. */
    public long monotonicNanos() {
        return border.call("cannot read the clock", () -> session.target().monotonicNanos());
    }
}
