package io.polyprobe.polyglot.script;

import io.polyprobe.target.EventSink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.graalvm.polyglot.Value;

/**
 * The events of one map that a poll found, copied out of the ring, for a language in which a call from Java costs more
 * than an event: its function is called once for all of them. Bytes cross the border as text of ISO 8859-1.
 */
public final class Batch implements EventSink {
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final long FIRST_CAPACITY = 1 << 16;

    private final Value function;
    private final LongConsumer lost;
    private MemorySegment memory = allocate(FIRST_CAPACITY);
    private Slot[] slots = new Slot[256];
    private long used;
    private int count;
    private boolean delivering;

    /**
     * @param function gets {@link #arguments}; called again with empty text where it threw, it goes on behind that event
     * @param lost gets numbers of lost events
     */
    Batch(Value function, LongConsumer lost) {
        this.function = function;
        this.lost = lost;
    }

    /** Where an event lies in the memory. */
    private record Slot(int cpu, int offset, int size) {}

    @Override
    public void event(int cpu, long address, int size) {
        if (memory.byteSize() - used < size) {
            grow(size);
        }
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, 2 * count);
        }
        MemorySegment.copy(MEMORY, address, memory, used, size);
        slots[count++] = new Slot(cpu, (int) used, size);
        used += (size + 7L) & ~7L;
    }

    @Override
    public void lost(int cpu, long number) {
        lost.accept(number);
    }

    private void grow(int size) {
        MemorySegment larger = allocate(Math.max(2 * memory.byteSize(), used + size + Long.BYTES));
        MemorySegment.copy(memory, 0, larger, 0, used);
        memory = larger;
    }

    private static MemorySegment allocate(long size) {
        return Arena.ofAuto().allocate(size, Long.BYTES);
    }

    /** Has the function take what is there. Its memory is valid until the next events come. */
    void deliver() {
        if (count > 0) {
            String arguments = delivering ? "" : arguments();
            delivering = true;
            function.executeVoid(arguments);
            delivering = false;
            count = 0;
            used = 0;
        }
    }

    /** For each event the CPU (4 bytes), the address of its memory (8) and its size (4). */
    private String arguments() {
        ByteBuffer rows = ByteBuffer.allocate(count * 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            Slot slot = slots[i];
            rows.putInt(slot.cpu).putLong(memory.address() + slot.offset).putInt(slot.size);
        }
        return new String(rows.array(), StandardCharsets.ISO_8859_1);
    }

    /** For each event the address of its memory and its row, while the function is being called. */
    public String rows(EventRow row) {
        ByteBuffer rows =
                ByteBuffer.allocate(count * (Long.BYTES + row.width())).order(ByteOrder.LITTLE_ENDIAN);
        byte[] bytes = memory.asSlice(0, used).toArray(ValueLayout.JAVA_BYTE);
        for (int i = 0; i < count; i++) {
            Slot slot = slots[i];
            rows.putLong(memory.address() + slot.offset);
            row.write(bytes, slot.offset, slot.size, rows);
        }
        return new String(rows.array(), StandardCharsets.ISO_8859_1);
    }
}
