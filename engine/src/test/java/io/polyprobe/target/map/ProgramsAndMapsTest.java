package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.MapType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.LoadedObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs get from the helpers that read and write maps. */
@ParameterizedClass
@EnumSource(Place.class)
class ProgramsAndMapsTest extends MapRig {
    private static final int LOOKUP = 0;
    private static final int UPDATE = 1;
    private static final int DELETE = 2;
    private static final int REPLACE = 3;

    private static final int ENOENT = -2;
    private static final int E2BIG = -7;
    private static final int EAGAIN = -11;
    private static final int EEXIST = -17;
    private static final int EINVAL = -22;

    private LoadedObject object;

    @BeforeEach
    void load() {
        object = load("tables.c");
    }

    private int use(String map, long what, long key, long value, long flags) {
        return run(object, "use_" + map, what, key, value, flags);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "loose_hash", "percpu_hash", "lru", "percpu_lru"})
    void aHashAnswersAsUserSpaceIsAnswered(String map) {
        assertThat(use(map, LOOKUP, 1, 0, 0)).isEqualTo(-1);
        assertThat(use(map, UPDATE, 1, 11, EXIST)).isEqualTo(ENOENT);
        assertThat(use(map, UPDATE, 1, 11, NO_EXIST)).isZero();
        assertThat(use(map, UPDATE, 1, 12, NO_EXIST)).isEqualTo(EEXIST);
        assertThat(use(map, UPDATE, 1, 12, 3)).isEqualTo(EINVAL);
        assertThat(use(map, UPDATE, 1, 12, LOCK)).isEqualTo(EINVAL);
        assertThat(use(map, UPDATE, 1, 12, 8)).isEqualTo(EINVAL);
        assertThat(use(map, UPDATE, 1, 13, EXIST)).isZero();
        assertThat(use(map, LOOKUP, 1, 0, 0)).isEqualTo(13);
        assertThat(map(object, map).lookup(u32(1))).contains(13);
        assertThat(use(map, DELETE, 1, 0, 0)).isZero();
        assertThat(use(map, DELETE, 1, 0, 0)).isEqualTo(ENOENT);
    }

    @ParameterizedTest
    @CsvSource({"hash, -7", "loose_hash, -7", "percpu_hash, -7", "lru, 0", "percpu_lru, 0"})
    void aFullHashTakesNoMoreUnlessItDropsOthers(String map, int expected) {
        for (int key = 0; key < 4; key++) {
            assertThat(use(map, UPDATE, key, key, ANY)).isZero();
        }
        assertThat(use(map, UPDATE, 9, 9, ANY)).isEqualTo(expected);
        assertThat(use(map, LOOKUP, 9, 0, 0)).isEqualTo(expected == 0 ? 9 : -1);
        assertThat(keys(map(object, map))).hasSizeBetween(1, 4);
    }

    /** A pointer to a value that was replaced still shows the old one; per-CPU values and arrays change in place. */
    @ParameterizedTest
    @CsvSource({"hash, 5", "loose_hash, 5", "lru, 5", "trie, 5", "percpu_hash, 6", "percpu_lru, 6", "array, 6"})
    void anUpdateReplacesAValueAsAWhole(String map, int seen) {
        long key = map.equals("trie") ? 8 : 1;
        assertThat(use(map, UPDATE, key, 5, ANY)).isZero();
        assertThat(use(map, REPLACE, key, 6, 0)).isEqualTo(seen);
        assertThat(use(map, LOOKUP, key, 0, 0)).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"array", "percpu_array"})
    void anArrayHasAllItsKeys(String map) {
        assertThat(use(map, LOOKUP, 3, 0, 0)).isZero();
        assertThat(use(map, LOOKUP, 4, 0, 0)).isEqualTo(-1);
        assertThat(use(map, UPDATE, 3, 33, ANY)).isZero();
        assertThat(use(map, UPDATE, 3, 33, EXIST)).isZero();
        assertThat(use(map, LOOKUP, 3, 0, 0)).isEqualTo(33);
        assertThat(use(map, UPDATE, 4, 1, ANY)).isEqualTo(E2BIG);
        assertThat(use(map, UPDATE, 4, 1, NO_EXIST)).isEqualTo(E2BIG);
        assertThat(use(map, UPDATE, 3, 1, NO_EXIST)).isEqualTo(EEXIST);
        assertThat(use(map, UPDATE, 3, 1, 3)).isEqualTo(EINVAL);
        assertThat(use(map, DELETE, 3, 0, 0)).isEqualTo(EINVAL);
    }

    @Test
    void aTrieFindsTheLongestPrefix() {
        long ten = 8 | 10L << 32;
        assertThat(use("trie", UPDATE, ten, 8, EXIST)).isEqualTo(ENOENT);
        assertThat(use("trie", UPDATE, ten, 8, ANY)).isZero();
        assertThat(use("trie", UPDATE, 33 | 10L << 32, 8, ANY)).isEqualTo(EINVAL);
        assertThat(use("trie", LOOKUP, 32 | 0x0302010aL << 32, 0, 0)).isEqualTo(8);
        assertThat(use("trie", LOOKUP, 32 | 0x0302010bL << 32, 0, 0)).isEqualTo(-1);
        assertThat(use("trie", DELETE, 16 | 10L << 32, 0, 0)).isEqualTo(ENOENT);
        assertThat(use("trie", DELETE, ten, 0, 0)).isZero();
        assertThat(use("trie", LOOKUP, ten, 0, 0)).isEqualTo(-1);
    }

    @Test
    void theValueOfAnotherCpuCanBeRead() {
        BpfMap map = map(object, "percpu_hash");
        int cpus = map.userValueSize() / Long.BYTES;
        var values = ByteBuffer.allocate(map.userValueSize()).order(ByteOrder.nativeOrder());
        for (int cpu = 0; cpu < cpus; cpu++) {
            values.putLong(100 + cpu);
        }
        map.update(u32(7), values.array(), ANY);
        assertThat(run(object, "of_cpu", 7, 0)).isEqualTo(100);
        assertThat(run(object, "of_cpu", 7, cpus - 1)).isEqualTo(100 + cpus - 1);
        assertThat(run(object, "of_cpu", 7, 100_000)).isEqualTo(-1);
        assertThat(run(object, "of_cpu", 8, 0)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"hash, 30655", "percpu_hash, 30655", "array, 40655", "percpu_array, 40655"})
    void aFunctionIsCalledForEachElement(String name, int expected) {
        BpfMap map = map(object, name);
        map.update(u32(1), value(map, 10), ANY);
        map.update(u32(2), value(map, 20), ANY);
        map.update(u32(3), value(map, 25), ANY);
        assertThat(run(object, "add_" + name, -1, 0)).isEqualTo(expected);
        assertThat(run(object, "add_" + name, -1, 1)).isEqualTo(EINVAL);
    }

    @Test
    void itStopsWhereTheFunctionSaysSo() {
        assertThat(run(object, "add_array", 1, 0)).isEqualTo(20100);
        assertThat(run(object, "add_hash", 1, 0)).isZero();
    }

    @Test
    void theFunctionMayDeleteTheElement() {
        BpfMap map = map(object, "hash");
        for (int key = 0; key < 4; key++) {
            map.update(u32(key), u64(key), ANY);
        }
        assertThat(run(object, "drop_hash", 0, 0)).isEqualTo(40000);
        assertThat(keys(map)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"outer_array", "outer_hash"})
    void programsReachTheMapsInMaps(String name) {
        BpfMap outer = map(object, name);
        BpfMap first = map(object, "first");
        assertThat(run(object, "use_" + name, 1, LOOKUP, 5)).isEqualTo(-10);
        outer.update(u32(1), u32(first.fd()), ANY);
        assertThat(run(object, "use_" + name, 1, LOOKUP, 5)).isEqualTo(-1);
        assertThat(run(object, "use_" + name, 1, UPDATE, 5, 55)).isZero();
        assertThat(first.lookup(u32(5))).isEqualTo(u64(55));
        outer.update(u32(1), u32(map(object, "second").fd()), ANY);
        assertThat(run(object, "use_" + name, 1, LOOKUP, 5)).isEqualTo(-1);
        assertThat(outer.delete(u32(1))).isTrue();
        assertThat(run(object, "use_" + name, 1, LOOKUP, 5)).isEqualTo(-10);
    }

    @Test
    void aBloomFilterIsAddedToAndAsked() {
        assertThat(run(object, "use_bloom", 7, 0, 0)).isEqualTo(ENOENT);
        assertThat(run(object, "use_bloom", 7, 1, EXIST)).isEqualTo(EINVAL);
        assertThat(run(object, "use_bloom", 7, 1, ANY)).isZero();
        assertThat(run(object, "use_bloom", 7, 0, 0)).isZero();
        assertThat(map(object, "bloom").mayHold(u64(7))).isTrue();
    }

    @Test
    void aTaskHasAValueOfItsOwn() {
        assertThat(run(object, "use_task", 0, 0)).isEqualTo(-1);
        assertThat(run(object, "drop_task")).isEqualTo(ENOENT);
        assertThat(run(object, "use_task", 1, 41)).isEqualTo(42);
        assertThat(run(object, "use_task", 1, 41)).isEqualTo(43);
        assertThat(run(object, "use_task", 0, 0)).isEqualTo(44);
        assertThat(run(object, "use_task", 2, 0)).isEqualTo(-1);
        assertThat(run(object, "drop_task")).isZero();
        assertThat(run(object, "use_task", 1, 0)).isEqualTo(1);
    }

    @Test
    void anEmptySlotOfAnArrayOfControlGroupsHoldsNobody() {
        assertThat(run(object, "is_under", 1)).isEqualTo(EAGAIN);
        assertThat(run(object, "is_under", 2)).isEqualTo(E2BIG);
    }

    /** Each has a key of its own; beside them a map grows, and with it the memory that programs see. */
    @ParameterizedTest
    @ValueSource(strings = {"hash", "loose_hash", "percpu_hash", "lru"})
    void programsAndUserSpaceUseAMapAtOnce(String name) throws Exception {
        BpfMap map = map(object, name);
        BpfMap growing = create(MapType.HASH, 4, 8, 20_000, 1);
        try (var other = Executors.newSingleThreadExecutor()) {
            Future<?> user = other.submit(() -> {
                for (int i = 0; i < 5000; i++) {
                    map.update(u32(2), value(map, i), ANY);
                    growing.update(u32(i), u64(i), NO_EXIST);
                    assertThat(map.lookup(u32(2))).isEqualTo(value(map, i));
                    assertThat(map.delete(u32(2))).isTrue();
                }
            });
            for (int i = 0; i < 500 || !user.isDone(); i++) {
                assertThat(use(name, UPDATE, 1, i, ANY)).isZero();
                assertThat(use(name, LOOKUP, 1, 0, 0)).isEqualTo(i);
                assertThat(use(name, DELETE, 1, 0, 0)).isZero();
            }
            user.get();
        }
        assertThat(keys(map)).isEmpty();
        assertThat(keys(growing)).hasSize(5000);
    }
}
