package io.polyprobe.linux.link;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.events.TraceFs;
import io.polyprobe.linux.program.AttachPoint;
import io.polyprobe.linux.program.ProgramLoader;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Feature;
import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Attaches the functions of one object to probes, each by the first mechanism that works. */
public final class Attacher {
    private static final String UNPROFILED = "_noprof";

    /** What took over the work of functions: of tcp_sendpage() in 6.5, which dropped {@code proto_ops.sendpage}. */
    private static final Map<String, String> SUCCESSORS = Map.of("tcp_sendpage", "tcp_sendmsg");

    private final ProgramLoader loader;
    private final TraceFs fs;
    private final Set<Mechanism> allowed;
    private final KernelProbes probes;
    private final Failures failures;
    private final Consumer<Diagnostic> notes;
    private final Set<ProbeSpec> noted = new HashSet<>();

    /**
     * @param allowed ways that may be taken; all but in tests
     * @param notes gets one note for each probe that is attached by a stand-in
     */
    public Attacher(
            ProgramLoader loader, TraceFs fs, KernelProbes probes, Set<Mechanism> allowed, Consumer<Diagnostic> notes) {
        this.loader = loader;
        this.fs = fs;
        this.allowed = allowed;
        this.probes = probes;
        this.failures = new Failures(fs, probes);
        this.notes = notes;
    }

    /**
     * Attaches a function.
     *
     * @throws AttachException where no mechanism works
     * @throws RejectedException where the kernel refuses the program itself
     */
    public Link attach(String name, ProbeSpec probe) {
        var function = loader.function(name);
        return switch (probe) {
            case ProbeSpec.Kprobe p -> function(function, p, p.function(), p.offset(), 0);
            case ProbeSpec.Kretprobe p -> function(function, p, p.function(), 0, p.maxActive());
            case ProbeSpec.Kprobes p -> KprobeMulti.attach(loader, function, p, failures);
            case ProbeSpec.Tracepoint p -> tracepoint(function, p);
            case ProbeSpec.RawTracepoint p -> rawTracepoint(function, p);
            case ProbeSpec.Fentry _,
                    ProbeSpec.Fexit _,
                    ProbeSpec.ModifyReturn _,
                    ProbeSpec.Lsm _,
                    ProbeSpec.TypedTracepoint _,
                    ProbeSpec.Iterator _ -> new Hooks(loader, failures).attach(function, probe);
            case ProbeSpec.Uprobe p -> UserProbes.attach(loader, function, p, UserPlace.of(p), failures);
            case ProbeSpec.Uretprobe p -> UserProbes.attach(loader, function, p, UserPlace.of(p), failures);
            case ProbeSpec.PerfEvent p -> Sampling.attach(loader, function, p, failures);
            case ProbeSpec.Network p ->
                throw new IllegalArgumentException(p + " takes programs that are loaded before");
        };
    }

    private Link function(ProgramSpec function, ProbeSpec probe, String target, long offset, int maxActive) {
        boolean onReturn = probe instanceof ProbeSpec.Kretprobe;
        var type = allowed.contains(Mechanism.KPROBE) ? PerfEvents.kprobeType() : OptionalInt.empty();
        if (type.isPresent()) {
            var legacy =
                    maxActive > 0 ? LegacyKretprobe.create(fs, target, maxActive) : Optional.<LegacyKretprobe>empty();
            try {
                return legacy.isPresent()
                        ? kprobe(
                                function,
                                probe,
                                legacy.get()::close,
                                () -> PerfEvents.tracepoint(legacy.get().id()))
                        : kprobe(
                                function,
                                probe,
                                () -> {},
                                () -> PerfEvents.kprobe(type.getAsInt(), target, offset, onReturn));
            } catch (AttachException e) {
                return tracepointStandIn(function, probe, target, offset, "this function takes no kprobe")
                        .or(() -> renamed(function, probe, target, offset, maxActive))
                        .or(() -> gone(function, probe, target))
                        .orElseThrow(() -> e);
            }
        }
        if (offset == 0 && allowed.contains(Mechanism.TRAMPOLINE) && Features.has(Feature.FENTRY)) {
            var link = trampolineStandIn(function, probe, target, onReturn);
            if (link != null) {
                return link;
            }
        }
        var call = SyscallFunction.of(target)
                .or(() -> probes.exists(new ProbeSpec.Kprobe(target, 0))
                        ? SyscallFunction.withoutNumber(target)
                        : Optional.empty());
        if (offset == 0 && call.isPresent() && allowed.contains(Mechanism.SYSCALL)) {
            return syscallStandIn(function, probe, call.get(), onReturn);
        }
        return tracepointStandIn(function, probe, target, offset, "this kernel has no kprobes")
                .orElseThrow(() -> failures.noKprobes(probe, target, offset));
    }

    /**
     * Since 6.10 kmem_cache_alloc(), kmalloc() and other functions that allocate are macros around functions of that name
     * with a suffix (Documentation/mm/allocation-profiling.rst).
     */
    private Optional<Link> renamed(ProgramSpec function, ProbeSpec probe, String target, long offset, int maxActive) {
        String name = target + UNPROFILED;
        if (probes.exists(new ProbeSpec.Kprobe(target, 0)) || !probes.exists(new ProbeSpec.Kprobe(name, 0))) {
            return Optional.empty();
        }
        var link = function(function, probe, name, offset, maxActive);
        note(probe, "this kernel calls that function " + name);
        return Optional.of(link);
    }

    /** A function that is no more, and whose callers call one that tools probe as well, is as one that is never called. */
    private Optional<Link> gone(ProgramSpec function, ProbeSpec probe, String target) {
        var successor = SUCCESSORS.get(target);
        if (successor == null
                || probes.exists(new ProbeSpec.Kprobe(target, 0))
                || !probes.exists(new ProbeSpec.Kprobe(successor, 0))) {
            return Optional.empty();
        }
        try (var owner = new Transfer(failures)) {
            owner.load(() -> loader.load(function, ProgramType.KPROBE));
            note(probe, "this kernel has no such function any more: what called it calls " + successor);
            return Optional.of(owner.link(probe, "none"));
        }
    }

    private Link kprobe(ProgramSpec function, ProbeSpec probe, Owner.Resource behind, LongSupplier open) {
        try (var owner = new Transfer(failures)) {
            owner.own(behind);
            var program = owner.load(() -> loader.load(function, ProgramType.KPROBE));
            long event = open.getAsLong();
            if (event < 0) {
                throw failures.kprobe(probe, event);
            }
            return owner.run(program, event, probe, probe instanceof ProbeSpec.Kretprobe ? "kretprobe" : "kprobe");
        }
    }

    private Link tracepoint(ProgramSpec function, ProbeSpec.Tracepoint probe) {
        int id = fs.eventId(probe.category(), probe.name()).orElseThrow(() -> failures.unknown(probe));
        try (var owner = new Transfer(failures)) {
            var program = owner.load(() -> loader.load(function, ProgramType.TRACEPOINT));
            long event = PerfEvents.tracepoint(id);
            if (event < 0) {
                throw failures.event(probe, event);
            }
            return owner.run(program, event, probe, "tracepoint");
        }
    }

    private Link rawTracepoint(ProgramSpec function, ProbeSpec.RawTracepoint probe) {
        try (var owner = new Transfer(failures)) {
            var program = owner.load(() -> loader.load(function, ProgramType.RAW_TRACEPOINT));
            return owner.open(program, probe.name(), probe, "raw_tracepoint");
        }
    }

    private @Nullable Link trampolineStandIn(ProgramSpec function, ProbeSpec probe, String target, boolean onReturn) {
        var types = loader.types().btf();
        var id = Trampolines.id(types, target);
        if (id.isEmpty()) {
            return null;
        }
        int arguments = Trampolines.arguments(types, id.getAsInt());
        var wrapped =
                onReturn ? TrampolineStandIn.exit(function, arguments) : TrampolineStandIn.entry(function, arguments);
        String mechanism = onReturn ? "fexit" : "fentry";
        var point = new AttachPoint(onReturn ? Bpf.TRACE_FEXIT : Bpf.TRACE_FENTRY, id.getAsInt(), null);
        try (var owner = new Transfer(failures)) {
            var program = owner.load(() -> loader.load(wrapped, ProgramType.TRACING, point));
            var link = owner.open(program, null, probe, mechanism);
            note(probe, "this kernel has no kprobes; attached by " + mechanism + " on the same function");
            return link;
        }
    }

    private Link syscallStandIn(ProgramSpec function, ProbeSpec probe, SyscallFunction call, boolean onReturn) {
        String tracepoint = onReturn ? "sys_exit" : "sys_enter";
        var wrapped = onReturn ? SyscallStandIn.exit(function, call) : SyscallStandIn.entry(function, call);
        try (var owner = new Transfer(failures)) {
            var program = owner.load(() -> loader.load(wrapped, ProgramType.RAW_TRACEPOINT));
            var link = owner.open(program, tracepoint, probe, "raw_tracepoint");
            var names = call.calls().stream().map(SyscallFunction.Call::name).toList();
            note(
                    probe,
                    "this kernel has no kprobes; attached to raw_tracepoint:" + tracepoint + " for "
                            + (names.size() == 1 ? "the system call " : "the system calls ")
                            + String.join(", ", names));
            return link;
        }
    }

    private Optional<Link> tracepointStandIn(
            ProgramSpec function, ProbeSpec probe, String target, long offset, String why) {
        if (offset != 0 || !(probe instanceof ProbeSpec.Kprobe) || !allowed.contains(Mechanism.TRACEPOINT)) {
            return Optional.empty();
        }
        return BlockTracepoints.of(target, probes).map(place -> {
            // A raw tracepoint's context is laid out as a trampoline's: an array of arguments.
            var wrapped = TrampolineStandIn.entry(function, BlockTracepoints.ARGUMENTS);
            try (var owner = new Transfer(failures)) {
                var program = owner.load(() -> loader.load(wrapped, ProgramType.RAW_TRACEPOINT));
                var link = owner.open(program, place.tracepoint(), probe, "raw_tracepoint");
                note(probe, why + "; attached to raw_tracepoint:" + place.tracepoint() + ", " + place.hit());
                return link;
            }
        });
    }

    private void note(ProbeSpec probe, String text) {
        if (noted.add(probe)) {
            notes.accept(Diagnostic.note(probe + ": " + text));
        }
    }
}
