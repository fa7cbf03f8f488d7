package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * {@code BPF_MAP_TYPE_QUEUE} and {@code BPF_MAP_TYPE_STACK} ({@code Documentation/bpf/map_queue_stack.rst}): values
 * without keys, taken in the order in which they came or the other way round.
 */
public final class Queue extends VmMap {
    private final ArrayDeque<byte[]> values = new ArrayDeque<>();

    Queue(MapSpec spec, Place place) {
        super(spec, place);
    }

    /**
     * {@code bpf_map_push_elem}: 0 or a negative errno.
     *
     * @param flags with {@code BPF_EXIST} a full queue drops its oldest value
     */
    public int push(byte[] value, long flags) {
        if (flags != 0 && flags != Table.EXIST) {
            return Errno.EINVAL.result();
        }
        if (values.size() == spec().maxEntries()) {
            if (flags != Table.EXIST) {
                return Errno.E2BIG.result();
            }
            values.removeFirst();
        }
        values.addLast(value);
        return 0;
    }

    /** The value that comes next, or null. */
    public byte @Nullable [] peek() {
        return isStack() ? values.peekLast() : values.peekFirst();
    }

    /** Takes the value that comes next, or null. */
    public byte @Nullable [] pop() {
        return isStack() ? values.pollLast() : values.pollFirst();
    }

    private boolean isStack() {
        return spec().type() == MapType.STACK;
    }

    @Override
    public void update(byte[] key, byte[] value, long flags) {
        requireWritable(key, "push");
        requireValue(value);
        check("push", push(value.clone(), flags));
    }

    @Override
    public byte @Nullable [] lookup(byte[] key) {
        requireReadable(key, "peek");
        byte[] next = peek();
        return next == null ? null : next.clone();
    }

    @Override
    public byte @Nullable [] lookupAndDelete(byte[] key) {
        requireReadable(key, "pop");
        requireWritable(key, "pop");
        return pop();
    }
}
