package io.polyprobe.engine;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.diag.TargetException;
import io.polyprobe.dialect.CSource;
import io.polyprobe.dialect.Dialect;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.Feature;
import io.polyprobe.target.Link;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program;
import io.polyprobe.target.Target;
import io.polyprobe.target.TraceStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One object in one target, with the programs, maps, links and trace lines that belong to it. Confined to the thread
 * that made it; only {@link #close} may come from another.
 */
public final class Bpf implements AutoCloseable {
    /** Helper numbers of bpf_trace_printk and bpf_trace_vprintk ({@code include/uapi/linux/bpf.h}). */
    private static final List<Long> PRINTING_HELPERS = List.of(6L, 177L);

    private static final int CALL = 0x85;

    private final Target target;
    private final LoadedObject loaded;
    private final List<Attachment> attachments = new ArrayList<>();
    private @Nullable TraceStream trace;
    private boolean closed;

    private Bpf(Target target, LoadedObject loaded) {
        this.target = target;
        this.loaded = loaded;
    }

    /**
     * Loads an object.
     *
     * @throws TargetException where the target refuses one of its maps
     */
    public static Bpf load(Target target, ObjectSpec object) {
        var bpf = new Bpf(target, target.load(object));
        if (prints(object)) {
            try {
                bpf.trace(); // before anything is attached, so that no line is missed
            } catch (RuntimeException e) {
                bpf.close();
                throw e;
            }
        }
        return bpf;
    }

    /**
     * Compiles C for a target and loads it, with the clang and the cache that the environment names.
     *
     * @param warnings takes what clang warned of
     * @throws io.polyprobe.diag.CompileException where the C is wrong, or there is no usable clang
     * @throws TargetException where the target refuses one of its maps
     */
    public static Bpf compile(Target target, CSource source, Consumer<Diagnostic> warnings)
            throws InterruptedException {
        var compiled = Dialect.of(System.getenv()).compile(source, target.types());
        compiled.warnings().forEach(warnings);
        return load(target, compiled.object());
    }

    public Target target() {
        return target;
    }

    public ObjectSpec object() {
        return loaded.spec();
    }

    /** Loads a function as a program of the given type without attaching it. */
    public Program program(String function, ProgramType type) {
        return program(function, type, 0);
    }

    /** Loads a function without attaching it; see {@link LoadedObject#program(String, ProgramType, int)}. */
    public Program program(String function, ProgramType type, int attachType) {
        requireOpen();
        require(function);
        return loaded.program(function, type, attachType);
    }

    /** Attaches a function to a probe; see {@link LoadedObject#attach(String, ProbeSpec)}. */
    public Link attach(String function, ProbeSpec probe) {
        requireOpen();
        require(function);
        return attached(function, loaded.attach(function, probe));
    }

    /**
     * Attaches a function to many kernel functions: by one link where the target has such links, else one by one. Some may
     * fail, as long as one does not.
     *
     * @param functions distinct names
     * @param maxActive of kretprobes, see {@link ProbeSpec.Kretprobe}
     * @return how many it is attached to, 0 only for no functions
     * @throws AttachException where it can be attached to none of them
     */
    public int attachToEach(String function, List<String> functions, boolean onReturn, int maxActive) {
        if (functions.size() > 1 && maxActive == 0 && target.probes().supports(Feature.KPROBE)) {
            try {
                attach(function, new ProbeSpec.Kprobes(functions, onReturn));
                return functions.size();
            } catch (AttachException noSuchLinks) {
                // One that the kernel does not take spoils all, too: one by one, the others get theirs.
            }
        }
        int attached = 0;
        AttachException failure = null;
        for (String name : functions) {
            try {
                attach(function, onReturn ? new ProbeSpec.Kretprobe(name, maxActive) : new ProbeSpec.Kprobe(name, 0));
                attached++;
            } catch (AttachException e) {
                failure = e;
            }
        }
        if (attached == 0 && failure != null) {
            throw failure;
        }
        return attached;
    }

    /** Attaches a program of this object; see {@link LoadedObject#attach(Program, ProbeSpec.Network)}. */
    public Link attach(Program program, ProbeSpec.Network probe) {
        requireOpen();
        return attached(program.name(), loaded.attach(program, probe));
    }

    private Link attached(String function, Link link) {
        attachments.add(new Attachment(function, link));
        return link;
    }

    /** Attaches every function whose name or section asks for a probe, in the order of the object. */
    public List<Link> attachAll() {
        var names = new SyscallNames(target.probes());
        var attached = new ArrayList<Link>();
        for (ProgramSpec program : object().programs()) {
            AutoAttach.probe(program)
                    .map(probe -> AutoAttach.spelled(probe, names))
                    .ifPresent(probe -> attached.add(attach(program.name(), probe)));
        }
        return attached;
    }

    /** Detaches a link made by this object. */
    public void detach(Link link) {
        if (attachments.removeIf(attachment -> attachment.link().equals(link))) {
            link.close();
        }
    }

    /** Takes one probe out of a link that may be to many. */
    public void detach(Link link, ProbeSpec probe) {
        List<String> functions = attachments.stream()
                .filter(attachment -> attachment.link().equals(link))
                .map(Attachment::function)
                .toList();
        detach(link);
        if (link.probe() instanceof ProbeSpec.Kprobes many) {
            List<String> others = new ArrayList<>(many.functions());
            others.removeIf(name -> probe.toString().endsWith(":" + name));
            if (!others.isEmpty()) {
                functions.forEach(function -> attach(function, new ProbeSpec.Kprobes(others, many.onReturn())));
            }
        }
    }

    /** What is attached now, oldest first. */
    public List<Link> links() {
        return attachments.stream().map(Attachment::link).toList();
    }

    /** What a function is attached to now, oldest first. */
    public List<Link> links(String function) {
        return attachments.stream()
                .filter(attachment -> attachment.function().equals(function))
                .map(Attachment::link)
                .toList();
    }

    /**
     * A map by its C name.
     *
     * @throws TargetException where the object has none of that name; the hint lists those it has
     */
    public BpfMap map(String name) {
        BpfMap map = loaded.maps().get(name);
        if (map == null) {
            throw new TargetException(Diagnostic.error(
                    "there is no map named '" + name + "'",
                    hint(
                            "Maps of this program",
                            loaded.maps().values().stream()
                                    .map(BpfMap::spec)
                                    .filter(spec -> !spec.isGlobals())
                                    .map(MapSpec::name)
                                    .toList())));
        }
        return map;
    }

    /** The lines that programs print. An object that prints has it open from its load on, so none is missed. */
    public TraceStream trace() {
        requireOpen();
        if (trace == null) {
            trace = target.trace();
        }
        return trace;
    }

    /** Opens counters for programs to read; see {@link LoadedObject#openCounters}. */
    public void openCounters(String map, int type, long config) {
        requireOpen();
        map(map);
        loaded.openCounters(map, type, config);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (loaded;
                TraceStream _ = trace) {
            attachments.clear();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new TargetException(Diagnostic.error(
                    object().name() + " has been closed",
                    "What it attached, its maps and its trace lines went with it."));
        }
    }

    private void require(String function) {
        if (object().program(function).isEmpty()) {
            throw new ObjectException(Diagnostic.error(
                    "there is no function named '" + function + "' in " + object().name(),
                    hint(
                            "Functions that can be attached",
                            object().programs().stream().map(ProgramSpec::name).toList())));
        }
    }

    private static String hint(String what, java.util.Collection<String> names) {
        return what + ": " + (names.isEmpty() ? "none" : names.stream().collect(Collectors.joining(", "))) + ".";
    }

    private static boolean prints(ObjectSpec object) {
        return object.programs().stream()
                .flatMap(program -> program.code().stream())
                .anyMatch(i -> i.opcode() == CALL && i.src() == 0 && PRINTING_HELPERS.contains(i.imm()));
    }

    private record Attachment(String function, Link link) {}
}
