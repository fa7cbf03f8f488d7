package io.polyprobe.vm;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Program.TestResult;
import io.polyprobe.vm.interpreter.Interpreter;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import io.polyprobe.vm.packet.Packet;
import io.polyprobe.vm.packet.PacketRefusal;
import io.polyprobe.vm.packet.Packets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * {@code BPF_PROG_TEST_RUN}: runs a program on data that the caller gives, with the rules of {@code
 * net/bpf/test_run.c}.
 */
final class TestRun {
    /** {@code MAX_BPF_FUNC_ARGS}: as many arguments has a raw tracepoint. */
    private static final int MOST_ARGUMENTS = 12;

    /** The longest context of a program of type SYSCALL. */
    private static final int LONGEST = 0xffff;

    private static final byte[] NOTHING = {};

    private final Memory memory;
    private final Packets packets;
    private final Interpreter interpreter;

    TestRun(Memory memory, Packets packets, Interpreter interpreter) {
        this.memory = memory;
        this.packets = packets;
        this.interpreter = interpreter;
    }

    TestResult run(VmProgram program, TestInput input) {
        return switch (program.type()) {
            case XDP, SCHED_CLS, SCHED_ACT, SOCKET_FILTER, CGROUP_SKB, LWT_IN, LWT_OUT, LWT_XMIT ->
                packet(program, input);
            case RAW_TRACEPOINT -> context(program, input, MOST_ARGUMENTS * Long.BYTES);
            case SYSCALL -> context(program, input, LONGEST);
            default ->
                throw new TargetException(Diagnostic.error(
                        "program '%s' of type %s cannot be test-run".formatted(program.name(), program.type()),
                        "Neither can it on Linux (ENOTSUPP): attach it to a probe instead."));
        };
    }

    private TestResult packet(VmProgram program, TestInput input) {
        byte[] data = Objects.requireNonNullElse(input.data(), NOTHING);
        try (var arena = Arena.ofConfined();
                Packet packet = packets.open(program.type(), arena, data, input.context())) {
            long start = System.nanoTime();
            int runs = Math.max(1, input.repeat());
            long result = repeat(program, packet.context(), runs);
            long nanos = (System.nanoTime() - start) / runs;
            byte[] context = input.context() == null ? NOTHING : packet.contextResult();
            return new TestResult((int) result, packet.result(), context, nanos);
        } catch (PacketRefusal refusal) {
            throw refused(program, refusal.getMessage());
        }
    }

    /** @param longest bytes that a context may have */
    private TestResult context(VmProgram program, TestInput input, int longest) {
        byte[] context = Objects.requireNonNullElse(input.context(), NOTHING);
        if (input.data() != null) {
            throw refused(program, "it gets a context and no packet (EINVAL)");
        }
        if (context.length > longest) {
            throw refused(program, "its context has at most %d bytes (EINVAL)".formatted(longest));
        }
        boolean changes = program.type() == ProgramType.SYSCALL;
        if (context.length == 0) {
            return run(program, input, 0);
        }
        try (var arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(context.length, Long.BYTES);
            MemorySegment.copy(context, 0, segment, ValueLayout.JAVA_BYTE, 0, context.length);
            Region region = memory.map("context", segment, changes ? Access.READ_WRITE : Access.READ);
            try {
                TestResult result = run(program, input, segment.address());
                return changes
                        ? new TestResult(
                                result.returnValue(), NOTHING, segment.toArray(ValueLayout.JAVA_BYTE), result.nanos())
                        : result;
            } finally {
                memory.unmap(region);
            }
        }
    }

    private TestResult run(VmProgram program, TestInput input, long context) {
        int runs = Math.max(1, input.repeat());
        long start = System.nanoTime();
        long result = repeat(program, context, runs);
        return new TestResult((int) result, NOTHING, NOTHING, (System.nanoTime() - start) / runs);
    }

    private long repeat(VmProgram program, long context, int runs) {
        long result = 0;
        for (int i = 0; i < runs; i++) {
            result = interpreter.run(program.code(), context);
        }
        return result;
    }

    private static TargetException refused(VmProgram program, String reason) {
        return new TargetException(
                Diagnostic.error("program '%s' cannot be test-run: %s".formatted(program.name(), reason)));
    }
}
