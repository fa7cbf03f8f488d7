package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.MapType;
import io.polyprobe.target.BpfMap;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What maps may look like, and the {@code BPF_F_} flags of their creation. */
@ParameterizedClass
@EnumSource(value = Place.class, names = "JIT", mode = EnumSource.Mode.EXCLUDE)
class MapCreationTest extends MapRig {
    /** By type: sizes, entries, flags. */
    @ParameterizedTest
    @CsvSource({
        "HASH, 4, 8, 4, 0x1", // NO_PREALLOC
        "HASH, 4, 8, 4, 0x4", // NUMA_NODE
        "HASH, 4, 8, 4, 0x40", // ZERO_SEED
        "HASH, 4, 8, 4, 0x80", // RDONLY_PROG
        "HASH, 4, 8, 4, 0x100", // WRONLY_PROG
        "HASH, 300, 3, 7, 0",
        "PERCPU_HASH, 4, 8, 4, 0x1",
        "PERCPU_HASH, 4, 32768, 4, 0",
        "LRU_HASH, 4, 8, 4, 0x2", // NO_COMMON_LRU
        "LRU_PERCPU_HASH, 4, 8, 4, 0x2",
        "ARRAY, 4, 8, 4, 0x400", // MMAPABLE
        "ARRAY, 4, 8, 4, 0x1000", // INNER_MAP
        "ARRAY, 4, 3, 4, 0x84",
        "PERCPU_ARRAY, 4, 32768, 4, 0",
        "PROG_ARRAY, 4, 4, 4, 0",
        "PERF_EVENT_ARRAY, 4, 4, 2, 0x800", // PRESERVE_ELEMS
        "CGROUP_ARRAY, 4, 4, 2, 0",
        "STACK_TRACE, 4, 1016, 7, 0",
        "STACK_TRACE, 4, 8, 1, 0",
        "LPM_TRIE, 5, 1, 4, 0x1",
        "LPM_TRIE, 260, 8, 4, 0x1",
        "QUEUE, 0, 3, 4, 0",
        "STACK, 0, 8, 1, 0x80",
        "BLOOM_FILTER, 0, 3, 4, 0x40",
        "RINGBUF, 0, 0, 4096, 0",
        "USER_RINGBUF, 0, 0, 8192, 0",
    })
    void theseCanBe(MapType type, int keySize, int valueSize, int entries, String flags) {
        BpfMap map = create(type, keySize, valueSize, entries, Integer.decode(flags));
        assertThat(map.spec().maxEntries()).isEqualTo(entries);
        assertThat(map.fd()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "EINVAL, HASH, 0, 8, 4, 0",
        "EINVAL, HASH, 4, 0, 4, 0",
        "EINVAL, HASH, 4, 8, 0, 0",
        "EINVAL, HASH, 4, 8, 4, 0x2", // NO_COMMON_LRU
        "EINVAL, HASH, 4, 8, 4, 0x18", // RDONLY and WRONLY
        "EINVAL, HASH, 4, 8, 4, 0x180", // RDONLY_PROG and WRONLY_PROG
        "EINVAL, HASH, 4, 8, 4, 0x400", // MMAPABLE
        "EINVAL, HASH, 4, 8, 4, 0x1000", // INNER_MAP
        "EINVAL, PERCPU_HASH, 4, 8, 4, 0x4", // NUMA_NODE
        "E2BIG, PERCPU_HASH, 4, 32769, 4, 0",
        "ENOTSUPP, LRU_HASH, 4, 8, 4, 0x1", // NO_PREALLOC
        "EINVAL, ARRAY, 8, 8, 4, 0",
        "EINVAL, ARRAY, 4, 0, 4, 0",
        "EINVAL, ARRAY, 4, 8, 0, 0",
        "EINVAL, ARRAY, 4, 8, 4, 0x1",
        "EINVAL, ARRAY, 4, 8, 4, 0x40",
        "EINVAL, ARRAY, 4, 8, 4, 0x800",
        "EINVAL, PERCPU_ARRAY, 4, 8, 4, 0x400",
        "EINVAL, PERCPU_ARRAY, 4, 8, 4, 0x4",
        "E2BIG, PERCPU_ARRAY, 4, 32769, 4, 0",
        "EINVAL, PROG_ARRAY, 4, 8, 4, 0",
        "EINVAL, PROG_ARRAY, 8, 4, 4, 0",
        "EINVAL, PROG_ARRAY, 4, 4, 4, 0x80",
        "EINVAL, CGROUP_ARRAY, 4, 8, 4, 0",
        "EINVAL, PERF_EVENT_ARRAY, 4, 4, 4, 0x80",
        "EINVAL, STACK_TRACE, 4, 12, 4, 0",
        "EINVAL, STACK_TRACE, 8, 8, 4, 0",
        "EINVAL, STACK_TRACE, 4, 1024, 4, 0",
        "EINVAL, STACK_TRACE, 4, 8, 4, 0x80",
        "EINVAL, LPM_TRIE, 8, 8, 4, 0", // NO_PREALLOC is a must
        "EINVAL, LPM_TRIE, 4, 8, 4, 0x1",
        "EINVAL, LPM_TRIE, 261, 8, 4, 0x1",
        "EINVAL, LPM_TRIE, 8, 0, 4, 0x1",
        "EINVAL, LPM_TRIE, 8, 8, 0, 0x1",
        "EINVAL, LPM_TRIE, 8, 8, 4, 0x41",
        "EINVAL, QUEUE, 4, 8, 4, 0",
        "EINVAL, QUEUE, 0, 0, 4, 0",
        "EINVAL, QUEUE, 0, 8, 0, 0",
        "EINVAL, QUEUE, 0, 8, 4, 0x1",
        "EINVAL, STACK, 4, 8, 4, 0",
        "EINVAL, BLOOM_FILTER, 4, 8, 4, 0",
        "EINVAL, BLOOM_FILTER, 0, 0, 4, 0",
        "EINVAL, BLOOM_FILTER, 0, 8, 0, 0",
        "EINVAL, BLOOM_FILTER, 0, 8, 4, 0x1",
        "EINVAL, RINGBUF, 0, 0, 4095, 0",
        "EINVAL, RINGBUF, 0, 0, 12288, 0",
        "EINVAL, RINGBUF, 4, 0, 4096, 0",
        "EINVAL, RINGBUF, 0, 0, 4096, 0x1",
        "EINVAL, USER_RINGBUF, 0, 0, 100, 0",
        "EINVAL, TASK_STORAGE, 4, 8, 0, 0x1", // types are a must
        "EINVAL, TASK_STORAGE, 4, 8, 0, 0",
        "EINVAL, SK_STORAGE, 4, 8, 4, 0x1",
        "EINVAL, INODE_STORAGE, 8, 8, 0, 0x1",
    })
    void theseCannot(String errno, MapType type, int keySize, int valueSize, int entries, String flags) {
        refused(errno, () -> create(type, keySize, valueSize, entries, Integer.decode(flags)));
    }
}
