package io.polyprobe.vm;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.polyprobe.target.TracepointFormat;
import io.polyprobe.target.TracepointFormat.Field;
import io.polyprobe.vm.world.KernelHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The record of a tracepoint in memory. Strings of any length follow the fields; their fields hold where: the offset
 * in the low 16 bits, the length with its zero byte in the high ones.
 */
final class Record {
    /** Room for strings. */
    private static final int TAIL = 512;

    private static final int COMMON_FIELDS = 4;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final TracepointFormat format;
    private final MemorySegment memory;
    private final int fixed;

    Record(TracepointFormat format, KernelHeap heap) {
        this.format = format;
        this.fixed = format.fields().stream()
                .mapToInt(field -> field.offset() + field.size())
                .max()
                .orElse(0);
        this.memory = heap.alone(fixed + TAIL, "record of %s:%s".formatted(format.category(), format.name()));
    }

    /** Fills it anew and gives its address. */
    long fill(int pid, Object... values) {
        memory.fill((byte) 0);
        memory.set(SHORT, 0, (short) format.id());
        memory.set(INT, 4, pid);
        List<Field> fields =
                format.fields().subList(COMMON_FIELDS, format.fields().size());
        if (fields.size() != values.length) {
            throw new IllegalArgumentException(
                    "%s has %d fields, not %d".formatted(format.name(), fields.size(), values.length));
        }
        int tail = fixed;
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            switch (values[i]) {
                case Long number -> number(field, number);
                case String text
                when field.declaration().startsWith("__data_loc") -> {
                    byte[] raw = terminated(text, fixed + TAIL - tail);
                    put(tail, raw);
                    memory.set(INT, field.offset(), raw.length << 16 | tail);
                    tail += raw.length;
                }
                case String text -> put(field.offset(), terminated(text, field.size()));
                case byte[] bytes -> put(field.offset(), bytes);
                case long[] numbers -> MemorySegment.copy(numbers, 0, memory, LONG, field.offset(), numbers.length);
                default -> throw new IllegalArgumentException(field.declaration() + ": " + values[i]);
            }
        }
        return memory.address();
    }

    private void number(Field field, long value) {
        switch (field.size()) {
            case 1 -> memory.set(ValueLayout.JAVA_BYTE, field.offset(), (byte) value);
            case 2 -> memory.set(SHORT, field.offset(), (short) value);
            case 4 -> memory.set(INT, field.offset(), (int) value);
            default -> memory.set(LONG, field.offset(), value);
        }
    }

    private void put(int offset, byte[] bytes) {
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, bytes.length);
    }

    private static byte[] terminated(String text, int room) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        return java.util.Arrays.copyOf(
                java.util.Arrays.copyOf(raw, Math.min(raw.length, room - 1)), Math.min(raw.length, room - 1) + 1);
    }
}
