package io.polyprobe.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.Approved;
import io.polyprobe.TestClang;
import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.ObjectException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class ObjectReaderTest {
    private static final String HEAD = """
            #define SEC(name) __attribute__((section(name), used))
            #define __uint(name, val) int (*name)[val]
            #define __type(name, val) typeof(val) *name
            #define __array(name, val) typeof(val) *name[]
            """;

    private static final byte[] EVERYTHING = Approved.bytes(ObjectReaderTest.class, "everything.o");

    private static ObjectSpec read(String c) {
        return ObjectReader.read("test.o", TestClang.object(HEAD + c));
    }

    @Test
    void anObjectIsReadWhole() {
        Approved.matches(
                ObjectReaderTest.class, "everything.txt", ObjectText.of(ObjectReader.read("everything.o", EVERYTHING)));
    }

    @Test
    void everyClangCompilesWhatIsReadWhole() {
        var object = ObjectReader.read(
                "test.o",
                TestClang.object(
                        new String(Approved.bytes(ObjectReaderTest.class, "everything.c"), StandardCharsets.UTF_8)));
        assertThat(object.programs()).extracting(ProgramSpec::name).containsExactly("entry", "second");
        assertThat(object.program("entry").orElseThrow().functions())
                .extracting(ProgramSpec.Function::name)
                .containsExactly("entry", "callback", "local", "global");
    }

    @Test
    void withoutTypesProgramsAndGlobalsAreStillRead() {
        var object = ObjectReader.read("test.o", TestClang.object(HEAD + """
                int count;
                struct { int type, key, value, entries, flags; } old SEC("maps") = { 1, 4, 8, 64, 1 };
                static void *(*lookup)(void *, const void *) = (void *)1;
                SEC("xdp") int entry(void *ctx) { int key = count++; return !lookup(&old, &key); }
                """, "-g0"));
        assertThat(object.btf()).isNull();
        assertThat(object.maps()).containsOnlyKeys("old", ".bss");
        assertThat(object.maps().get("old"))
                .usingRecursiveComparison()
                .isEqualTo(new MapSpec("old", MapType.HASH, 4, 8, 64, 1));
        assertThat(object.program("entry").orElseThrow().references())
                .extracting(Object::getClass)
                .containsExactly(Reference.ToMapValue.class, Reference.ToMap.class);
    }

    @Test
    void tablesAsBccDeclaresThemAreMaps() {
        var object = read("""
                struct key { int a, b; };
                struct { struct key key; long leaf; int max_entries; int flags; } counts SEC("maps/percpu_hash") =
                    { .max_entries = 100, .flags = 1 };
                struct { int key; long leaf; int max_entries; } dist SEC("maps/histogram") = { .max_entries = 64 };
                static void *(*lookup)(void *, const void *) = (void *)1;
                SEC("kprobe/x") int entry(void *ctx) { struct key k = {}; return !lookup(&counts, &k) + !lookup(&dist, &k); }
                """);
        assertThat(object.maps().get("counts"))
                .extracting(MapSpec::type, MapSpec::keySize, MapSpec::valueSize, MapSpec::maxEntries, MapSpec::flags)
                .containsExactly(MapType.PERCPU_HASH, 8, 8, 100, 1);
        assertThat(object.maps().get("dist"))
                .extracting(MapSpec::type, MapSpec::keySize, MapSpec::valueSize, MapSpec::maxEntries)
                .containsExactly(MapType.ARRAY, 4, 8, 64);
    }

    @Test
    void kernelOptionsAreFilledInByTheirDeclaration() {
        var object = read("""
                extern int LINUX_KERNEL_VERSION SEC(".kconfig");
                extern _Bool CONFIG_A SEC(".kconfig");
                extern char CONFIG_B SEC(".kconfig");
                extern unsigned long CONFIG_C SEC(".kconfig");
                extern char CONFIG_D[8] SEC(".kconfig");
                SEC("xdp") int entry(void *ctx) {
                    return LINUX_KERNEL_VERSION + CONFIG_A + CONFIG_B + CONFIG_C + CONFIG_D[0];
                }
                """.replace("SEC(\".kconfig\")", "__attribute__((section(\".kconfig\")))"));
        var options = Map.of("CONFIG_A", "y", "CONFIG_B", "m", "CONFIG_C", "0x10", "CONFIG_D", "\"abc\"");
        byte[] contents = new Kconfig(0x60100, () -> options).contents(object);
        var btf = Objects.requireNonNull(object.btf());
        var bytes = ByteBuffer.wrap(contents).order(ByteOrder.LITTLE_ENDIAN);
        var section = btf.find(BtfType.DataSection.class, ".kconfig").orElseThrow();
        ToIntFunction<String> places = name -> section.variables().stream()
                .filter(v -> btf.type(v.type()).name().equals(name))
                .findFirst()
                .orElseThrow()
                .offset();
        assertThat(bytes.getInt(places.applyAsInt("LINUX_KERNEL_VERSION"))).isEqualTo(0x60100);
        assertThat(bytes.get(places.applyAsInt("CONFIG_A"))).isEqualTo((byte) 1);
        assertThat(bytes.get(places.applyAsInt("CONFIG_B"))).isEqualTo((byte) 'm');
        assertThat(bytes.getLong(places.applyAsInt("CONFIG_C"))).isEqualTo(16);
        assertThat(bytes.get(places.applyAsInt("CONFIG_D") + 2)).isEqualTo((byte) 'c');
        assertThatThrownBy(() -> new Kconfig(0, () -> Map.of("CONFIG_B", "300")).contents(object))
                .isInstanceOf(ObjectException.class)
                .hasMessageContaining("CONFIG_B is 300");
    }

    @Test
    void optionsAreReadOnlyForWhoAsksForThem() {
        var object = read("""
                extern int LINUX_KERNEL_VERSION __attribute__((section(".kconfig")));
                SEC("xdp") int entry(void *ctx) { return LINUX_KERNEL_VERSION; }
                """);
        Supplier<Map<String, String>> unreadable = () -> {
            throw new AssertionError();
        };
        assertThat(new Kconfig(7, unreadable).answered(object).maps().values())
                .singleElement()
                .extracting(MapSpec::contents)
                .isEqualTo(new byte[] {7, 0, 0, 0});
    }

    @Test
    void whatCannotBeDoneIsRefusedWithAReason() {
        String entry = "SEC(\"xdp\") int entry(void *ctx) { return 0; }";
        refused("const char *names[] = { \"a\" }; " + entry, "section .data", "initialised with an address");
        refused(
                "struct { __uint(type, 1); __uint(colour, 3); } m SEC(\".maps\"); " + entry,
                "section .maps",
                "map m: its attribute colour is not known");
        refused("""
                struct inner { __uint(type, 1); __uint(key_size, 4); __uint(value_size, 8); __uint(max_entries, 1); };
                struct inner first SEC(".maps");
                struct {
                    __uint(type, 12); __uint(key_size, 4); __uint(max_entries, 2); __array(values, struct inner);
                } outer SEC(".maps") = { .values = { [1] = &first } };
                """ + entry, "map outer: its declaration puts values into it");
        refused(
                "struct ops { int (*f)(void); }; " + entry
                        + " SEC(\".struct_ops\") struct ops o = { .f = (void *)entry };",
                "section .struct_ops",
                "cannot register");
        refused("struct { __uint(type, 99); } m SEC(\".maps\"); " + entry, "there is no map type 99");
        refused(
                "struct { __uint(type, 1); __uint(key_size, 3); __type(key, int); } m SEC(\".maps\"); " + entry,
                "its key has 4 bytes, its key_size is 3");
        refused(
                "int elsewhere SEC(\"mine\"); SEC(\"xdp\") int entry(void *ctx) { return elsewhere; }",
                "section xdp, offset 0x0",
                "section mine, which holds neither a map nor globals");
        assertThatThrownBy(() -> ObjectReader.read("a.o", TestClang.object(entryOnly(), "-target", "bpfeb")))
                .hasMessageContaining("big-endian");
        assertThatThrownBy(() -> ObjectReader.read("a.o", TestClang.object(entryOnly(), "-target", "x86_64")))
                .hasMessageContaining("for machine 62, not for BPF");
        assertThatThrownBy(() -> ObjectReader.read("a.o", new byte[0]))
                .hasMessageContaining("a.o: this is no ELF file");
    }

    private static String entryOnly() {
        return HEAD + "SEC(\"xdp\") int entry(void *ctx) { return 0; }";
    }

    private static void refused(String c, String... reasons) {
        assertThatThrownBy(() -> read(c)).isInstanceOf(ObjectException.class).hasMessageContainingAll(reasons);
    }

    @Test
    void damagedFilesNeverDoMoreThanAnObjectException() {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 4000; round++) {
            byte[] bad = EVERYTHING.clone();
            if (round % 4 == 0) {
                bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            } else {
                // Headers, tables and code alike; one in two hits the section headers at the end.
                int from = random.nextBoolean() ? bad.length - 34 * 64 : 0;
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    bad[random.nextInt(from, bad.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
                }
            }
            try {
                ObjectReader.read("bad.o", bad);
            } catch (ObjectException e) {
                assertThat(e.diagnostics()).isNotEmpty();
            }
        }
    }
}
