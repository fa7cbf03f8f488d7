package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.Sharing;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.LoadedObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code BPF_MAP_TYPE_ARRAY_OF_MAPS} and {@code HASH_OF_MAPS}, seen from user space. */
@ParameterizedClass
@EnumSource(Place.class)
class MapOfMapsTest extends MapRig {
    private LoadedObject object;

    @BeforeEach
    void load() {
        object = load("tables.c");
    }

    private byte[] fd(String map) {
        return u32(map(object, map).fd());
    }

    @ParameterizedTest
    @ValueSource(strings = {"outer_array", "outer_hash"})
    void aMapIsPutInByItsDescriptorAndTakenOut(String name) {
        BpfMap outer = map(object, name);
        assertThat(outer.lookup(u32(1))).isNull();
        outer.update(u32(1), fd("first"), ANY);
        byte[] first = outer.lookup(u32(1));
        outer.update(u32(0), fd("first"), ANY);
        assertThat(first).isNotNull().isEqualTo(outer.lookup(u32(0)));
        outer.update(u32(1), fd("second"), ANY);
        assertThat(outer.lookup(u32(1))).isNotNull().isNotEqualTo(first);
        assertThat(outer.delete(u32(1))).isTrue();
        assertThat(outer.delete(u32(1))).isFalse();
        assertThat(outer.lookup(u32(1))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"outer_array", "outer_hash"})
    void onlyMapsLikeTheTemplateGoIn(String name) {
        BpfMap outer = map(object, name);
        refused("EBADF", () -> outer.update(u32(0), u32(1_000_000), ANY));
        refused("EINVAL", () -> outer.update(u32(0), fd("too_wide"), ANY));
        refused("EINVAL", () -> outer.update(u32(0), fd("percpu_hash"), ANY));
        refused("EINVAL", () -> outer.update(u32(0), fd("loose_hash"), ANY));
    }

    @Test
    void anArrayOfMapsHasItsKeysAlways() {
        BpfMap outer = map(object, "outer_array");
        assertThat(keys(outer)).containsExactly(u32(0), u32(1));
        assertThat(outer.lookup(u32(2))).isNull();
        refused("E2BIG", () -> outer.update(u32(2), fd("first"), ANY));
        refused("E2BIG", () -> outer.delete(u32(2)));
        refused("EINVAL", () -> outer.update(u32(0), fd("first"), NO_EXIST));
    }

    @Test
    void aHashOfMapsObeysFlagsAndItsSize() {
        BpfMap outer = map(object, "outer_hash");
        refused("ENOENT", () -> outer.update(u32(7), fd("first"), EXIST));
        outer.update(u32(7), fd("first"), NO_EXIST);
        refused("EEXIST", () -> outer.update(u32(7), fd("second"), NO_EXIST));
        outer.update(u32(7), fd("second"), EXIST);
        outer.update(u32(8), fd("second"), ANY);
        refused("E2BIG", () -> outer.update(u32(9), fd("second"), ANY));
        assertThat(keys(outer)).containsExactlyInAnyOrder(u32(7), u32(8));
    }

    @Test
    void aMapLivesAsLongAsItIsInAnother() {
        BpfMap outer = map(object, "outer_array");
        LoadedObject other = load("tables.c");
        outer.update(u32(0), u32(map(other, "first").fd()), ANY);
        map(other, "first").update(u32(3), u64(33), ANY);
        other.close();
        assertThat(run(object, "use_outer_array", 0, 0, 3)).isEqualTo(33);
        assertThat(outer.delete(u32(0))).isTrue();
    }

    @Test
    void withoutATemplateOrWithMapsOfMapsInsideItCannotBe() {
        refused("EINVAL", () -> create(MapType.ARRAY_OF_MAPS, 4, 4, 1, 0));
        var array = new MapSpec("inner", MapType.ARRAY, 4, 8, 2, 0);
        var outer = of(array, 0);
        refused("EINVAL", () -> create(of(outer, 0)));
        refused(
                "EINVAL",
                () -> create(new MapSpec(
                        "numbers", MapType.HASH_OF_MAPS, 4, 8, 1, 0, 0, 0, Sharing.Scope.NONE, array, null)));
    }

    /** Arrays as inner maps are of one length, unless they say otherwise. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 12})
    void arraysInsideHaveTheTemplatesLength(int flags) {
        BpfMap outer = create(of(new MapSpec("inner", MapType.ARRAY, 4, 8, 2, flags), 0));
        BpfMap longer = create(MapType.ARRAY, 4, 8, 3, flags);
        if (flags == 0) {
            refused("EINVAL", () -> outer.update(u32(0), u32(longer.fd()), ANY));
        } else {
            outer.update(u32(0), u32(longer.fd()), ANY);
        }
    }

    private static MapSpec of(MapSpec inner, int flags) {
        return new MapSpec("numbers", MapType.ARRAY_OF_MAPS, 4, 4, 1, flags, 0, 0, Sharing.Scope.NONE, inner, null);
    }
}
