package io.polyprobe.polyglot.script;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.btf.Field;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A value of C in memory, as its BTF type describes it: read when it is looked at, written where a script writes it.
 * Text crosses the border to a language as ISO 8859-1, one character a byte.
 */
public final class CValue {
    private final Btf btf;
    private final int type;
    private final ByteBuffer memory;
    private final long firstBit;
    private final int bits;

    /**
     * @param memory holds just this value, or the struct of a bit field
     * @param firstBit where in the memory the value begins
     * @param bits how many it has
     */
    private CValue(Btf btf, int type, ByteBuffer memory, long firstBit, int bits) {
        this.btf = btf;
        this.type = btf.resolve(type);
        this.memory = memory.order(ByteOrder.nativeOrder());
        this.firstBit = firstBit;
        this.bits = bits;
    }

    private CValue(Btf btf, int type, ByteBuffer memory) {
        this(btf, type, memory, 0, memory.capacity() * Byte.SIZE);
    }

    /** A value over bytes, which it shares. */
    static CValue over(Btf btf, int type, byte[] bytes) {
        return new CValue(btf, type, ByteBuffer.wrap(bytes));
    }

    /** How a language shows it: "integer", "wide" (one of 16 bytes), "float", "text" (an array of char), "array" or "struct". */
    public String kind() {
        return switch (btf.type(type)) {
            case BtfType.Int i -> i.size() <= Long.BYTES ? "integer" : "wide";
            case BtfType.Enum _, BtfType.Pointer _ -> "integer";
            case BtfType.Void _ -> size() <= Long.BYTES ? "integer" : "text"; // a map that tells no types
            case BtfType.Float _ -> "float";
            case BtfType.Array array -> isChar(array.element()) ? "text" : "array";
            case BtfType.Struct _, BtfType.Union _ -> "struct";
            default -> "text";
        };
    }

    private boolean isChar(int element) {
        return btf.type(btf.resolve(element)) instanceof BtfType.Int i && i.size() == 1 && i.signed();
    }

    /** Whether an integer with its highest bit set is a large positive one. */
    public boolean unsigned() {
        return switch (btf.type(type)) {
            case BtfType.Int i -> !i.signed();
            case BtfType.Enum e -> !e.signed();
            default -> true;
        };
    }

    /** In bytes; of a bit field rounded up. */
    public int size() {
        return (bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    // Every target of eBPF that runs a JVM is little endian: bit n of a number is bit n of its memory.

    /** The bits of an integer of at most 64, extended to 64 as its type says. */
    public long integer() {
        long value = 0;
        for (int i = 0; i < bits; i += Byte.SIZE) {
            value |= (long) octet(i) << i;
        }
        int unused = Long.SIZE - bits;
        return unsigned() ? value : value << unused >> unused;
    }

    /** The eight bits from one on, or as many as the value has. */
    private int octet(int from) {
        if (firstBit == 0 && bits - from >= Byte.SIZE) {
            return memory.get(from / Byte.SIZE) & 0xff;
        }
        int octet = 0;
        for (int i = 0; i < Math.min(Byte.SIZE, bits - from); i++) {
            long bit = firstBit + from + i;
            octet |= ((memory.get((int) (bit >> 3)) >> (bit & 7)) & 1) << i;
        }
        return octet;
    }

    /** An integer of any size in decimal digits, unsigned where its type is. */
    public String decimal() {
        if (bits <= Long.SIZE) {
            return unsigned() ? Long.toUnsignedString(integer()) : Long.toString(integer());
        }
        byte[] highestFirst = new byte[size()];
        for (int i = 0; i < highestFirst.length; i++) {
            highestFirst[highestFirst.length - 1 - i] = (byte) octet(i * Byte.SIZE);
        }
        return (unsigned() ? new BigInteger(1, highestFirst) : new BigInteger(highestFirst)).toString();
    }

    /** Writes an integer; of one that is too large, the low bits, as C does. */
    public void decimal(String digits) {
        var value = new BigInteger(digits);
        for (int i = 0; i < bits; i++) {
            long bit = firstBit + i;
            int at = (int) (bit >> 3);
            int mask = 1 << (bit & 7);
            memory.put(at, (byte) (value.testBit(i) ? memory.get(at) | mask : memory.get(at) & ~mask));
        }
    }

    public double real() {
        return size() == Float.BYTES ? memory.getFloat(0) : memory.getDouble(0);
    }

    /** The characters up to the first NUL. */
    public String text() {
        String all = raw();
        int end = all.indexOf('\0');
        return end < 0 ? all : all.substring(0, end);
    }

    /** All bytes. */
    public String raw() {
        return new String(bytes(), StandardCharsets.ISO_8859_1);
    }

    byte[] bytes() {
        byte[] bytes = new byte[size()];
        memory.get(0, bytes);
        return bytes;
    }

    /** The characters up to the first NUL, for a language whose text is not bytes. */
    public String utf8() {
        return new String(text().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Such a language's text in bytes, to be written by {@link #raw(String)}. */
    public String bytesOf(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Writes bytes from the start; what they do not reach becomes zero. */
    public void raw(String bytes) {
        byte[] source = bytes.getBytes(StandardCharsets.ISO_8859_1);
        if (source.length > size()) {
            throw new IllegalArgumentException(source.length + " bytes do not fit into " + size());
        }
        byte[] whole = new byte[size()];
        System.arraycopy(source, 0, whole, 0, source.length);
        memory.put(0, whole);
    }

    /** How many elements an array has. */
    public int length() {
        return btf.type(type) instanceof BtfType.Array array ? array.count() : 0;
    }

    /** An element of an array; writing to it writes to the array. */
    public CValue at(int index) {
        var array = (BtfType.Array) btf.type(type);
        int elementSize = Math.toIntExact(btf.sizeOf(array.element()));
        return new CValue(btf, array.element(), memory.slice(index * elementSize, elementSize));
    }

    /** Names of a struct's fields in their order, those of anonymous members included. */
    public List<String> fields() {
        var names = new ArrayList<String>();
        collect(type, names);
        return names;
    }

    private void collect(int struct, List<String> names) {
        for (BtfType.Member member : members(struct)) {
            if (member.name().isEmpty()) {
                collect(btf.resolve(member.type()), names);
            } else {
                names.add(member.name());
            }
        }
    }

    private List<BtfType.Member> members(int struct) {
        return switch (btf.type(struct)) {
            case BtfType.Struct s -> s.members();
            case BtfType.Union u -> u.members();
            default -> List.of();
        };
    }

    public boolean has(String field) {
        return btf.field(type, field).isPresent();
    }

    /** A field of a struct; writing to it writes to the struct. */
    public CValue field(String name) {
        Field field = btf.field(type, name)
                .orElseThrow(() -> new IllegalArgumentException("there is no field '" + name + "'"));
        return field.bitSize() == 0
                ? new CValue(
                        btf,
                        field.type(),
                        memory.slice((int) field.offset(), Math.toIntExact(btf.sizeOf(field.type()))))
                : new CValue(btf, field.type(), memory, field.bitOffset(), field.bitSize());
    }
}
