package io.polyprobe.polyglot.dry;

import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.polyglot.dry.DryRun.Recorded;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.Link;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.PacketLink;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program;
import io.polyprobe.target.WorldEndedException;
import java.time.Duration;
import java.util.Map;

/** An object whose maps are there and whose programs are not. */
record DryObject(Recorded recorded, LoadedObject tables) implements LoadedObject {
    private static final int NO_DESCRIPTOR = -1;

    private record DryLink(ProbeSpec probe) implements PacketLink {
        @Override
        public String mechanism() {
            return "nothing";
        }

        @Override
        public byte[] read() {
            return new byte[0];
        }

        @Override
        public int fd() {
            return NO_DESCRIPTOR;
        }

        @Override
        public byte[] read(Duration timeout) {
            throw new WorldEndedException();
        }

        @Override
        public void close() {}
    }

    private record DryProgram(String name, ProgramType type) implements Program {
        @Override
        public int fd() {
            return NO_DESCRIPTOR;
        }

        @Override
        public TestResult test(TestInput input) {
            throw new WorldEndedException();
        }
    }

    @Override
    public ObjectSpec spec() {
        return recorded.object();
    }

    @Override
    public Map<String, BpfMap> maps() {
        return tables.maps();
    }

    @Override
    public Program program(String function, ProgramType type, int attachType) {
        recorded.types().put(function, type);
        return new DryProgram(function, type);
    }

    @Override
    public Link attach(String function, ProbeSpec probe) {
        recorded.types().put(function, probe.programType());
        return new DryLink(probe);
    }

    @Override
    public Link attach(Program program, ProbeSpec.Network probe) {
        return new DryLink(probe);
    }

    @Override
    public void openCounters(String map, int type, long config) {}

    @Override
    public void close() {
        tables.close();
    }
}
