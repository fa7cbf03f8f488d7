package io.polyprobe.polyglot.script;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.btf.Field;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The struct that programs submit to a map of events, as a row that Python's module {@code struct} unpacks: many events
 * by one call that runs in Java, where decoding a field by itself would cross the border for each.
 */
public final class EventRow {
    /** The longest text that a row has as such: its length takes a byte ("p"). */
    private static final int LONGEST_TEXT = 255;

    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final Btf btf;
    private final int type;
    private final int size;
    private final List<Column> columns;

    EventRow(Btf btf, int type) {
        this.btf = btf;
        this.type = btf.resolve(type);
        size = Math.toIntExact(btf.sizeOf(type));
        columns = CValue.over(btf, type, new byte[size]).fields().stream()
                .map(this::column)
                .toList();
    }

    /**
     * A field in the row.
     *
     * @param code how Python's {@code struct} calls it
     * @param width bytes in the row
     * @param plain whether what {@code struct} makes of it is its value; else {@link #value} knows more
     */
    private record Column(String name, String code, int width, boolean plain, Writer writer) {}

    /** Writes a field of an event that begins at an index. */
    @FunctionalInterface
    private interface Writer {
        void write(byte[] bytes, int from, ByteBuffer row);
    }

    private Column column(String name) {
        Field field = btf.field(type, name).orElseThrow();
        if (field.bitSize() != 0) {
            boolean unsigned =
                    CValue.over(btf, type, new byte[size]).field(name).unsigned();
            return new Column(
                    name,
                    unsigned ? "Q" : "q",
                    Long.BYTES,
                    true,
                    (bytes, from, row) ->
                            row.putLong(CValue.over(btf, type, Arrays.copyOfRange(bytes, from, from + size))
                                    .field(name)
                                    .integer()));
        }
        int at = Math.toIntExact(field.offset());
        int width = Math.toIntExact(btf.sizeOf(field.type()));
        return switch (btf.type(btf.resolve(field.type()))) {
            case BtfType.Int i when i.size() == 1 && i.name().equals("char") -> copy(name, "c", at, 1, true);
            case BtfType.Int i
            when i.size() <= Long.BYTES -> copy(name, integer(i.size(), i.signed()), at, width, true);
            case BtfType.Enum e -> copy(name, integer(e.size(), e.signed()), at, width, true);
            case BtfType.Pointer _ -> copy(name, "Q", at, width, true);
            case BtfType.Float _ -> copy(name, width == Float.BYTES ? "f" : "d", at, width, true);
            case BtfType.Array a
            when width <= LONGEST_TEXT && Conversion.isChar(btf, a.element()) ->
                new Column(
                        name,
                        1 + width + "p",
                        1 + width,
                        true,
                        (bytes, from, row) -> writeText(bytes, from + at, width, row));
            default -> copy(name, width + "s", at, width, false);
        };
    }

    private static Column copy(String name, String code, int at, int width, boolean plain) {
        return new Column(name, code, width, plain, (bytes, from, row) -> row.put(bytes, from + at, width));
    }

    private static String integer(int bytes, boolean signed) {
        String code = switch (bytes) {
            case 1 -> "b";
            case 2 -> "h";
            case 4 -> "i";
            default -> "q";
        };
        return signed ? code : code.toUpperCase(Locale.ROOT);
    }

    /** Its length, then the text up to the first NUL, then zeros. */
    private static void writeText(byte[] bytes, int from, int width, ByteBuffer row) {
        int length = 0;
        while (length < width && bytes[from + length] != 0) {
            length++;
        }
        int next = row.position() + 1 + width;
        row.put((byte) length).put(bytes, from, length).position(next);
    }

    /** The tag of the struct; nothing where it has none. */
    public String tag() {
        return btf.type(type).name();
    }

    /** How Python's {@code struct} unpacks a row without padding between the fields. */
    public String format() {
        return columns.stream().map(Column::code).collect(Collectors.joining());
    }

    /** Names of the fields in their order. */
    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** Names of the fields that a row has as bytes, to be given to {@link #value} when they are looked at. */
    public List<String> others() {
        return columns.stream()
                .filter(column -> !column.plain)
                .map(Column::name)
                .toList();
    }

    /** The value of a field out of its bytes in the row. */
    public CValue value(String name, String bytes) {
        return CValue.over(
                btf, btf.field(type, name).orElseThrow().type(), bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The row of the event that begins at an address of this process's memory. */
    public String at(long address) {
        byte[] bytes = new byte[size];
        MemorySegment.copy(MEMORY, ValueLayout.JAVA_BYTE, address, bytes, 0, size);
        ByteBuffer row = ByteBuffer.allocate(width()).order(ByteOrder.LITTLE_ENDIAN);
        write(bytes, 0, size, row);
        return new String(row.array(), StandardCharsets.ISO_8859_1);
    }

    /** Bytes of a row. */
    int width() {
        return columns.stream().mapToInt(Column::width).sum();
    }

    /** Writes the row of an event; what the program submitted too little of is zero. */
    void write(byte[] bytes, int from, int submitted, ByteBuffer row) {
        if (submitted < size) {
            write(Arrays.copyOf(Arrays.copyOfRange(bytes, from, from + submitted), size), 0, size, row);
            return;
        }
        for (Column column : columns) {
            column.writer.write(bytes, from, row);
        }
    }
}
