package io.polyprobe.linux;

import io.polyprobe.btf.Btf;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.BtfLoad;
import io.polyprobe.linux.events.PerfCounters;
import io.polyprobe.linux.events.TraceFs;
import io.polyprobe.linux.link.Attacher;
import io.polyprobe.linux.link.KernelProbes;
import io.polyprobe.linux.link.Mechanism;
import io.polyprobe.linux.link.Network;
import io.polyprobe.linux.map.KernelMap;
import io.polyprobe.linux.map.MapFactory;
import io.polyprobe.linux.map.PublicMaps;
import io.polyprobe.linux.program.AttachPoint;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.program.ProgramLoader;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.Kconfig;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.Link;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program;
import io.polyprobe.target.Types;
import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An object in the kernel. */
final class KernelObject implements LoadedObject {
    private final ObjectSpec spec;
    private final Owner owner = new Owner();
    private final Owner loaded = new Owner();
    private final Owner links = new Owner();
    private final Map<String, KernelMap> maps = new LinkedHashMap<>();
    private final Map<ProgramKey, KernelProgram> programs = new HashMap<>();
    private final ProgramLoader loader;
    private final Attacher attacher;

    private record ProgramKey(String function, ProgramType type, int attachType) {}

    KernelObject(
            ObjectSpec spec,
            Types types,
            TraceFs fs,
            KernelProbes probes,
            Set<Mechanism> mechanisms,
            PublicMaps publicMaps,
            Consumer<Diagnostic> notes) {
        this.spec = spec;
        try {
            Fd btf = btf(spec.btf());
            var factory = new MapFactory(btf, publicMaps);
            var kconfig = new Kconfig(types.kernelVersion(), KernelOptions::read);
            kconfig.answered(spec).maps().forEach((name, map) -> {
                var created = factory.create(map);
                owner.own(created::close);
                maps.put(name, created);
            });
            this.loader = new ProgramLoader(spec, maps, types, btf);
            this.attacher = new Attacher(loader, fs, probes, mechanisms, notes);
            owner.own(loaded::close);
            owner.own(links::closeTogether); // before the programs, which some of them need to let go
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** The object's types in the kernel. They help to explain maps and programs, so doing without them is no error. */
    private @Nullable Fd btf(@Nullable Btf types) {
        if (types == null) {
            return null;
        }
        try (var arena = Arena.ofConfined()) {
            byte[] raw = types.encode();
            long result = SystemCalls.bpf(
                    Bpf.BTF_LOAD, Attr.bpf(arena).bytes(BtfLoad.BTF, raw).u32(BtfLoad.BTF_SIZE, raw.length));
            return result < 0 ? null : owner.own(new Fd(result));
        }
    }

    @Override
    public ObjectSpec spec() {
        return spec;
    }

    @Override
    public Map<String, BpfMap> maps() {
        return Collections.unmodifiableMap(maps);
    }

    @Override
    public synchronized Program program(String function, ProgramType type, int attachType) {
        return programs.computeIfAbsent(new ProgramKey(function, type, attachType), key -> {
            var program = loader.load(loader.function(function), type, AttachPoint.of(attachType));
            loaded.own(program::close);
            return program;
        });
    }

    @Override
    public void openCounters(String map, int type, long config) {
        KernelMap array = maps.get(map);
        if (array == null || array.spec().type() != MapType.PERF_EVENT_ARRAY) {
            throw new TargetException(
                    Diagnostic.error("'" + map + "' has no counters: it is no PERF_EVENT_ARRAY (BPF_PERF_ARRAY)"));
        }
        new PerfCounters(array, type, config).open(owner);
    }

    @Override
    public Link attach(String function, ProbeSpec probe) {
        return probe instanceof ProbeSpec.Network network
                ? attach(program(function, network.programType(), network.loadedFor()), network)
                : owned(attacher.attach(function, probe));
    }

    @Override
    public Link attach(Program program, ProbeSpec.Network probe) {
        return owned(Network.attach(program, probe));
    }

    private Link owned(Link link) {
        links.own(link::close);
        return link;
    }

    @Override
    public void close() {
        owner.close();
    }
}
