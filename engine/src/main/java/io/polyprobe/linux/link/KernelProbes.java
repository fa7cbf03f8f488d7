package io.polyprobe.linux.link;

import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.AttachException;
import io.polyprobe.linux.events.TraceFs;
import io.polyprobe.linux.symbols.Kallsyms;
import io.polyprobe.target.Feature;
import io.polyprobe.target.NearestNames;
import io.polyprobe.target.ProbeCatalog;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Types;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The probes that this kernel has. */
public final class KernelProbes implements ProbeCatalog {
    private static final int NEAREST = 3;

    /** What the functions of hooks and iterators begin with. */
    private static final String LSM = "bpf_lsm_";

    private static final String ITERATOR = "bpf_iter_";

    private final TraceFs fs;
    private final Types types;
    private @Nullable Set<String> symbols;

    public KernelProbes(TraceFs fs, Types types) {
        this.fs = fs;
        this.types = types;
    }

    @Override
    public boolean exists(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Kprobe p -> symbols().contains(p.function());
            case ProbeSpec.Kretprobe p -> symbols().contains(p.function());
            case ProbeSpec.Kprobes p -> symbols().containsAll(p.functions());
            case ProbeSpec.Fentry p -> symbols().contains(p.function());
            case ProbeSpec.Fexit p -> symbols().contains(p.function());
            case ProbeSpec.ModifyReturn p -> symbols().contains(p.function());
            case ProbeSpec.Lsm p -> symbols().contains(LSM + p.hook());
            case ProbeSpec.Tracepoint p -> fs.eventId(p.category(), p.name()).isPresent();
            case ProbeSpec.RawTracepoint p -> rawTracepoints().anyMatch(p.name()::equals);
            case ProbeSpec.TypedTracepoint p -> rawTracepoints().anyMatch(p.name()::equals);
            case ProbeSpec.Iterator p -> iterators().anyMatch(p.target()::equals);
            case ProbeSpec.Uprobe p -> found(() -> UserPlace.of(p));
            case ProbeSpec.Uretprobe p -> found(() -> UserPlace.of(p));
            case ProbeSpec.PerfEvent p -> Sampling.exists(p);
            case ProbeSpec.Xdp p -> Devices.index(p.device()).isPresent();
            case ProbeSpec.Tc p -> Devices.index(p.device()).isPresent();
            case ProbeSpec.PacketSocket p ->
                p.device().equals(ProbeSpec.PacketSocket.ANY)
                        || Devices.index(p.device()).isPresent();
            case ProbeSpec.Attachable _ -> true;
        };
    }

    @Override
    public boolean supports(Feature feature) {
        return Features.has(feature);
    }

    @Override
    public Stream<String> tracepoints() {
        return fs.events();
    }

    @Override
    public Stream<String> functions() {
        if (!supports(Feature.KPROBE) && !supports(Feature.FENTRY)) {
            return symbols().stream()
                    .filter(name -> SyscallFunction.of(name).isPresent())
                    .sorted();
        }
        return fs.text("available_filter_functions")
                .map(text -> text.lines().map(line -> line.split("[\\s]", 2)[0]))
                .orElseGet(() -> Kallsyms.probeable().stream())
                .filter(KprobeBlacklist.read()::allows)
                .distinct()
                .sorted();
    }

    @Override
    public List<ProbeSpec> nearest(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Kprobe p -> functions(p.function(), name -> new ProbeSpec.Kprobe(name, p.offset()));
            case ProbeSpec.Kretprobe p -> functions(p.function(), name -> new ProbeSpec.Kretprobe(name, p.maxActive()));
            case ProbeSpec.Fentry p -> functions(p.function(), ProbeSpec.Fentry::new);
            case ProbeSpec.Fexit p -> functions(p.function(), ProbeSpec.Fexit::new);
            case ProbeSpec.Tracepoint p -> tracepoints(p);
            case ProbeSpec.ModifyReturn p -> functions(p.function(), ProbeSpec.ModifyReturn::new);
            case ProbeSpec.Lsm p -> near(p.hook(), hooks(), ProbeSpec.Lsm::new);
            case ProbeSpec.RawTracepoint p -> near(p.name(), rawTracepoints().distinct(), ProbeSpec.RawTracepoint::new);
            case ProbeSpec.TypedTracepoint p ->
                near(p.name(), rawTracepoints().distinct(), ProbeSpec.TypedTracepoint::new);
            case ProbeSpec.Iterator p -> near(p.target(), iterators(), ProbeSpec.Iterator::new);
            case ProbeSpec.Xdp p -> near(p.device(), Devices.names(), name -> new ProbeSpec.Xdp(name, p.flags()));
            case ProbeSpec.Tc p -> near(p.device(), Devices.names(), name -> new ProbeSpec.Tc(name, p.egress()));
            case ProbeSpec.PacketSocket p -> near(p.device(), Devices.names(), ProbeSpec.PacketSocket::new);
            case ProbeSpec.Kprobes _,
                    ProbeSpec.Uprobe _,
                    ProbeSpec.Uretprobe _,
                    ProbeSpec.PerfEvent _,
                    ProbeSpec.Attachable _ -> List.of();
        };
    }

    private List<ProbeSpec> functions(String name, Function<String, ProbeSpec> probe) {
        return near(name, symbols().stream().filter(symbol -> symbol.indexOf('.') < 0), probe);
    }

    /** A tracepoint of the same name in another category is what was meant; else one with a similar full name. */
    private List<ProbeSpec> tracepoints(ProbeSpec.Tracepoint probe) {
        List<ProbeSpec> elsewhere = fs.events()
                .filter(event -> event.endsWith(":" + probe.name()))
                .map(KernelProbes::tracepoint)
                .toList();
        return elsewhere.isEmpty()
                ? near(probe.category() + ":" + probe.name(), fs.events(), KernelProbes::tracepoint)
                : elsewhere;
    }

    private static ProbeSpec tracepoint(String event) {
        int colon = event.indexOf(':');
        return new ProbeSpec.Tracepoint(event.substring(0, colon), event.substring(colon + 1));
    }

    private static List<ProbeSpec> near(String name, Stream<String> names, Function<String, ProbeSpec> probe) {
        return NearestNames.of(name, names, NEAREST).stream().map(probe).toList();
    }

    private Stream<String> rawTracepoints() {
        return fs.events()
                .filter(event -> !event.startsWith("syscalls:"))
                .map(event -> event.substring(event.indexOf(':') + 1));
    }

    private Stream<String> hooks() {
        return symbols().stream().filter(name -> name.startsWith(LSM)).map(name -> name.substring(LSM.length()));
    }

    /** Iterators have functions that are gone after the kernel's start: only its types still tell of them. */
    private Stream<String> iterators() {
        var btf = types.btf();
        return IntStream.range(btf.firstId(), btf.size())
                .mapToObj(btf::type)
                .filter(BtfType.Function.class::isInstance)
                .map(type -> ((BtfType.Function) type).name())
                .filter(name -> name.startsWith(ITERATOR))
                .map(name -> name.substring(ITERATOR.length()));
    }

    private static boolean found(Supplier<UserPlace> place) {
        try {
            return place.get() != null;
        } catch (AttachException e) {
            return false;
        }
    }

    /** Read once: there are more than a hundred thousand. */
    private synchronized Set<String> symbols() {
        if (symbols == null) {
            symbols = Kallsyms.functions();
        }
        return symbols;
    }
}
