package io.polyprobe.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.Sharing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What maps do, seen from user space, on every target. */
public abstract class MapContract {
    private static final long ANY = 0;
    private static final long NO_EXIST = 1;
    private static final long EXIST = 2;

    private Target target;

    /** The target under test; closed after each test. */
    protected abstract Target open();

    @BeforeEach
    void openTarget() {
        target = open();
    }

    @AfterEach
    void closeTarget() {
        target.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH", "LRU_HASH"})
    void aHashHoldsWhatWasPutUntilItIsDeleted(MapType type) {
        var map = map(type, 16);
        assertThat(map.lookup(key(1))).isNull();
        map.update(key(1), value(map, 11), ANY);
        assertThat(map.lookup(key(1))).isEqualTo(value(map, 11));
        map.update(key(1), value(map, 12), ANY);
        assertThat(map.lookup(key(1))).isEqualTo(value(map, 12));
        assertThat(map.delete(key(1))).isTrue();
        assertThat(map.delete(key(1))).isFalse();
        assertThat(map.lookup(key(1))).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH"})
    void flagsSayWhetherAKeyMustBeThere(MapType type) {
        var map = map(type, 16);
        assertThatThrownBy(() -> map.update(key(1), value(map, 1), EXIST))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("ENOENT");
        map.update(key(1), value(map, 1), NO_EXIST);
        assertThatThrownBy(() -> map.update(key(1), value(map, 2), NO_EXIST))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("EEXIST");
        map.update(key(1), value(map, 3), EXIST);
        assertThat(map.lookup(key(1))).isEqualTo(value(map, 3));
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH"})
    void aFullHashRefusesAnotherKeyButNotAnotherValue(MapType type) {
        var map = map(type, 4);
        for (int i = 0; i < 4; i++) {
            map.update(key(i), value(map, i), ANY);
        }
        assertThatThrownBy(() -> map.update(key(4), value(map, 4), ANY))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("'numbers'")
                .hasMessageContaining("E2BIG");
        map.update(key(3), value(map, 33), ANY);
        assertThat(map.lookup(key(3))).isEqualTo(value(map, 33));
    }

    @Test
    void keysComeOneAfterTheOther() {
        var map = map(MapType.HASH, 16);
        assertThat(map.nextKey(null)).isNull();
        for (int i = 0; i < 10; i++) {
            map.update(key(i), value(map, i), ANY);
        }
        List<Integer> seen = new ArrayList<>();
        for (byte[] key = map.nextKey(null); key != null; key = map.nextKey(key)) {
            seen.add(number(key));
        }
        assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(map.nextKey(key(4711))).isEqualTo(map.nextKey(null));
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY", "PERCPU_ARRAY"})
    void anArrayHasAllItsKeysAlways(MapType type) {
        var map = map(type, 4);
        assertThat(map.lookup(key(3))).isEqualTo(value(map, 0));
        map.update(key(3), value(map, 7), ANY);
        assertThat(map.lookup(key(3))).isEqualTo(value(map, 7));
        assertThat(map.lookup(key(4))).isNull();
        assertThatThrownBy(() -> map.update(key(4), value(map, 1), ANY)).hasMessageContaining("E2BIG");
        assertThatThrownBy(() -> map.update(key(0), value(map, 1), NO_EXIST)).hasMessageContaining("EEXIST");
        assertThatThrownBy(() -> map.delete(key(0)))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("EINVAL");
        List<Integer> keys = new ArrayList<>();
        for (byte[] key = map.nextKey(null); key != null; key = map.nextKey(key)) {
            keys.add(number(key));
        }
        assertThat(keys).containsExactly(0, 1, 2, 3);
        assertThat(map.nextKey(key(99))).isEqualTo(key(0));
    }

    @Test
    void aPerCpuValueHasAPartForEachCpu() {
        var map = map(MapType.PERCPU_ARRAY, 1);
        assertThat(map.userValueSize() % 8).isZero();
        assertThat(map.userValueSize())
                .isGreaterThanOrEqualTo(8 * target.types().onlineCpus());
        var values = ByteBuffer.allocate(map.userValueSize()).order(ByteOrder.nativeOrder());
        for (int cpu = 0; cpu < values.capacity() / 8; cpu++) {
            values.putLong(8 * cpu, 100 + cpu);
        }
        map.update(key(0), values.array(), ANY);
        assertThat(map.lookup(key(0))).isEqualTo(values.array());
    }

    @Test
    void keysAndValuesOfAWrongSizeAreRefusedWithTheRightOne() {
        var map = map(MapType.HASH, 4);
        assertThatThrownBy(() -> map.lookup(new byte[3]))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("'numbers'")
                .hasMessageContaining("3 bytes instead of 4");
        assertThatThrownBy(() -> map.update(key(1), new byte[9], ANY))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("9 bytes instead of 8");
    }

    @Test
    void unknownFlagsAreRefused() {
        var map = map(MapType.HASH, 4);
        assertThatThrownBy(() -> map.update(key(1), value(map, 1), 64)).hasMessageContaining("EINVAL");
    }

    @Test
    void globalsBeginWithTheirContents() {
        var spec = new MapSpec(
                ".data", MapType.ARRAY, 4, 8, 1, 0, 0, 0, Sharing.Scope.NONE, null, new byte[] {1, 2, 3, 4, 5, 6, 7, 8
                });
        var map = load(spec);
        assertThat(map.lookup(key(0))).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        map.update(key(0), new byte[8], ANY);
        assertThat(map.lookup(key(0))).containsOnly(0);
    }

    @Test
    void constantsStayWhatTheyAre() {
        var spec = new MapSpec(
                ".rodata", MapType.ARRAY, 4, 2, 1, MapSpec.RDONLY_PROG, 0, 0, Sharing.Scope.NONE, null, new byte[] {7, 8
                });
        var map = load(spec);
        assertThat(map.lookup(key(0))).containsExactly(7, 8);
        assertThatThrownBy(() -> map.update(key(0), new byte[2], ANY))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("EPERM");
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH", "ARRAY", "PERCPU_ARRAY"})
    void flagsSayWhatUserSpaceMayDo(MapType type) {
        var readable = load(new MapSpec("numbers", type, 4, 8, 4, MapSpec.RDONLY));
        assertThat(readable.nextKey(key(9))).isEqualTo(readable.nextKey(null));
        refusedAsForbidden(() -> readable.update(key(1), value(readable, 1), ANY));
        refusedAsForbidden(() -> readable.delete(key(1)));
        var writable = load(new MapSpec("numbers", type, 4, 8, 4, MapSpec.WRONLY));
        writable.update(key(1), value(writable, 1), ANY);
        refusedAsForbidden(() -> writable.lookup(key(1)));
        refusedAsForbidden(() -> writable.nextKey(null));
    }

    private static void refusedAsForbidden(ThrowableAssert.ThrowingCallable use) {
        assertThatThrownBy(use).isInstanceOf(TargetException.class).hasMessageContaining("EPERM");
    }

    @ParameterizedTest
    @ValueSource(ints = {MapSpec.RDONLY | MapSpec.WRONLY, MapSpec.RDONLY_PROG | MapSpec.WRONLY_PROG, 1 << 30})
    void flagsThatMakeNoSenseAreRefused(int flags) {
        assertThatThrownBy(() -> load(new MapSpec("numbers", MapType.HASH, 4, 8, 4, flags)))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("EINVAL");
    }

    @Test
    void keysMayGoWhileTheyAreIteratedOver() {
        var map = map(MapType.HASH, 64);
        for (int i = 0; i < 50; i++) {
            map.update(key(i), value(map, i), ANY);
        }
        int seen = 0;
        // The key after is asked for before a key goes: who asks after a key that has gone begins anew.
        for (byte[] key = map.nextKey(null); key != null; seen++) {
            byte[] next = map.nextKey(key);
            assertThat(map.delete(key)).isTrue();
            key = next;
        }
        assertThat(seen).isEqualTo(50);
        assertThat(map.nextKey(null)).isNull();
    }

    @Test
    void aMapOfAnObjectThatIsClosedSaysSo() {
        var spec = new MapSpec("numbers", MapType.HASH, 4, 8, 4, 0);
        var object = target.load(new ObjectSpec("maps.o", List.of(), Map.of(spec.name(), spec), null, "GPL", 0));
        var map = Objects.requireNonNull(object.maps().get(spec.name()));
        map.update(key(1), value(map, 1), ANY);
        object.close();
        refusedAsClosed(() -> map.lookup(key(1)));
        refusedAsClosed(() -> map.update(key(1), new byte[8], ANY));
        refusedAsClosed(() -> map.delete(key(1)));
        refusedAsClosed(() -> map.nextKey(null));
        assertThat(map.userValueSize()).isEqualTo(8);
    }

    private static void refusedAsClosed(ThrowableAssert.ThrowingCallable use) {
        assertThatThrownBy(use)
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("'numbers'")
                .hasMessageContaining("closed");
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH", "LRU_HASH"})
    void aValueCanBeTakenOut(MapType type) {
        var map = map(type, 16);
        map.update(key(1), value(map, 11), ANY);
        assertThat(map.lookupAndDelete(key(1))).isEqualTo(value(map, 11));
        assertThat(map.lookupAndDelete(key(1))).isNull();
        assertThat(map.lookup(key(1))).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH", "ARRAY", "PERCPU_ARRAY"})
    void entriesAreUpdatedAndReadInBatches(MapType type) {
        var map = map(type, 10_000);
        map.updateBatch(entries(map, 0, 10_000), ANY);
        assertThat(numbers(map, map.lookupBatch()))
                .isEqualTo(IntStream.range(0, 10_000).boxed().toList());
        assertThat(map.lookup(key(77))).isEqualTo(value(map, 77));
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH", "LRU_HASH"})
    void entriesAreTakenOutAndDeletedInBatches(MapType type) {
        var map = map(type, 20_000);
        assertThat(map.lookupAndDeleteBatch()).isEmpty();
        map.updateBatch(entries(map, 0, 5000), ANY);
        assertThat(numbers(map, map.lookupAndDeleteBatch()))
                .isEqualTo(IntStream.range(0, 5000).boxed().toList());
        assertThat(map.nextKey(null)).isNull();
        map.updateBatch(entries(map, 0, 100), ANY);
        assertThat(map.deleteBatch(List.of(key(500), key(1), key(2), key(2), key(3), key(700))))
                .isEqualTo(3);
        assertThat(map.lookupBatch()).hasSize(97);
    }

    @Test
    void aBatchObeysFlagsAndNeedsRightSizes() {
        var map = map(MapType.HASH, 16);
        map.updateBatch(entries(map, 0, 4), NO_EXIST);
        assertThatThrownBy(() -> map.updateBatch(entries(map, 3, 5), NO_EXIST)).hasMessageContaining("EEXIST");
        assertThatThrownBy(() -> map.updateBatch(List.of(new BpfMap.Entry(key(1), new byte[1])), ANY))
                .hasMessageContaining("1 bytes instead of 8");
        assertThatThrownBy(() -> map.deleteBatch(List.of(new byte[3]))).hasMessageContaining("3 bytes instead of 4");
        assertThat(map.deleteBatch(List.of())).isZero();
        map.updateBatch(List.of(), ANY);
        assertThat(map.lookupBatch()).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUE", "STACK"})
    void queuesAndStacksArePushedPeekedAndPopped(MapType type) {
        var map = load(new MapSpec("numbers", type, 0, 8, 3, 0));
        var none = new byte[0];
        assertThat(map.lookup(none)).isNull();
        assertThat(map.lookupAndDelete(none)).isNull();
        for (int i = 1; i <= 3; i++) {
            map.update(none, value(map, i), ANY);
        }
        assertThatThrownBy(() -> map.update(none, value(map, 4), ANY)).hasMessageContaining("E2BIG");
        map.update(none, value(map, 4), EXIST); // drops the oldest
        assertThatThrownBy(() -> map.update(none, value(map, 5), NO_EXIST)).hasMessageContaining("EINVAL");
        List<Integer> order = type == MapType.QUEUE ? List.of(2, 3, 4) : List.of(4, 3, 2);
        for (int number : order) {
            assertThat(map.lookup(none)).isEqualTo(value(map, number));
            assertThat(map.lookupAndDelete(none)).isEqualTo(value(map, number));
        }
        assertThat(map.lookup(none)).isNull();
    }

    private static List<BpfMap.Entry> entries(BpfMap map, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new BpfMap.Entry(key(i), value(map, i)))
                .toList();
    }

    /** The keys in order, once each value has proved to be its key's. */
    private static List<Integer> numbers(BpfMap map, List<BpfMap.Entry> entries) {
        entries.forEach(entry -> assertThat(entry.value()).isEqualTo(value(map, number(entry.key()))));
        return entries.stream().map(entry -> number(entry.key())).sorted().toList();
    }

    private BpfMap map(MapType type, int entries) {
        return load(new MapSpec("numbers", type, 4, 8, entries, 0));
    }

    private BpfMap load(MapSpec spec) {
        LoadedObject object =
                target.load(new ObjectSpec("maps.o", List.of(), Map.of(spec.name(), spec), null, "GPL", 0));
        return Objects.requireNonNull(object.maps().get(spec.name()));
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(number)
                .array();
    }

    private static int number(byte[] key) {
        return ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt();
    }

    private static byte[] value(BpfMap map, long number) {
        var value = ByteBuffer.allocate(map.userValueSize()).order(ByteOrder.nativeOrder());
        while (value.hasRemaining()) {
            value.putLong(number);
        }
        return value.array();
    }
}
