package io.polyprobe.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.TestClang;
import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.isa.Instruction;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoreRelocatorTest {
    private static final String LOCAL = """
            #define CORE __attribute__((preserve_access_index))
            enum color { RED = 1, GREEN = 2, GONE = 3 };
            struct inner { int pad; long deep; } CORE;
            struct task___flavour { int pid; unsigned narrow; int shrunk; long absent; unsigned flag : 3; int sbits : 4;
                struct inner in[4]; struct task___flavour *next; char moved; } CORE;
            struct nothing { int a; } CORE;
            struct same { int a; } CORE;
            struct differs { int a; } CORE;
            typedef struct task___flavour T;
            """;

    private static final Btf TARGET = TestClang.types("""
            enum color { BLUE, RED = 70, GREEN = 80 };
            struct inner { long before, deep; };
            struct task { char first[100]; int pid; unsigned long narrow; long shrunk; int pad : 9; unsigned flag : 5;
                int sbits : 6; union { struct { struct inner in[8]; }; long other; }; struct task *next;
                struct { int x; union { char moved; int y; }; }; };
            struct same { long before; int a; };
            struct differs { struct { int x; } a; };
            struct task task; enum color color; struct same same; struct differs differs;
            """);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            __builtin_preserve_field_info(t->pid, 0)        | 100
            __builtin_preserve_field_info(t->narrow, 0)     | 104
            __builtin_preserve_field_info(t->narrow, 1)     | 8
            __builtin_preserve_field_info(t->moved, 0)      | 268
            __builtin_preserve_field_info(t->in[3].deep, 0) | 184
            __builtin_preserve_field_info(t->pid, 2)        | 1
            __builtin_preserve_field_info(t->absent, 2)     | 0
            __builtin_preserve_field_info(t->pid, 3)        | 1
            __builtin_preserve_field_info(t->flag, 3)       | 0
            __builtin_preserve_field_info(t->flag, 0)       | 120
            __builtin_preserve_field_info(t->flag, 1)       | 4
            __builtin_preserve_field_info(t->flag, 4)       | 50
            __builtin_preserve_field_info(t->flag, 5)       | 59
            __builtin_preserve_field_info(t->sbits, 3)      | 1
            __builtin_preserve_field_info(((struct differs *)t)->a, 2) | 0
            __builtin_preserve_type_info(*(T *)0, 0)                | 0
            __builtin_preserve_type_info(*(struct nothing *)0, 0)   | 0
            __builtin_preserve_type_info(*(struct same *)0, 0)      | 1
            __builtin_preserve_type_info(*(struct same *)0, 1)      | 16
            __builtin_preserve_enum_value(*(enum color *)RED, 0)    | 1
            __builtin_preserve_enum_value(*(enum color *)GONE, 0)   | 0
            __builtin_preserve_enum_value(*(enum color *)GREEN, 1)  | 80
            """)
    void eachKindTakesItsValueFromTheTarget(String expression, long value) {
        var relocated = relocate("return " + expression + ";");
        assertThat(relocated.relocations()).isEmpty();
        var first = relocated.code().stream()
                .filter(i -> i.opcode() == Instruction.LDDW || (i.opcode() & 0xf7) == 0xb7 || i.opcode() == 0xb4)
                .findFirst();
        assertThat(first.orElseThrow().imm()).isEqualTo(value);
    }

    @Test
    void idsAreThoseOfTheirOwnSide() {
        var target = relocate("return __builtin_btf_type_id(*(struct same *)0, 1);");
        assertThat(target.code().getFirst().imm())
                .isEqualTo(TARGET.id(BtfType.Struct.class, "same").orElseThrow());
        var object = read("return __builtin_btf_type_id(*(struct same *)0, 0);");
        var btf = Objects.requireNonNull(object.btf());
        assertThat(CoreRelocator.relocate(object.programs().getFirst(), btf, TARGET)
                        .code()
                        .getFirst()
                        .imm())
                .isEqualTo(btf.id(BtfType.Struct.class, "same").orElseThrow());
    }

    @Test
    void aLoadOfAnUnsignedIntegerTakesItsNewPlaceAndWidth() {
        var relocated = relocate("return t->narrow;");
        // 0x79 loads 8 bytes (RFC 9669, section 5.2).
        assertThat(relocated.code().getFirst()).isEqualTo(new Instruction(0x79, 0, 1, 104, 0));
    }

    @Test
    void aSignedIntegerThatChangedItsWidthCannotBeLoaded() {
        assertThat(relocate("return t->shrunk;").failureAt(0))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("CO-RE: "));
    }

    @Test
    void whatTheTargetLacksIsACallThatNoVerifierAcceptsAndIsNamed() {
        var relocated = relocate("return t->absent;");
        assertThat(relocated.code().getFirst()).isEqualTo(new Instruction(0x85, 0, 0, 0, CoreRelocator.POISON));
        assertThat(relocated.failureAt(0)).contains("CO-RE: no field task.absent in the target's types");
        assertThat(relocated.failureAt(1)).isEmpty();
        assertThat(relocated.relocations()).hasSize(1);
    }

    @Test
    void theWholeOfATypeIsCompared() {
        var relocation = new ProgramSpec.CoreRelocation(0, 0, "0", CoreKind.TYPE_MATCHES);
        assertThat(matches("same", relocation)).isEqualTo(1);
        assertThat(matches("differs", relocation)).isZero();
        assertThat(matches("nothing", relocation)).isZero();
    }

    private static long matches(String type, ProgramSpec.CoreRelocation relocation) {
        var object = read("return __builtin_preserve_type_info(*(struct " + type + " *)0, 0);");
        var program = object.programs().getFirst();
        var btf = Objects.requireNonNull(object.btf());
        int id = btf.id(BtfType.Struct.class, type).orElseThrow();
        var changed = new ProgramSpec(
                program.name(),
                program.section(),
                program.code(),
                program.references(),
                program.functions(),
                program.lines(),
                java.util.List.of(new ProgramSpec.CoreRelocation(0, id, relocation.access(), relocation.kind())));
        return CoreRelocator.relocate(changed, btf, TARGET).code().getFirst().imm();
    }

    private static ObjectSpec read(String body) {
        return ObjectReader.read(
                "test.o",
                TestClang.object(
                        LOCAL + "__attribute__((section(\"xdp\"))) long entry(T *t) { " + body + " }", "-Wno-all"));
    }

    private static ProgramSpec relocate(String body) {
        var object = read(body);
        return CoreRelocator.relocate(object.programs().getFirst(), Objects.requireNonNull(object.btf()), TARGET);
    }
}
