package io.polyprobe.btf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.ObjectException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BtfTest {
    private static final String C = """
            enum color { RED, GREEN = 7 };
            struct inner { char c; union { long wide; short narrow; }; };
            struct outer {
                int first;
                unsigned bits : 5, more : 20;
                const volatile struct inner many[3];
                enum color color;
                int (*call)(int, char *, ...);
                struct later *opaque;
                _Bool flag;
                double real;
            };
            struct later;
            typedef struct outer outer_t;
            outer_t global = { 1 };
            static int counter;
            __attribute__((noinline)) static int callee(int a) { return a + counter++; }
            int entry(void *ctx) { return callee(global.first); }
            """;

    private static final Btf TYPES = TestClang.types(C, "-Wno-missing-field-initializers");
    private static final int OUTER = TYPES.id(BtfType.Struct.class, "outer").orElseThrow();

    @ParameterizedTest
    @CsvSource({
        "first, 0, 0",
        "bits, 32, 5",
        "more, 37, 20",
        "many, 64, 0",
        "many[0].c, 64, 0",
        "many[2].wide, 384, 0",
        "many[1].narrow, 256, 0",
        "color, 448, 0",
        "call, 512, 0",
        "opaque, 576, 0",
        "flag, 640, 0",
        "real, 704, 0"
    })
    void fieldsLieWhereClangPutsThem(String path, long bitOffset, int bitSize) {
        assertThat(TYPES.field(OUTER, path)).hasValueSatisfying(field -> {
            assertThat(field.bitOffset()).isEqualTo(bitOffset);
            assertThat(field.bitSize()).isEqualTo(bitSize);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", "first.x", "first[0]", "many[0]x", "many.c", ".first", "many[", "."})
    void aPathThatLeadsNowhereIsEmpty(String path) {
        assertThat(TYPES.field(OUTER, path)).isEqualTo(Optional.empty());
    }

    @Test
    void sizesAndAlignmentsAreThoseOfC() {
        int typedef = TYPES.id(BtfType.Typedef.class, "outer_t").orElseThrow();
        assertThat(TYPES.sizeOf(typedef)).isEqualTo(96);
        assertThat(TYPES.alignOf(typedef)).isEqualTo(8);
        assertThat(TYPES.resolve(typedef)).isEqualTo(OUTER);
        assertThat(TYPES.find(BtfType.Enum.class, "color").orElseThrow().values())
                .containsExactly(new BtfType.Enumerator("RED", 0), new BtfType.Enumerator("GREEN", 7));
        assertThat(TYPES.find(BtfType.Forward.class, "later")).contains(new BtfType.Forward("later", false));
        assertThat(TYPES.find(BtfType.Function.class, "callee").orElseThrow().linkage())
                .isEqualTo(BtfType.Linkage.STATIC);
        assertThat(TYPES.type(TYPES.find(BtfType.Function.class, "entry")
                        .orElseThrow()
                        .prototype()))
                .isInstanceOfSatisfying(
                        BtfType.Prototype.class,
                        it -> assertThat(it.parameters()).extracting("name").containsExactly("ctx"));
    }

    @Test
    void bothByteOrdersSayTheSame() {
        var big = Btf.parse(
                TestClang.section(TestClang.object(C, "-Wno-missing-field-initializers", "-target", "bpfeb"), ".BTF"));
        assertThat(big.isBigEndian()).isTrue();
        assertThat(big.type(big.id(BtfType.Enum.class, "color").orElseThrow()))
                .isEqualTo(TYPES.type(TYPES.id(BtfType.Enum.class, "color").orElseThrow()));
        assertThat(big.field(big.id(BtfType.Struct.class, "outer").orElseThrow(), "more")
                        .orElseThrow()
                        .bitOffset())
                .isEqualTo(37);
    }

    @Test
    void copyingThroughTheBuilderKeepsTypesIdsAndStrings() {
        var copy = new BtfBuilder(TYPES).build();
        assertThat(copy.size()).isEqualTo(TYPES.size());
        for (int id = 0; id < copy.size(); id++) {
            assertThat(copy.type(id)).isEqualTo(TYPES.type(id));
        }
        assertThat(copy.strings()).isEqualTo(TYPES.strings());
    }

    @Test
    void eachKindComesBackFromItsEncoding() {
        var types = List.<BtfType>of(
                new BtfType.Int("int", 4, 32, 0, true, false, false),
                new BtfType.Int("bool", 1, 8, 0, false, false, true),
                new BtfType.Pointer(0),
                new BtfType.Array(1, 1, 7),
                new BtfType.Struct(
                        "s", 16, List.of(new BtfType.Member("a", 1, 0, 3), new BtfType.Member("", 6, 64, 0))),
                new BtfType.Union("", 8, List.of(new BtfType.Member("p", 3, 0, 0))),
                new BtfType.Enum("signed", 4, true, List.of(new BtfType.Enumerator("MINUS", -1))),
                new BtfType.Enum("unsigned", 4, false, List.of(new BtfType.Enumerator("MANY", 0xffff_ffffL))),
                new BtfType.Enum("wide", 8, false, List.of(new BtfType.Enumerator("HUGE", 1L << 40))),
                new BtfType.Forward("u", true),
                new BtfType.Typedef("t", 1),
                new BtfType.Volatile(1),
                new BtfType.Const(1),
                new BtfType.Restrict(3),
                new BtfType.Prototype(1, List.of(new BtfType.Parameter("x", 1)), true),
                new BtfType.Function("f", 15, BtfType.Linkage.GLOBAL),
                new BtfType.Variable("v", 1, BtfType.Linkage.EXTERN),
                new BtfType.DataSection(".data", 4, List.of(new BtfType.SectionVariable(17, 0, 4))),
                new BtfType.Float("double", 8),
                new BtfType.DeclTag("tag", 5, -1),
                new BtfType.TypeTag("user", 1));
        var builder = new BtfBuilder();
        types.forEach(builder::add);
        var btf = builder.build();
        assertThat(btf.size()).isEqualTo(types.size() + 1);
        for (int i = 0; i < types.size(); i++) {
            assertThat(btf.type(i + 1)).isEqualTo(types.get(i));
        }
    }

    @Test
    void aSplitBtfCountsOnFromItsBase() {
        var builder = new BtfBuilder();
        builder.add(new BtfType.Int("int", 4, 32, 0, true, false, false));
        var base = builder.build();
        // One typedef of type 1, whose name lies at the first own offset.
        int name = base.strings().length;
        byte[] split = raw(new int[] {name, Kind.TYPEDEF << 24, 1}, "mine\0");
        var btf = Btf.parse(split, base);
        assertThat(btf.size()).isEqualTo(3);
        assertThat(btf.type(2)).isEqualTo(new BtfType.Typedef("mine", 1));
        assertThat(btf.named("mine")).containsExactly(2);
        assertThat(btf.named("int")).containsExactly(1);
        assertThat(btf.sizeOf(2)).isEqualTo(4);
    }

    @Test
    void whatCannotBeReadIsRefusedWithItsOffset() {
        assertThatThrownBy(() -> Btf.parse(new byte[3])).hasMessageContaining("3 bytes are less than a header");
        assertThatThrownBy(() -> Btf.parse(new byte[24])).hasMessageContaining("magic");
        assertThatThrownBy(() -> Btf.parse(raw(new int[] {0, 25 << 24, 0}, "\0")))
                .hasMessageContaining("0x18: type 1 is of kind 25, which is not known");
        assertThatThrownBy(() -> Btf.parse(raw(new int[] {0, Kind.STRUCT << 24 | 9, 0}, "\0")))
                .hasMessageContaining("type 1 is cut off");
        assertThatThrownBy(() -> Btf.parse(raw(new int[0], "x"))).hasMessageContaining("do not end with a zero byte");
        var loop = Btf.parse(raw(new int[] {0, Kind.CONST << 24, 1}, "\0"));
        assertThatThrownBy(() -> loop.resolve(1))
                .isInstanceOf(ObjectException.class)
                .hasMessageContaining("does not end");
        assertThatThrownBy(() -> loop.type(2))
                .isInstanceOf(ObjectException.class)
                .hasMessageContaining("no such type");
    }

    @Test
    void damagedBytesNeverDoMoreThanAnObjectException() {
        byte[] good = TYPES.encode();
        var random = new SplittableRandom(1);
        for (int round = 0; round < 3000; round++) {
            byte[] bad = good.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                readAll(Btf.parse(bad));
            } catch (ObjectException e) {
                assertThat(e.diagnostics()).isNotEmpty();
            }
        }
    }

    private static void readAll(Btf btf) {
        for (int id = 0; id < btf.size(); id++) {
            try {
                BtfType type = btf.type(id);
                btf.named(type.name());
                btf.sizeOf(id);
                btf.alignOf(id);
                btf.field(id, "first.second");
            } catch (ObjectException e) {
                assertThat(e).hasMessageContaining("malformed");
            }
        }
    }

    private static byte[] raw(int[] types, String strings) {
        byte[] heap = strings.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var out = java.nio.ByteBuffer.allocate(24 + types.length * 4 + heap.length)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        out.putInt(0).putInt(types.length * 4).putInt(types.length * 4).putInt(heap.length);
        for (int word : types) {
            out.putInt(word);
        }
        return out.put(heap).array();
    }
}
