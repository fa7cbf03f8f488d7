package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import io.polyprobe.vm.interpreter.Code;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code BPF_MAP_TYPE_PROG_ARRAY}: programs that others go on in ({@code bpf_tail_call}). */
public final class ProgramArray extends VmMap {
    private record Slot(int fd, Code code) {}

    private final Map<Integer, Code> programs;
    private final @Nullable Slot[] slots;

    /** @param programs by what user space puts in for them */
    ProgramArray(MapSpec spec, Place place, Map<Integer, Code> programs) {
        super(spec, place);
        this.programs = programs;
        this.slots = new @Nullable Slot[spec.maxEntries()];
    }

    /** The program at an index, or null. */
    public @Nullable Code at(long index) {
        Slot slot = slot(index);
        return slot == null ? null : slot.code();
    }

    private @Nullable Slot slot(long index) {
        return index < slots.length ? slots[(int) index] : null;
    }

    @Override
    public void update(byte[] key, byte[] value, long flags) {
        requireWritable(key, "update");
        requireValue(value);
        if (flags != 0) {
            check("update", Errno.EINVAL.result());
        }
        requireIndex("update", key);
        int fd = (int) Indices.of(value);
        Code code = programs.get(fd);
        if (code == null) {
            throw failed("update", "%d is no program of this object (EBADF)".formatted(fd));
        }
        slots[(int) Indices.of(key)] = new Slot(fd, code);
    }

    @Override
    public byte @Nullable [] lookup(byte[] key) {
        requireReadable(key, "lookup");
        Slot slot = slot(Indices.of(key));
        return slot == null ? null : Indices.key(slot.fd());
    }

    @Override
    public boolean delete(byte[] key) {
        requireWritable(key, "delete");
        requireIndex("delete", key);
        int index = (int) Indices.of(key);
        boolean there = slots[index] != null;
        slots[index] = null;
        return there;
    }

    private void requireIndex(String operation, byte[] key) {
        if (Indices.of(key) >= slots.length) {
            check(operation, Errno.E2BIG.result());
        }
    }

    @Override
    public byte @Nullable [] nextKey(byte @Nullable [] key) {
        requireReadable(key, "next key");
        return Indices.after(key, slots.length);
    }
}
