package io.polyprobe.linux.program;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.ProgLoad;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.SystemCalls;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;

/**
 * {@code BPF_PROG_LOAD}, as cheaply as the program allows: without types where the kernel refuses only those, and with
 * a log only where it has failed, since the log costs more than the verification.
 */
final class ProgramLoad {
    private static final int FIRST_LOG = 64 * 1024;
    private static final int LAST_LOG = 16 * 1024 * 1024;
    private static final int BPF_INSTRUCTION = 8;

    private ProgramLoad() {}

    static Fd load(LoadRequest request) {
        long result = attempt(request);
        if (result < 0 && request.debug() != null && !Errno.EPERM.is(result)) {
            // What is wrong may be the types alone: kernels differ in the BTF they take.
            long bare = attempt(request.withoutDebug());
            result = bare >= 0 ? bare : result;
        }
        if (result < 0) {
            throw Refusal.of(request, result, log(request));
        }
        return new Fd(result);
    }

    private static long attempt(LoadRequest request) {
        try (var arena = Arena.ofConfined()) {
            long result;
            do {
                result = SystemCalls.bpf(Bpf.PROG_LOAD, attr(request, arena));
            } while (Errno.EAGAIN.is(result));
            return result;
        }
    }

    /** What the verifier says when it is asked again, without the types if it says nothing with them. */
    private static String log(LoadRequest request) {
        for (int size = FIRST_LOG; ; size *= 16) {
            try (var arena = Arena.ofConfined()) {
                var buffer = arena.allocate(size);
                var attr = attr(request, arena)
                        .u32(ProgLoad.LOG_LEVEL, 1)
                        .u32(ProgLoad.LOG_SIZE, size)
                        .pointer(ProgLoad.LOG_BUF, buffer);
                long result = SystemCalls.bpf(Bpf.PROG_LOAD, attr);
                if (result >= 0) {
                    SystemCalls.close((int) result);
                    return "";
                }
                if (!Errno.ENOSPC.is(result) || size >= LAST_LOG) {
                    byte[] bytes = buffer.toArray(JAVA_BYTE);
                    int end = 0;
                    while (end < bytes.length && bytes[end] != 0) {
                        end++;
                    }
                    return new String(bytes, 0, end, StandardCharsets.UTF_8);
                }
            }
        }
    }

    private static Attr attr(LoadRequest request, Arena arena) {
        var attr = Attr.bpf(arena)
                .u32(ProgLoad.PROG_TYPE, request.type().number())
                .u32(ProgLoad.INSN_CNT, request.code().length / BPF_INSTRUCTION)
                .bytes(ProgLoad.INSNS, request.code())
                .string(ProgLoad.LICENSE, request.license())
                .u32(ProgLoad.KERN_VERSION, request.version())
                .name(ProgLoad.PROG_NAME, request.name())
                .u32(ProgLoad.PROG_FLAGS, request.sleepable() ? Bpf.F_SLEEPABLE : 0)
                .u32(ProgLoad.EXPECTED_ATTACH_TYPE, request.point().attachType())
                .u32(ProgLoad.ATTACH_BTF_ID, request.point().btfId());
        var module = request.point().module();
        if (module != null) {
            attr.u32(ProgLoad.ATTACH_BTF_OBJ_FD, module.number());
        }
        var debug = request.debug();
        if (debug != null) {
            attr.u32(ProgLoad.PROG_BTF_FD, debug.btf());
            if (debug.functions().length > 0) {
                attr.u32(ProgLoad.FUNC_INFO_REC_SIZE, Bpf.FUNC_INFO_SIZE)
                        .bytes(ProgLoad.FUNC_INFO, debug.functions())
                        .u32(ProgLoad.FUNC_INFO_CNT, debug.functions().length / Bpf.FUNC_INFO_SIZE);
            }
            if (debug.lines().length > 0) {
                attr.u32(ProgLoad.LINE_INFO_REC_SIZE, Bpf.LINE_INFO_SIZE)
                        .bytes(ProgLoad.LINE_INFO, debug.lines())
                        .u32(ProgLoad.LINE_INFO_CNT, debug.lines().length / Bpf.LINE_INFO_SIZE);
            }
        }
        return attr;
    }
}
