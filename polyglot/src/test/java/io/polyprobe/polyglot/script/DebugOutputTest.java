package io.polyprobe.polyglot.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.btf.BtfBuilder;
import io.polyprobe.btf.BtfType;
import io.polyprobe.isa.Assembler;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DebugOutputTest {
    private static ObjectSpec object() {
        var types = new BtfBuilder();
        types.add(new BtfType.Int("int", 4, 32, 0, true, false, false));
        var program = new ProgramSpec(
                "f",
                "kprobe",
                Assembler.assemble("f", "r0 = 0\nexit\n"),
                List.of(),
                List.of(new ProgramSpec.Function(0, "f", 0)),
                List.of(new ProgramSpec.Line(1, "hello.py", "    return 0;", 7, 5)),
                List.of());
        return new ObjectSpec("object", List.of(program), Map.of(), types.build(), "GPL", 0);
    }

    @Test
    void nothing_is_shown_unasked() {
        assertThat(new DebugOutput(0).of(object())).isEmpty();
        assertThat(new DebugOutput(4).of(object())).isEmpty();
    }

    @Test
    void instructions_are_shown() {
        assertThat(new DebugOutput(2).of(object())).isEqualTo("""
                Disassemble of BPF program f:
                f:
                   0: r0 = 0
                   1: exit
                """);
        assertThat(new DebugOutput(16).of(object())).isEqualTo(new DebugOutput(2).of(object()));
    }

    @Test
    void instructions_stand_below_their_lines() {
        assertThat(new DebugOutput(8).of(object())).isEqualTo("""
                Disassemble of BPF program f:
                f:
                   0: r0 = 0
                ; return 0; // hello.py:7
                   1: exit
                """);
    }

    @Test
    void types_are_shown() {
        assertThat(new DebugOutput(32).of(object())).startsWith("[1] Int[name=int, size=4, ");
    }
}
