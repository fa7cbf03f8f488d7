package io.polyprobe.conformance;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Encoder;
import io.polyprobe.isa.Instruction;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.program.AttachPoint;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.program.LoadRequest;
import io.polyprobe.object.AttachType;
import io.polyprobe.object.ProgramType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Asks Linux about calls of helpers by loading programs that make them. */
final class HelperCalls {
    /** What the kernel says to a program that may not make a call, whatever the arguments. */
    private static final List<String> UNAVAILABLE =
            List.of("cannot use helper", "unknown func", "not allowed in probe", "not supported for program type");

    /** {@code enum bpf_attach_type}, where there is none of libbpf's sections behind it. */
    private static final int CGROUP_UNIX_CONNECT = 49;

    private static final int SK_LOOKUP = 36;
    private static final int SK_REUSEPORT_SELECT_OR_MIGRATE = 40;
    private static final int NETFILTER = 45;

    private record Call(ProgramType type, int helper) {}

    private final Map<Call, Optional<AttachPoint>> found = new HashMap<>();
    private final Map<ProgramType, List<AttachPoint>> points = new EnumMap<>(ProgramType.class);

    HelperCalls() {
        for (ProgramType type : ProgramType.values()) {
            List<AttachPoint> all = points(type).toList();
            List<AttachPoint> loadable = all.stream()
                    .filter(point -> reason(type, point, "r0 = 0\nexit\n").isEmpty())
                    .toList();
            if (!loadable.isEmpty()) {
                points.put(type, loadable);
            }
        }
    }

    /** The types of programs that this kernel loads. */
    Set<ProgramType> types() {
        return points.keySet();
    }

    /** Whether a program of a type may call a helper at some attach point. */
    boolean isAvailable(ProgramType type, int helper) {
        return point(type, helper).isPresent();
    }

    /** The first attach point at which it may. */
    private Optional<AttachPoint> point(ProgramType type, int helper) {
        return found.computeIfAbsent(
                new Call(type, helper),
                _ -> points.getOrDefault(type, List.of()).stream()
                        .filter(point -> isAvailable(type, point, helper))
                        .findFirst());
    }

    private static boolean isAvailable(ProgramType type, AttachPoint point, int helper) {
        String reason = reason(type, point, "call %d\nr0 = 0\nexit\n".formatted(helper));
        return UNAVAILABLE.stream().noneMatch(reason::contains);
    }

    /** Why Linux refuses a program that calls a helper, at an attach point where it may; empty where it accepts it. */
    String reason(ProgramType type, int helper, String license, List<Instruction> code) {
        return reason(type, point(type, helper).orElseThrow(), license, code);
    }

    private static String reason(ProgramType type, AttachPoint point, String assembly) {
        return reason(type, point, "GPL", Assembler.assemble("call", assembly));
    }

    private static String reason(ProgramType type, AttachPoint point, String license, List<Instruction> instructions) {
        byte[] code = Encoder.encode(instructions, ByteOrder.LITTLE_ENDIAN);
        var request = new LoadRequest(
                "call", type, code, license, 0, point, type == ProgramType.SYSCALL, null, List.of(), List.of());
        try {
            KernelProgram.load(request).close();
            return "";
        } catch (RejectedException e) {
            return e.diagnostics().getFirst().message();
        }
    }

    private static Stream<AttachPoint> points(ProgramType type) {
        return switch (type) {
            case UNSPEC -> Stream.empty();
            case TRACING -> typed();
            case SK_LOOKUP -> Stream.of(AttachPoint.of(SK_LOOKUP));
            case SK_REUSEPORT -> Stream.of(AttachPoint.of(SK_REUSEPORT_SELECT_OR_MIGRATE));
            case NETFILTER -> Stream.of(AttachPoint.of(NETFILTER));
            case CGROUP_SOCK_ADDR -> Stream.concat(known(type), Stream.of(AttachPoint.of(CGROUP_UNIX_CONNECT)));
            default -> {
                List<AttachPoint> known = known(type).toList();
                yield known.isEmpty() ? Stream.of(AttachPoint.of(0)) : known.stream();
            }
        };
    }

    private static Stream<AttachPoint> known(ProgramType type) {
        return Arrays.stream(AttachType.values())
                .filter(attach -> attach.programType() == type)
                .map(attach -> AttachPoint.of(attach.number()));
    }

    /** A raw tracepoint by its type, which every kernel has. */
    private static Stream<AttachPoint> typed() {
        try {
            Btf btf = Btf.parse(Files.readAllBytes(Path.of("/sys/kernel/btf/vmlinux")));
            return btf.id(BtfType.Typedef.class, "btf_trace_sys_enter").stream()
                    .mapToObj(id -> new AttachPoint(Bpf.TRACE_RAW_TP, id, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
