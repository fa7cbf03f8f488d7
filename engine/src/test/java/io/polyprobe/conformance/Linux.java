package io.polyprobe.conformance;

import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Encoder;
import io.polyprobe.isa.Instruction;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.program.LoadRequest;
import io.polyprobe.object.ProgramType;
import java.nio.ByteOrder;
import java.util.List;

/** The oracle, where this process may ask it. */
final class Linux {
    private Linux() {}

    /** Instructions of different ages; the newest came with Linux 6.15. */
    private static final String PROBE = """
            r0 = 0
            r0 s/= 1
            r0 = bswap16 r0
            *(u64 *)(r10 - 8) = r0
            r1 = r10
            r0 = load_acquire((u64 *)(r1 - 8))
            may_goto +0
            gotol +0
            exit
            """;

    private static final boolean USABLE = accepts(ProgramType.XDP, bytes(Assembler.assemble("probe", PROBE)));

    /** Whether it can be asked: this process may load programs, and the kernel is as new as the cases. */
    static boolean isUsable() {
        return USABLE;
    }

    static boolean accepts(ProgramType type, byte[] code) {
        try (var program = KernelProgram.load(LoadRequest.of("conformance", type, code, "GPL"))) {
            return program.fd() >= 0;
        } catch (PolyprobeException _) {
            return false;
        }
    }

    static KernelProgram load(ProgramType type, List<Instruction> code) {
        return KernelProgram.load(LoadRequest.of("conformance", type, bytes(code), "GPL"));
    }

    private static byte[] bytes(List<Instruction> code) {
        return Encoder.encode(code, ByteOrder.LITTLE_ENDIAN);
    }
}
