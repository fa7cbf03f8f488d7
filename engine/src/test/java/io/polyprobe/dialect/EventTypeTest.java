package io.polyprobe.dialect;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.btf.BtfType;
import io.polyprobe.clang.ObjectCache;
import io.polyprobe.object.ObjectSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What programs submit is known by its type, which the object itself keeps. */
class EventTypeTest {
    private static ObjectSpec object;

    @BeforeAll
    static void compile() throws Exception {
        object = new Dialect(TestTypes.CLANG, ObjectCache.none())
                .compile(CSource.of("events.c", TestTypes.read("golden/events.c")), TestTypes.SMALL)
                .object();
    }

    private static BtfType submitted(String map) {
        var btf = requireNonNull(object.btf());
        return btf.type(btf.resolve(object.eventType(map).orElseThrow()));
    }

    private static void assertStruct(String map, String name, String... members) {
        assertThat(submitted(map)).isInstanceOfSatisfying(BtfType.Struct.class, struct -> {
            assertThat(struct.name()).isEqualTo(name);
            assertThat(struct.members()).extracting(BtfType.Member::name).containsExactly(members);
        });
    }

    @Test
    void aStructByItsAddressOrAPointerToIt() {
        assertStruct("plain", "data_t", "pid", "comm", "task");
        assertStruct("found", "data_t", "pid", "comm", "task");
        assertStruct("ring", "data_t", "pid", "comm", "task");
        assertStruct("reserved", "data_t", "pid", "comm", "task");
        assertStruct("packets", "data_t", "pid", "comm", "task");
    }

    @Test
    void aStructOfAFunctionsOwn() {
        assertStruct("local", "", "low", "high");
    }

    @Test
    void theLastStructWhereThereAreSeveral() {
        assertStruct("several", "second", "b");
    }

    @Test
    void whatIsNoStruct() {
        assertThat(submitted("choice")).isInstanceOf(BtfType.Union.class);
        assertThat(submitted("number"))
                .isInstanceOfSatisfying(
                        BtfType.Int.class, number -> assertThat(number.size()).isEqualTo(8));
        assertThat(submitted("text"))
                .isInstanceOfSatisfying(
                        BtfType.Array.class, array -> assertThat(array.count()).isEqualTo(16));
    }

    @Test
    void throughAMacro() {
        assertStruct("first", "second", "b");
        assertStruct("other", "second", "b");
    }

    @Test
    void nothingWhereNothingTells() {
        assertThat(object.eventType("silent")).isEmpty();
        assertThat(object.eventType("untyped")).isEmpty();
        assertThat(object.eventType("absent")).isEmpty();
    }
}
