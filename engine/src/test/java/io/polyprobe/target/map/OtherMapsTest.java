package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.MapType;
import io.polyprobe.target.BpfMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What user space may and may not do with maps that are not its own tables. */
@ParameterizedClass
@EnumSource(value = Place.class, names = "JIT", mode = EnumSource.Mode.EXCLUDE)
class OtherMapsTest extends MapRig {
    @ParameterizedTest
    @EnumSource(names = {"PERF_EVENT_ARRAY", "CGROUP_ARRAY"})
    void arraysOfDescriptorsTakeDescriptorsAndShowNone(MapType type) {
        BpfMap map = create(type, 4, 4, 2, 0);
        refused("ENOTSUPP", () -> map.lookup(u32(0)));
        refused("EBADF", () -> map.update(u32(0), u32(1_000_000), ANY));
        refused("E2BIG", () -> map.update(u32(2), u32(1_000_000), ANY));
        refused("EINVAL", () -> map.update(u32(0), u32(1_000_000), NO_EXIST));
        assertThat(map.delete(u32(1))).isFalse();
        refused("E2BIG", () -> map.delete(u32(2)));
        assertThat(keys(map)).containsExactly(u32(0), u32(1));
    }

    @Test
    void stacksAreReadAndDeletedOnly() {
        BpfMap map = create(MapType.STACK_TRACE, 4, 80, 5, 0);
        assertThat(map.lookup(u32(1))).isNull();
        assertThat(map.lookup(u32(100))).isNull();
        refused("EINVAL", () -> map.update(u32(1), new byte[80], ANY));
        assertThat(map.delete(u32(7))).isFalse(); // its entries are rounded up to 8
        refused("E2BIG", () -> map.delete(u32(8)));
        assertThat(map.nextKey(null)).isNull();
    }

    @Test
    void aRingBufferHasNoElements() {
        BpfMap map = create(MapType.RINGBUF, 0, 0, 4096, 0);
        refused("ENOTSUPP", () -> map.lookup(NO_KEY));
        refused("ENOTSUPP", () -> map.update(NO_KEY, NO_KEY, ANY));
        refused("ENOTSUPP", () -> map.delete(NO_KEY));
        refused("ENOTSUPP", () -> map.nextKey(null));
        refused("ENOTSUPP", () -> map.lookupAndDelete(NO_KEY));
    }

    @Test
    void storageIsKnownByDescriptors() {
        BpfMap map = map(load("tables.c"), "of_task");
        refused("EBADF", () -> map.lookup(u32(1_000_000)));
        refused("EBADF", () -> map.update(u32(1_000_000), u64(1), ANY));
        refused("EBADF", () -> map.delete(u32(1_000_000)));
        refused("ENOTSUPP", () -> map.nextKey(null));
        refused("EBADF", () -> map.lookupAndDelete(u32(1_000_000)));
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY", "PERCPU_ARRAY"})
    void nothingIsTakenOutOfAnArray(MapType type) {
        BpfMap map = create(type, 4, 8, 4, 0);
        refused("EINVAL", () -> map.lookupAndDelete(u32(1)));
        refused("EINVAL", () -> map.update(u32(0), value(map, 1), LOCK));
        refused("EINVAL", () -> map.update(u32(0), value(map, 1), 3));
        refused("EINVAL", () -> map.lookup(u32(0), LOCK));
        refused("EINVAL", () -> map.lookup(u32(0), NO_EXIST));
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH", "LRU_HASH", "LRU_PERCPU_HASH"})
    void locksThatAreNotThereAreRefused(MapType type) {
        BpfMap map = create(type, 4, 8, 4, 0);
        refused("EINVAL", () -> map.update(u32(0), value(map, 1), LOCK));
        refused("EINVAL", () -> map.lookup(u32(0), LOCK));
        refused("EINVAL", () -> map.lookupAndDelete(u32(0), LOCK));
        refused("EINVAL", () -> map.update(u32(0), value(map, 1), 3));
        refused("EINVAL", () -> map.update(u32(0), value(map, 1), -1));
    }
}
