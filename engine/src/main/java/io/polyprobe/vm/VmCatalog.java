package io.polyprobe.vm;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.target.Feature;
import io.polyprobe.target.NearestNames;
import io.polyprobe.target.ProbeCatalog;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.vm.world.KnownNames;
import io.polyprobe.vm.world.World;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The probes of the virtual kernel: those that its world hits. */
final class VmCatalog implements ProbeCatalog {
    private static final int SUGGESTIONS = 3;

    private final String worldName;
    private final World world;

    VmCatalog(String worldName, World world) {
        this.worldName = worldName;
        this.world = world;
    }

    @Override
    public boolean exists(ProbeSpec probe) {
        return names(probe).contains(name(probe)) || world.mayHit(probe);
    }

    @Override
    public boolean supports(Feature feature) {
        return switch (feature) {
            case KPROBE, FENTRY, RAW_TRACEPOINT -> true;
            case MODIFY_RETURN, LSM -> false;
        };
    }

    @Override
    public Stream<String> tracepoints() {
        return world.tracepoints().stream().sorted();
    }

    @Override
    public Stream<String> functions() {
        return world.functions().stream().sorted();
    }

    @Override
    public List<ProbeSpec> nearest(ProbeSpec probe) {
        return NearestNames.of(name(probe), names(probe).stream(), SUGGESTIONS).stream()
                .map(maker(probe))
                .toList();
    }

    /** @throws AttachException where the world will never hit the probe */
    void require(ProbeSpec probe) {
        String missing = missing(probe);
        if (missing != null && !world.mayHit(probe)) {
            throw new AttachException(Diagnostic.error(
                    "cannot attach to %s: the %s world has no %s".formatted(probe, worldName, missing),
                    "Linux may have what it takes: try --target kernel."));
        }
        if (probe instanceof ProbeSpec.Kprobe kprobe && kprobe.offset() != 0) {
            throw new AttachException(Diagnostic.error(
                    "cannot attach to " + probe + ": functions of the virtual kernel have no instructions inside",
                    "kprobe:" + kprobe.function() + " is hit when the function is entered."));
        }
        if (exists(probe)) {
            return;
        }
        if (probe instanceof ProbeSpec.Network) {
            throw new AttachException(Diagnostic.error(
                    "cannot attach to %s: there is no network device '%s'".formatted(probe, name(probe)),
                    "Devices here: " + String.join(", ", new TreeSet<>(world.devices())) + "."));
        }
        String near = nearest(probe).stream().map(ProbeSpec::toString).collect(Collectors.joining(", "));
        String name = name(probe);
        if (isKnown(probe, name)) {
            throw new AttachException(Diagnostic.error(
                    "cannot attach to %s: the %s world does not %s %s"
                            .formatted(probe, worldName, isFunction(probe) ? "call" : "hit", name),
                    near.isEmpty() ? "Linux has it: try --target kernel." : "It has " + near + ".",
                    "Attaching would succeed and nothing would ever be seen, hence this error."));
        }
        throw new AttachException(Diagnostic.error(
                "cannot attach to %s: there is no such probe".formatted(probe),
                near.isEmpty() ? "Nothing in the virtual kernel has a name like it." : "Did you mean " + near + "?"));
    }

    /** The kind of a probe that only some worlds have, or null. */
    private @Nullable String missing(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Uprobe _, ProbeSpec.Uretprobe _ -> "programs and libraries to probe";
            case ProbeSpec.PerfEvent _ -> "perf events";
            case ProbeSpec.Kprobes _ -> "links to many functions";
            case ProbeSpec.ModifyReturn _ -> "functions whose result could be changed";
            case ProbeSpec.Lsm _ -> "security modules";
            case ProbeSpec.Iterator _ -> "iterators";
            case ProbeSpec.Xdp _, ProbeSpec.Tc _, ProbeSpec.PacketSocket _ ->
                world.devices().isEmpty() ? "network devices" : null;
            case ProbeSpec.Attachable _ -> "control groups and maps of sockets";
            case ProbeSpec.Kprobe _,
                    ProbeSpec.Kretprobe _,
                    ProbeSpec.Tracepoint _,
                    ProbeSpec.RawTracepoint _,
                    ProbeSpec.TypedTracepoint _,
                    ProbeSpec.Fentry _,
                    ProbeSpec.Fexit _ -> null;
        };
    }

    private static boolean isKnown(ProbeSpec probe, String name) {
        return isFunction(probe) ? KnownNames.isFunction(name) : KnownNames.isTracepoint(name);
    }

    private static boolean isFunction(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Tracepoint _, ProbeSpec.RawTracepoint _, ProbeSpec.TypedTracepoint _ -> false;
            default -> true;
        };
    }

    private Set<String> names(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Tracepoint _ -> world.tracepoints();
            case ProbeSpec.RawTracepoint _, ProbeSpec.TypedTracepoint _ -> rawNames();
            case ProbeSpec.Kprobe _, ProbeSpec.Kretprobe _, ProbeSpec.Fentry _, ProbeSpec.Fexit _ -> world.functions();
            case ProbeSpec.Xdp _, ProbeSpec.Tc _ -> world.devices();
            case ProbeSpec.PacketSocket _ -> {
                var names = new TreeSet<>(world.devices());
                yield names.isEmpty() || !names.add(ProbeSpec.PacketSocket.ANY) ? Set.of() : names;
            }
            default -> Set.of();
        };
    }

    /** System calls' own tracepoints have no raw form, on Linux neither. */
    private Set<String> rawNames() {
        return world.tracepoints().stream()
                .filter(name -> !name.startsWith("syscalls:"))
                .map(name -> name.substring(name.indexOf(':') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Kprobe p -> p.function();
            case ProbeSpec.Kretprobe p -> p.function();
            case ProbeSpec.Fentry p -> p.function();
            case ProbeSpec.Fexit p -> p.function();
            case ProbeSpec.Tracepoint p -> p.category() + ":" + p.name();
            case ProbeSpec.RawTracepoint p -> p.name();
            case ProbeSpec.TypedTracepoint p -> p.name();
            case ProbeSpec.Xdp p -> p.device();
            case ProbeSpec.Tc p -> p.device();
            case ProbeSpec.PacketSocket p -> p.device();
            default -> probe.toString();
        };
    }

    private static Function<String, ProbeSpec> maker(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Kprobe _ -> name -> new ProbeSpec.Kprobe(name, 0);
            case ProbeSpec.Kretprobe p -> name -> new ProbeSpec.Kretprobe(name, p.maxActive());
            case ProbeSpec.Fentry _ -> ProbeSpec.Fentry::new;
            case ProbeSpec.Fexit _ -> ProbeSpec.Fexit::new;
            case ProbeSpec.Tracepoint _ -> name -> ProbeSpec.parse("tracepoint:" + name);
            case ProbeSpec.RawTracepoint _ -> ProbeSpec.RawTracepoint::new;
            case ProbeSpec.TypedTracepoint _ -> ProbeSpec.TypedTracepoint::new;
            case ProbeSpec.Xdp p -> name -> new ProbeSpec.Xdp(name, p.flags());
            case ProbeSpec.Tc p -> name -> new ProbeSpec.Tc(name, p.egress());
            case ProbeSpec.PacketSocket _ -> ProbeSpec.PacketSocket::new;
            default -> ProbeSpec::parse;
        };
    }
}
