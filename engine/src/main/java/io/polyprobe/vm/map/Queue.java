package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;

/**
 * {@code BPF_MAP_TYPE_QUEUE} and {@code BPF_MAP_TYPE_STACK} ({@code Documentation/bpf/map_queue_stack.rst}): values
 * without keys, taken in the order in which they came or the other way round. They lie in a ring; each operation locks it.
 */
public final class Queue extends VmMap {
    private final Block ring;
    private int first;
    private int count;

    /** @param ring room for all values in a row */
    Queue(MapSpec spec, Identity identity, Block ring) {
        super(spec, identity);
        this.ring = ring;
    }

    /**
     * {@code bpf_map_push_elem}: 0 or a negative errno.
     *
     * @param flags with {@code BPF_EXIST} a full queue drops its oldest value
     */
    public synchronized int push(long value, long flags) {
        if (flags != 0 && flags != EXIST) {
            return Errno.EINVAL.result();
        }
        if (count == spec().maxEntries()) {
            if (flags != EXIST) {
                return Errno.E2BIG.result();
            }
            dropFirst();
        }
        Raw.copy(value, place(count++), spec().valueSize());
        return 0;
    }

    /** {@code bpf_map_peek_elem}: copies the value that comes next; zeros and {@code -ENOENT} where there is none. */
    public synchronized int peek(long value) {
        if (count == 0) {
            Raw.zero(value, spec().valueSize());
            return Errno.ENOENT.result();
        }
        Raw.copy(place(isStack() ? count - 1 : 0), value, spec().valueSize());
        return 0;
    }

    /** {@code bpf_map_pop_elem}: takes the value that comes next. */
    public synchronized int pop(long value) {
        int result = peek(value);
        if (result == 0 && isStack()) {
            count--;
        } else if (result == 0) {
            dropFirst();
        }
        return result;
    }

    private void dropFirst() {
        first = (first + 1) % spec().maxEntries();
        count--;
    }

    private long place(int index) {
        return ring.address() + (long) (first + index) % spec().maxEntries() * spec().valueSize();
    }

    private boolean isStack() {
        return spec().type() == MapType.STACK;
    }

    @Override
    int update(long key, long value, long flags) {
        return push(value, flags);
    }

    @Override
    int lookup(long key, long value, long flags) {
        return peek(value);
    }

    @Override
    int lookupAndDelete(long key, long value, long flags) {
        return flags == 0 ? pop(value) : Errno.EINVAL.result();
    }

    @Override
    int delete(long key) {
        return Errno.EINVAL.result();
    }

    @Override
    int nextKey(long key, long next) {
        return Errno.EINVAL.result();
    }
}
