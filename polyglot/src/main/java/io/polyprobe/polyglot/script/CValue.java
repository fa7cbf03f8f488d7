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
import java.util.Scanner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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

    /**
     * How a language shows it: "integer", "character" (a char alone), "wide" (an integer of 16 bytes), "float", "text"
     * (an array of char), "array" or "struct".
     */
    public String kind() {
        return switch (btf.type(type)) {
            case BtfType.Int i when i.name().equals("char") && bits == Byte.SIZE -> "character";
            case BtfType.Int i -> i.size() <= Long.BYTES ? "integer" : "wide";
            case BtfType.Enum _, BtfType.Pointer _ -> "integer";
            case BtfType.Void _ -> size() <= Long.BYTES ? "integer" : "text"; // a map that tells no types
            case BtfType.Float _ -> "float";
            case BtfType.Array array -> Conversion.isChar(btf, array.element()) ? "text" : "array";
            case BtfType.Struct _, BtfType.Union _ -> "struct";
            default -> "text";
        };
    }

    /** The tag of a struct or union; nothing where it has none. */
    public String tag() {
        return switch (btf.type(type)) {
            case BtfType.Struct struct -> struct.name();
            case BtfType.Union union -> union.name();
            default -> "";
        };
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

    /** Writes a number with a fraction. */
    public void real(double value) {
        if (size() == Float.BYTES) {
            memory.putFloat(0, (float) value);
        } else {
            memory.putDouble(0, value);
        }
    }

    /** The value in C's words: {@code { 0x1 "bash" [ 0x2 0x3 ] }}. {@link #scan} reads it back. */
    public String spelled() {
        return switch (kind()) {
            case "struct" ->
                fields().stream().map(name -> field(name).spelled()).collect(Collectors.joining(" ", "{ ", " }"));
            case "array" ->
                IntStream.range(0, length())
                        .mapToObj(i -> at(i).spelled())
                        .collect(Collectors.joining(" ", "[ ", " ]"));
            case "text" -> '"' + text() + '"';
            case "float" -> Double.toString(real());
            default -> unsigned() ? "0x" + new BigInteger(decimal()).toString(16) : decimal();
        };
    }

    /** Writes what {@link #spelled} would say; says whether it was understood. */
    public boolean scan(String text) {
        var words = new Scanner(text.replaceAll("[{}\\[\\]]", " "));
        return scan(words) && !words.hasNext();
    }

    private boolean scan(Scanner words) {
        return switch (kind()) {
            case "struct" -> fields().stream().allMatch(name -> field(name).scan(words));
            case "array" -> IntStream.range(0, length()).allMatch(i -> at(i).scan(words));
            case "text" -> {
                String word = words.findInLine("\"([^\"]*)\"");
                if (word != null) {
                    raw(word.substring(1, word.length() - 1));
                }
                yield word != null;
            }
            case "float" -> {
                boolean number = words.hasNextDouble();
                if (number) {
                    real(words.nextDouble());
                }
                yield number;
            }
            default -> {
                boolean number = words.hasNext("[-+]?(0[xX][0-9a-fA-F]+|[0-9]+)");
                if (number) {
                    String word = words.next();
                    boolean hex = word.matches("[-+]?0[xX].*");
                    decimal(new BigInteger(word.replaceFirst("0[xX]", ""), hex ? 16 : 10).toString());
                }
                yield number;
            }
        };
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

    /**
     * The value itself where it is a number that Java has, else null: most are, and calls across the border are what
     * reading a table costs.
     */
    public @Nullable Object number() {
        return switch (kind()) {
            case "integer" -> {
                long value = integer();
                yield value < 0 && unsigned() ? null : (Object) value;
            }
            case "float" -> real();
            default -> null;
        };
    }

    /** A field's {@link #number}, or the field where it is no such number, or null where there is no such field. */
    public @Nullable Object member(String name) {
        if (!has(name)) {
            return null;
        }
        CValue field = field(name);
        Object number = field.number();
        return number == null ? field : number;
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
