package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.LoadedObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code BPF_MAP_FREEZE}. */
@ParameterizedClass
@EnumSource(Place.class)
class FrozenMapTest extends MapRig {
    @ParameterizedTest
    @EnumSource(names = {"HASH", "PERCPU_HASH", "LRU_HASH", "ARRAY", "PERCPU_ARRAY"})
    void userSpaceReadsItAndNoMore(MapType type) {
        BpfMap map = create(type, 4, 8, 4, 0);
        map.update(u32(1), value(map, 11), ANY);
        map.freeze();
        assertThat(map.lookup(u32(1))).isEqualTo(value(map, 11));
        assertThat(map.nextKey(null)).isNotNull();
        refused("EPERM", () -> map.update(u32(1), value(map, 12), ANY));
        refused("EPERM", () -> map.delete(u32(1)));
        refused("EPERM", () -> map.lookupAndDelete(u32(1)));
        refused("EPERM", () -> map.updateBatch(List.of(new BpfMap.Entry(u32(1), value(map, 1))), ANY));
        refused("EPERM", () -> map.deleteBatch(List.of(u32(1))));
        refused("EPERM", map::freeze);
    }

    @Test
    void programsGoOnWritingIt() {
        LoadedObject object = load("tables.c");
        BpfMap map = map(object, "hash");
        map.freeze();
        assertThat(run(object, "use_hash", 1, 5, 55, ANY)).isZero();
        assertThat(map.lookup(u32(5))).isEqualTo(u64(55));
        assertThat(run(object, "use_hash", 2, 5)).isZero();
    }

    @Test
    void whoMayNotWriteMayNotFreeze() {
        BpfMap map = create(MapType.HASH, 4, 8, 4, MapSpec.RDONLY);
        refused("EPERM", map::freeze);
    }
}
