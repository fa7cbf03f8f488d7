package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.Sharing;
import io.polyprobe.target.BpfMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues, stacks and bloom filters, seen from user space. */
@ParameterizedClass
@EnumSource(value = Place.class, names = "JIT", mode = EnumSource.Mode.EXCLUDE)
class KeylessMapTest extends MapRig {
    @ParameterizedTest
    @EnumSource(names = {"QUEUE", "STACK"})
    void aQueueGoesRound(MapType type) {
        BpfMap map = create(type, 0, 12, 3, 0);
        for (int i = 0; i < 20; i++) {
            map.update(NO_KEY, new byte[] {(byte) i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, ANY);
            map.update(NO_KEY, new byte[] {(byte) -i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, ANY);
            byte first = (byte) (type == MapType.QUEUE ? i : -i);
            assertThat(map.lookup(NO_KEY)).startsWith(first, (byte) 1).endsWith((byte) 11);
            assertThat(map.lookupAndDelete(NO_KEY)).startsWith(first, (byte) 1).endsWith((byte) 11);
            assertThat(map.lookupAndDelete(NO_KEY)).startsWith(-first);
        }
        assertThat(map.lookupAndDelete(NO_KEY)).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUE", "STACK"})
    void aQueueHasNoKeys(MapType type) {
        BpfMap map = create(type, 0, 8, 3, 0);
        map.update(NO_KEY, u64(1), ANY);
        refused("EINVAL", () -> map.delete(NO_KEY));
        refused("EINVAL", () -> map.nextKey(null));
        refused("EINVAL", () -> map.lookupAndDelete(NO_KEY, LOCK));
        refused("EINVAL", () -> map.lookup(NO_KEY, EXIST));
        refused("EINVAL", () -> map.update(NO_KEY, u64(1), LOCK));
    }

    @Test
    void aBloomFilterHoldsWhatWasPutInAndLittleElse() {
        BpfMap filter = create(MapType.BLOOM_FILTER, 0, 8, 1000, 0);
        assertThat(LongStream.range(0, 1000).noneMatch(i -> filter.mayHold(u64(i))))
                .isTrue();
        LongStream.range(0, 1000).forEach(i -> filter.update(NO_KEY, u64(i), ANY));
        assertThat(LongStream.range(0, 1000).allMatch(i -> filter.mayHold(u64(i))))
                .isTrue();
        assertThat(LongStream.range(1000, 11_000)
                        .filter(i -> filter.mayHold(u64(i)))
                        .count())
                .isLessThan(1000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 15})
    void aBloomFilterHasAsManyHashesAsItSays(long hashes) {
        BpfMap filter = create(bloom(hashes));
        filter.update(NO_KEY, u64(1), ANY);
        assertThat(filter.mayHold(u64(1))).isTrue();
    }

    @Test
    void moreThan15HashesAreRefusedAndElsewhereAny() {
        refused("EINVAL", () -> create(bloom(16)));
        refused(
                "EINVAL",
                () -> create(
                        new MapSpec("numbers", MapType.QUEUE, 0, 8, 10, 0, 0, 0, Sharing.Scope.NONE, null, null, 1)));
    }

    private static MapSpec bloom(long hashes) {
        return new MapSpec("numbers", MapType.BLOOM_FILTER, 0, 8, 10, 0, 0, 0, Sharing.Scope.NONE, null, null, hashes);
    }

    @Test
    void nothingIsTakenOutOfABloomFilter() {
        BpfMap filter = create(MapType.BLOOM_FILTER, 0, 8, 10, 0);
        filter.update(NO_KEY, u64(1), ANY);
        refused("EINVAL", () -> filter.update(NO_KEY, u64(1), NO_EXIST));
        refused("EINVAL", () -> filter.update(NO_KEY, u64(1), EXIST));
        refused("EOPNOTSUPP", () -> filter.delete(NO_KEY));
        refused("EOPNOTSUPP", () -> filter.nextKey(null));
        refused("ENOTSUPP", () -> filter.lookupAndDelete(NO_KEY));
        assertThat(filter.mayHold(u64(1))).isTrue();
    }
}
