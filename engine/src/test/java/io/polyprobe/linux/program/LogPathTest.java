package io.polyprobe.linux.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Linux' logs and our own rejections look alike. */
class LogPathTest {
    /** As Linux 6.18 writes it. */
    private static final List<String> LOG = """
            0: R1=ctx() R10=fp0
            ; u32 key = 9; @ a.c:4
            0: (62) *(u32 *)(r10 -4) = 9          ; R10=fp0 fp-8=mmmm????
            1: (bf) r2 = r10                      ; R2=fp0 R10=fp0
            2: (18) r1 = 0xffff88810a1b2c00       ; R1=map_ptr(map=hash,ks=4,vs=16)
            4: (85) call bpf_map_lookup_elem#1    ; R0=map_value_or_null(id=1,map=hash,ks=4,vs=16)
            5: (55) if r0 != 0x0 goto pc+1        ; R0=0
            6: (b7) r0 = 0                        ; R0=0
            from 5 to 7: R0=map_value(map=hash,ks=4,vs=16) R10=fp0
            7: R0=map_value(map=hash,ks=4,vs=16) R10=fp0
            ; return p[2]; @ a.c:7
            7: (79) r0 = *(u64 *)(r0 +16)
            invalid access to map value, value_size=16 off=16 size=8
            """.lines().toList();

    @Test
    void aLogIsToldUnderTheHeadingsOfOurVerifier() {
        assertThat(LogPath.of("invalid access to map value, value_size=16 off=16 size=8", LOG))
                .containsExactly(
                        "Reason: invalid access to map value, value_size=16 off=16 size=8",
                        "At: 7: r0 = *(u64 *)(r0 +16)",
                        "Registers: R0=map_value(map=hash,ks=4,vs=16) R10=fp0",
                        "Path:",
                        "  4: call bpf_map_lookup_elem#1",
                        "  5: if r0 != 0x0 goto pc+1",
                        "  5: goes to 7");
    }

    @Test
    void wordsAloneAreTheReason() {
        assertThat(LogPath.of("unreachable insn 4", List.of("unreachable insn 4")))
                .containsExactly("Reason: unreachable insn 4");
    }
}
