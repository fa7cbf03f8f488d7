package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ProgramType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.LoadedObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values with a {@code struct bpf_spin_lock}, and {@code BPF_F_LOCK}. */
@ParameterizedClass
@EnumSource(Place.class)
class LockedValuesTest extends MapRig {
    private static final int BEFORE = 0;
    private static final int LOCK_FIELD = 8;
    private static final int AFTER = 12;

    private LoadedObject object;

    @BeforeEach
    void load() {
        object = load("locks.c");
    }

    private static byte[] value(long before, int lock, int after) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(BEFORE, before)
                .putInt(LOCK_FIELD, lock)
                .putInt(AFTER, after)
                .array();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "array"})
    void theLockIsNeitherReadNorWritten(String name) {
        BpfMap map = map(object, name);
        map.update(u32(1), value(5, 7, 6), ANY);
        assertThat(map.lookup(u32(1))).isEqualTo(value(5, 0, 6));
        map.update(u32(1), value(8, 1, 9), LOCK);
        assertThat(map.lookup(u32(1), LOCK)).isEqualTo(value(8, 0, 9));
        assertThat(run(object, "add_" + name, ProgramType.SYSCALL, 1, 10)).isEqualTo(19);
        assertThat(map.lookup(u32(1), LOCK)).isEqualTo(value(18, 0, 19));
    }

    @ParameterizedTest
    @ValueSource(longs = {ANY, LOCK})
    void aProgramsUpdateLeavesTheLockFree(long flags) {
        BpfMap map = map(object, "hash");
        assertThat(run(object, "put_hash", ProgramType.SYSCALL, 2, 20, flags)).isZero();
        assertThat(run(object, "put_hash", ProgramType.SYSCALL, 2, 21, flags)).isZero();
        assertThat(map.lookup(u32(2), LOCK)).isEqualTo(value(21, 0, 21));
        assertThat(run(object, "add_hash", ProgramType.SYSCALL, 2, 1)).isEqualTo(22);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "array"})
    void flagsGoTogether(String name) {
        BpfMap map = map(object, name);
        if (name.equals("hash")) {
            refused("ENOENT", () -> map.update(u32(1), value(1, 0, 1), LOCK | EXIST));
            map.update(u32(1), value(1, 0, 1), LOCK | NO_EXIST);
            assertThat(map.lookupAndDelete(u32(1), LOCK)).isEqualTo(value(1, 0, 1));
            map.update(u32(1), value(1, 0, 1), LOCK);
        }
        refused("EEXIST", () -> map.update(u32(1), value(1, 0, 1), LOCK | NO_EXIST));
        map.update(u32(1), value(2, 0, 2), LOCK | EXIST);
        assertThat(map.lookup(u32(1))).isEqualTo(value(2, 0, 2));
        refused("EINVAL", () -> map.lookup(u32(1), NO_EXIST));
    }

    /** Programs may write to it at any time, so its contents are never known. */
    @ParameterizedTest
    @ValueSource(strings = {"hash", "array"})
    void aMapWithLocksCannotBeFrozen(String name) {
        refused("ENOTSUPP", () -> map(object, name).freeze());
    }
}
