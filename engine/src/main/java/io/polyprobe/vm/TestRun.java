package io.polyprobe.vm;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Program.TestResult;
import io.polyprobe.vm.interpreter.Interpreter;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code BPF_PROG_TEST_RUN}: runs a program once on data that the caller gives. */
final class TestRun {
    private final Memory memory;
    private final Interpreter interpreter;

    TestRun(Memory memory, Interpreter interpreter) {
        this.memory = memory;
        this.interpreter = interpreter;
    }

    TestResult run(VmProgram program, TestInput input) {
        return switch (program.type()) {
            case XDP, SCHED_CLS, SCHED_ACT, SOCKET_FILTER, CGROUP_SKB -> packet(program, input);
            case RAW_TRACEPOINT, SYSCALL -> context(program, input);
            default ->
                throw new TargetException(Diagnostic.error(
                        "program '%s' of type %s cannot be test-run".formatted(program.name(), program.type()),
                        "Neither can it on Linux (ENOTSUPP): attach it to a probe instead."));
        };
    }

    private TestResult context(VmProgram program, TestInput input) {
        byte[] context = input.context();
        try (var arena = Arena.ofConfined()) {
            var regions = new ArrayList<Region>();
            try {
                return repeat(program, input, map(arena, regions, "context", context, Access.READ_WRITE), null);
            } finally {
                regions.forEach(memory::unmap);
            }
        }
    }

    private TestResult packet(VmProgram program, TestInput input) {
        byte[] data = input.data();
        if (data == null || data.length < PacketContext.ETHERNET_HEADER) {
            throw new TargetException(
                    Diagnostic.error("program '%s' cannot be test-run: a packet has at least %d bytes (EINVAL)"
                            .formatted(program.name(), PacketContext.ETHERNET_HEADER)));
        }
        try (var arena = Arena.ofConfined()) {
            var regions = new ArrayList<Region>();
            try {
                MemorySegment packet = map(arena, regions, "packet", data, Access.READ_WRITE);
                Region context = PacketContext.map(memory, arena, program.type(), packet);
                regions.add(context);
                return repeat(program, input, context.segment(), packet);
            } finally {
                regions.forEach(memory::unmap);
            }
        }
    }

    private TestResult repeat(
            VmProgram program, TestInput input, MemorySegment context, @Nullable MemorySegment packet) {
        int runs = Math.max(1, input.repeat());
        long result = 0;
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            result = interpreter.run(program.code(), context.address());
        }
        long nanos = (System.nanoTime() - start) / runs;
        byte[] after = packet == null ? new byte[0] : packet.toArray(ValueLayout.JAVA_BYTE);
        return new TestResult((int) result, after, nanos);
    }

    private MemorySegment map(Arena arena, List<Region> regions, String name, byte @Nullable [] bytes, Access access) {
        if (bytes == null || bytes.length == 0) {
            return MemorySegment.NULL;
        }
        MemorySegment segment = arena.allocate(bytes.length, 16);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        regions.add(memory.map(name, segment, access));
        return segment;
    }
}
