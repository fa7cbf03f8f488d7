package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import io.polyprobe.vm.interpreter.Code;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** {@code BPF_MAP_TYPE_PROG_ARRAY}: programs that others go on in ({@code bpf_tail_call}). */
public final class ProgramArray extends VmMap {
    private record Slot(int number, Code code) {}

    private final MapSpace space;
    private final AtomicReferenceArray<@Nullable Slot> slots;

    ProgramArray(MapSpec spec, Identity identity, MapSpace space) {
        super(spec, identity);
        this.space = space;
        this.slots = new AtomicReferenceArray<>(spec.maxEntries());
    }

    /** The program at an index, or null. */
    public @Nullable Code at(long index) {
        Slot slot = slot(index);
        return slot == null ? null : slot.code();
    }

    private @Nullable Slot slot(long index) {
        return index < slots.length() ? slots.get((int) index) : null;
    }

    @Override
    int update(long key, long value, long flags) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        if (Indices.at(key) >= slots.length()) {
            return Errno.E2BIG.result();
        }
        int number = Raw.getUnaligned(value);
        Code code = space.program(number);
        if (code == null) {
            return Errno.EBADF.result();
        }
        slots.set((int) Indices.at(key), new Slot(number, code));
        return 0;
    }

    @Override
    int lookup(long key, long value, long flags) {
        Slot slot = slot(Indices.at(key));
        if (slot == null) {
            return Errno.ENOENT.result();
        }
        Raw.setInt(value, slot.number());
        return 0;
    }

    @Override
    int delete(long key) {
        if (Indices.at(key) >= slots.length()) {
            return Errno.E2BIG.result();
        }
        return slots.getAndSet((int) Indices.at(key), null) == null ? Errno.ENOENT.result() : 0;
    }

    @Override
    int nextKey(long key, long next) {
        return Indices.next(key, next, slots.length());
    }
}
