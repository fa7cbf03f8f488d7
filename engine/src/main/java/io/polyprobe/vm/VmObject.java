package io.polyprobe.vm;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.Kconfig;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.Link;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Program.TestResult;
import io.polyprobe.target.Types;
import io.polyprobe.verifier.Subject.Hook;
import io.polyprobe.vm.helper.VmHelpers;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.map.MapDescriptor;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.map.VmMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An object in the virtual kernel. */
final class VmObject implements LoadedObject {
    private record Wanted(String function, ProgramType type, int attachType, Optional<Hook> hook) {}

    private final ObjectSpec spec;
    private final Maps pool;
    private final Map<String, MapDescriptor> maps = new LinkedHashMap<>();
    private final Map<Wanted, VmProgram> programs = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private final ProgramLoader loader;
    private final VmTarget target;
    private final TestRun testRun;
    private boolean closed;

    VmObject(ObjectSpec spec, VmTarget target, TestRun testRun) {
        this.spec = spec;
        this.target = target;
        this.testRun = testRun;
        this.pool = new Maps(target.maps(), spec.btf());
        Types types = target.types();
        ObjectSpec answered;
        try {
            answered = new Kconfig(types.kernelVersion(), types::options).answered(spec);
            answered.maps().forEach((name, map) -> maps.put(name, pool.create(map)));
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        var kernelMaps = new HashMap<String, VmMap>();
        maps.forEach((name, descriptor) -> kernelMaps.put(name, descriptor.map()));
        this.loader = new ProgramLoader(
                answered,
                kernelMaps,
                type -> new VmHelpers(type, target.surroundings(), pool),
                types.btf(),
                target.verifies());
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
    public Program program(String function, ProgramType type, int attachType) {
        Optional<Hook> hook = spec.program(function)
                .flatMap(program -> Hook.of(program, target.types().btf()));
        return load(new Wanted(function, type, attachType, hook));
    }

    private VmProgram load(Wanted wanted) {
        String function = wanted.function;
        ProgramType type = wanted.type;
        requireOpen(function);
        return programs.computeIfAbsent(wanted, _ -> {
            Code code = loader.load(function, type, wanted.attachType, wanted.hook);
            return new VmProgram(function, type, code, pool.add(code), this);
        });
    }

    @Override
    public Link attach(String function, ProbeSpec probe) {
        target.catalog().require(probe);
        Optional<Hook> hook = Hook.of(probe, target.types().btf());
        Code code = load(new Wanted(function, probe.programType(), 0, hook)).code();
        if (probe instanceof ProbeSpec.Xdp && target.attachments().isAttached(probe)) {
            throw new AttachException(Diagnostic.error(
                    "cannot attach to %s: another program is on the device (EBUSY)".formatted(probe),
                    "Detach that first, or let it call this one (bpf_tail_call)."));
        }
        Link link = probe instanceof ProbeSpec.PacketSocket socket
                ? new VmPacketSocket(target, target.surroundings().packets(), socket, code)
                : attach(probe, code);
        links.add(link);
        return link;
    }

    private Link attach(ProbeSpec probe, Code code) {
        var link = new VmLink(probe, code, target.attachments(), VmLink.Taker.NOBODY);
        target.attachments().attach(link);
        return link;
    }

    @Override
    public Link attach(Program program, ProbeSpec.Network probe) {
        return attach(program.name(), probe);
    }

    @Override
    public void openCounters(String map, int type, long config) {
        throw new TargetException(Diagnostic.error(
                "no counter can be opened for the map '%s': the virtual kernel has none".formatted(map),
                "Linux has them: --target kernel."));
    }

    TestResult test(VmProgram program, TestInput input) {
        requireOpen(program.name());
        return target.exclusively(() -> testRun.run(program, input));
    }

    private void requireOpen(String function) {
        if (closed) {
            throw new TargetException(
                    Diagnostic.error("the program '%s' cannot be used: it is closed, since its object or target is"
                            .formatted(function)));
        }
    }

    @Override
    public void close() {
        closed = true;
        links.reversed().forEach(Link::close);
        links.clear();
        pool.close();
        target.forget(this);
    }
}
