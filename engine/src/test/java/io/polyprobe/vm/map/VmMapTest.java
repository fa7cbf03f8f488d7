package io.polyprobe.vm.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.Sharing;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs see of maps, and what only these maps do; what scripts see is in the suite shared with Linux. */
class VmMapTest {
    private final Memory memory = new Memory();
    private final MapSpace space = new MapSpace(memory, 3);
    private final Maps maps = new Maps(space, null);

    @AfterEach
    void everything_leaves_the_address_space() {
        maps.close();
        assertThat(memory.regions()).isEmpty();
    }

    /** Updates by flag, on a key that is there and on one that is not: result as the kernel gives it. */
    @ParameterizedTest
    @CsvSource({
        "HASH, 0, 0, 0",
        "HASH, 1, -17, 0",
        "HASH, 2, 0, -2",
        "HASH, 3, -22, -22",
        "HASH, -1, -22, -22",
        "ARRAY, 0, 0, -7",
        "ARRAY, 1, -17, -7",
        "ARRAY, 2, 0, -7",
        "ARRAY, 3, -22, -22",
        "PERCPU_ARRAY, 0, 0, -7",
        "PERCPU_ARRAY, 1, -17, -7",
    })
    void updates_obey_their_flags(MapType type, long flags, int present, int absent) {
        var map = table(new MapSpec("m", type, 4, 8, 2, 0));
        assertThat(map.put(key(1), new byte[8], 0, 0)).isZero();
        assertThat(map.put(key(1), new byte[8], flags, 0)).isEqualTo(present);
        assertThat(map.put(key(9), new byte[8], flags, 0)).isEqualTo(absent);
    }

    @Test
    void a_full_table_takes_no_new_key_but_changes_old_ones() {
        var map = table(new MapSpec("m", MapType.HASH, 4, 8, 2, 0));
        assertThat(map.put(key(1), new byte[8], 0, 0)).isZero();
        assertThat(map.put(key(2), new byte[8], 0, 0)).isZero();
        assertThat(map.put(key(3), new byte[8], 0, 0)).isEqualTo(Errno.E2BIG.result());
        assertThat(map.put(key(2), new byte[8], 0, 0)).isZero();
        assertThat(map.remove(key(1))).isZero();
        assertThat(map.put(key(3), new byte[8], 0, 0)).isZero();
    }

    @Test
    void a_value_stays_where_it_is_while_the_table_grows() {
        var map = table(new MapSpec("m", MapType.HASH, 4, 12, 5_000, 0));
        map.put(key(0), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 0, 0);
        long address = map.find(key(0), 0);
        for (int i = 1; i < 5_000; i++) {
            map.put(key(i), new byte[12], 0, 0);
        }
        assertThat(map.find(key(0), 0)).isEqualTo(address);
        assertThat(memory.load(address + 8, 4)).isEqualTo(0x0c0b0a09);
        var seen = new HashSet<Integer>();
        for (byte[] key = map.descriptor().nextKey(null);
                key != null;
                key = map.descriptor().nextKey(key)) {
            seen.add(ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).getInt());
        }
        assertThat(seen).hasSize(5_000);
    }

    @Test
    void a_full_lru_table_drops_first_what_came_first_and_was_left_alone() {
        var map = table(new MapSpec("m", MapType.LRU_HASH, 4, 8, 3, 0));
        for (int i = 0; i < 3; i++) {
            map.put(key(i), new byte[8], 0, 0);
        }
        map.find(key(0), 0);
        assertThat(map.put(key(7), new byte[8], 0, 0)).isZero();
        assertThat(map.find(key(1), 0)).isZero();
        assertThat(map.put(key(8), new byte[8], 0, 0)).isZero();
        assertThat(map.find(key(2), 0)).isZero();
        assertThat(map.find(key(0), 0)).isNotZero();
        assertThat(map.find(key(7), 0)).isNotZero();
        assertThat(map.find(key(8), 0)).isNotZero();
    }

    @Test
    void a_program_that_makes_an_entry_sets_its_own_cpus_value_alone() {
        var map = table(new MapSpec("m", MapType.PERCPU_HASH, 4, 4, 3, 0));
        map.put(key(5), new byte[] {7, 0, 0, 0}, 0, 1);
        assertThat(memory.load(map.find(key(5), 1), 4)).isEqualTo(7);
        assertThat(memory.load(map.find(key(5), 2), 4)).isZero();
        assertThat(map.descriptor().lookup(key(5))).hasSize(24).startsWith(0, 0, 0, 0, 0, 0, 0, 0, 7);
    }

    @Test
    void each_cpu_has_its_value_and_user_space_sees_all_in_a_row() {
        var map = table(new MapSpec("m", MapType.PERCPU_ARRAY, 4, 4, 2, 0));
        map.put(key(1), new byte[] {7, 0, 0, 0}, 0, 2);
        assertThat(memory.load(map.find(key(1), 2), 4)).isEqualTo(7);
        assertThat(memory.load(map.find(key(1), 1), 4)).isZero();
        assertThat(map.descriptor().lookup(key(1)))
                .isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0});
        map.descriptor()
                .update(key(0), new byte[] {1, 0, 0, 0, 9, 9, 9, 9, 2, 0, 0, 0, 9, 9, 9, 9, 3, 0, 0, 0, 9, 9, 9, 9}, 0);
        assertThat(memory.load(map.find(key(0), 1), 4)).isEqualTo(2);
        assertThat(map.find(key(2), 0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, READ_WRITE", "128, READ"})
    void globals_have_their_contents_and_their_access(int flags, Access access) {
        var map = table(new MapSpec(
                ".rodata", MapType.ARRAY, 4, 3, 1, flags, 0, 0, Sharing.Scope.NONE, null, new byte[] {1, 2, 3}));
        assertThat(memory.load(map.table().addressOfGlobal(1), 2)).isEqualTo(0x0302);
        assertThat(memory.regionAt(map.table().addressOfGlobal(0)).orElseThrow().access())
                .isEqualTo(access);
        assertThat(map.descriptor().lookup(key(0))).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "HASH, 0, 8, 1, 0, the size of its keys is 0",
        "HASH, 4, 0, 1, 0, the size of its values is 0",
        "HASH, 4, 8, 0, 0, it has room for no entry",
        "HASH, 4, 8, 1, 32, its flags 0x20 are not known",
        "ARRAY, 8, 8, 1, 0, 'the keys of an array have 4 bytes, not 8'",
        "ARRAY, 4, 8, 1, 1, its flags 0x1 are not known",
        "ARRAY, 4, 4096, 2147483647, 0, bytes are too many",
        "LPM_TRIE, 8, 8, 1, 0, its flags lack BPF_F_NO_PREALLOC",
        "SOCKMAP, 4, 4, 1, 0, maps of type SOCKMAP are not in the virtual kernel",
    })
    void maps_that_cannot_be_are_refused_with_the_reason(
            MapType type, int keySize, int valueSize, int entries, int flags, String reason) {
        var spec = new MapSpec("odd", type, keySize, valueSize, entries, flags);
        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> maps.create(spec))
                .withMessageContaining("map 'odd' cannot be created: ")
                .withMessageContaining(reason);
    }

    @Test
    void maps_are_pinned_below_bpffs() {
        assertThatExceptionOfType(TargetException.class)
                .isThrownBy(() -> maps.create(shared(new Sharing.Pinned("/tmp/m"))))
                .withMessageContaining("maps are pinned below /sys/fs/bpf/");
    }

    private static MapSpec shared(Sharing sharing) {
        return new MapSpec("m", MapType.HASH, 4, 8, 2, 0, 0, 0, sharing, null, null);
    }

    @Test
    void what_is_stored_with_an_object_goes_with_it() {
        var spec = new MapSpec("m", MapType.TASK_STORAGE, 4, 8, 0, 1, 1, 1, Sharing.Scope.NONE, null, null);
        var storage = (LocalStorage) maps.create(spec).map();
        long task = 0x1000;
        long value = storage.get(task, 0, 1);
        memory.store(value, 8, 42);
        assertThat(storage.get(task, 0, 0)).isEqualTo(value);
        space.freed(task);
        assertThat(storage.get(task, 0, 0)).isZero();
        assertThat(memory.load(storage.get(task, 0, 1), 8)).isZero();
    }

    /** A table as programs have it. */
    private ProgramSide table(MapSpec spec) {
        return new ProgramSide(maps.create(spec));
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }
}
