package io.polyprobe.target.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.RejectedException;
import io.polyprobe.isa.Assembler;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Target;
import io.polyprobe.target.map.Place;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Legacy loads from packets, and what they do where the packet ends. */
class PacketLoadTest {
    private static final byte[] PACKET = HexFormat.of()
            .parseHex("0102030405060a0b0c0d0e0f0800" + "45000028000040004006fb0a7f0000017f000002" + "f1f2f3f4f5f6f7f8");

    private static final int NETWORK = -0x100000;
    private static final int LINK = -0x200000;
    private static final List<Integer> OFFSETS = List.of(
            0,
            1,
            13,
            14,
            24,
            25,
            26,
            27,
            28,
            38,
            39,
            40,
            41,
            42,
            1000,
            -1,
            -0x1000,
            NETWORK,
            NETWORK + 9,
            NETWORK + 26,
            NETWORK + 40,
            NETWORK - 1,
            LINK,
            LINK + 12,
            LINK + 39,
            LINK + 41,
            LINK - 1);

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_FILTER", "SCHED_CLS"})
    void numbersComeFromThePacketAsInLinux(ProgramType type) {
        try (var linux = Place.KERNEL.open();
                var interpreter = Place.VM.open();
                var jit = Place.JIT.open()) {
            for (int offset : OFFSETS) {
                for (String size : List.of("u8", "u16", "u32")) {
                    for (String load : loads(size, offset)) {
                        var expected = run(linux, type, load);
                        assertThat(run(interpreter, type, load)).as(load).isEqualTo(expected);
                        assertThat(run(jit, type, load)).as(load).isEqualTo(expected);
                    }
                }
            }
        }
    }

    private static List<String> loads(String size, int offset) {
        return List.of(
                "r0 = *(%s *)skb[%d]".formatted(size, offset),
                "r7 = %d\nr0 = *(%s *)skb[r7]".formatted(offset, size),
                "r7 = %d\nr0 = *(%s *)skb[r7 + 4]".formatted(offset - 4, size));
    }

    /** A result that tells whether the program has gone on behind the load. */
    private static int run(Target target, ProgramType type, String load) {
        try (var loaded = target.load(object("r6 = r1\n" + load + "\nw0 ^= 0x5a5a5a5a\nexit"))) {
            return loaded.program("load", type)
                    .test(new TestInput(PACKET, null, 1))
                    .returnValue();
        }
    }

    private static ObjectSpec object(String code) {
        var program = new ProgramSpec(
                "load",
                "socket",
                Assembler.assemble("load", code),
                List.of(),
                List.of(new ProgramSpec.Function(0, "load", 0)),
                List.of(),
                List.of());
        return new ObjectSpec("load", List.of(program), Map.of(), null, "GPL", 0);
    }

    @Test
    void otherProgramsHaveThemNot() {
        try (var vm = Place.VM.open();
                var loaded = vm.load(object("r6 = r1\nr0 = *(u8 *)skb[0]\nexit"))) {
            assertThatThrownBy(() -> loaded.program("load", ProgramType.XDP))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("programs of type XDP have no legacy loads from packets");
        }
    }
}
