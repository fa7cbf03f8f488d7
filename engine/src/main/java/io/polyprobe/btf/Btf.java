package io.polyprobe.btf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A set of types by id, as {@code Documentation/bpf/btf.rst} lays it out. Id 0 is {@code void}; the others follow each
 * other from 1, or from the size of the base where this is a split BTF (a kernel module's).
 *
 * <p>Opening one finds where each type begins and no more: types, and the index by name, are made when asked for.
 * Instances may be shared between threads. A reference that leads nowhere is found when it is followed; every method
 * then throws {@link io.polyprobe.diag.ObjectException}.
 */
public final class Btf {
    private static final int MAGIC = 0xeb9f;
    private static final int HEADER = 24;
    /** Longest chain of modifiers, the kernel's {@code MAX_RESOLVE_DEPTH}. */
    private static final int DEPTH = 32;

    private final Blob blob;
    private final @Nullable Btf base;
    private final int[] offsets;
    private final int firstId;
    private final int size;
    private final int stringsAt;
    private final int stringsLength;
    private final int firstString;
    private final TypeReader reader;
    private final @Nullable BtfType[] made;
    private final Layout layout = new Layout(this);
    private volatile @Nullable NameIndex names;

    private Btf(Blob blob, @Nullable Btf base) {
        this.blob = blob;
        this.base = base;
        byte[] raw = blob.bytes();
        if (raw[2] != 1) {
            throw MalformedBtf.at(2, "version " + (raw[2] & 0xff) + " is not known, only 1 is");
        }
        long header = Integer.toUnsignedLong(blob.u32(4));
        if (header < HEADER || header > raw.length) {
            throw MalformedBtf.at(4, "a header of " + header + " bytes");
        }
        long typesAt = header + Integer.toUnsignedLong(blob.u32(8));
        long typesEnd = typesAt + Integer.toUnsignedLong(blob.u32(12));
        long strings = header + Integer.toUnsignedLong(blob.u32(16));
        long stringsEnd = strings + Integer.toUnsignedLong(blob.u32(20));
        if (typesEnd > raw.length) {
            throw MalformedBtf.at(8, "the types end at " + typesEnd + ", the data at " + raw.length);
        }
        if (stringsEnd > raw.length) {
            throw MalformedBtf.at(16, "the strings end at " + stringsEnd + ", the data at " + raw.length);
        }
        this.stringsAt = (int) strings;
        this.stringsLength = (int) (stringsEnd - strings);
        if (stringsLength == 0 ? base == null : raw[(int) stringsEnd - 1] != 0) {
            throw MalformedBtf.at(stringsEnd, "the strings do not end with a zero byte");
        }
        this.firstId = base == null ? 1 : base.size;
        this.firstString = base == null ? 0 : base.firstString + base.stringsLength;
        this.offsets = index(blob, (int) typesAt, (int) typesEnd, firstId);
        this.size = firstId + offsets.length;
        this.reader = new TypeReader(blob, this::string, this::integerEncoding);
        this.made = new @Nullable BtfType[offsets.length];
    }

    /** Reads BTF of either byte order. The array must not change afterwards. */
    public static Btf parse(byte[] raw) {
        return parse(raw, null);
    }

    /**
     * Reads BTF of either byte order. The array must not change afterwards.
     *
     * @param base what ids and strings are counted on from, for split BTF
     */
    public static Btf parse(byte[] raw, @Nullable Btf base) {
        if (raw.length < HEADER) {
            throw MalformedBtf.at(0, raw.length + " bytes are less than a header");
        }
        var little = new Blob(raw, false);
        if (little.u16(0) == MAGIC) {
            return new Btf(little, base);
        }
        var big = new Blob(raw, true);
        if (big.u16(0) == MAGIC) {
            return new Btf(big, base);
        }
        throw MalformedBtf.at(0, "the magic number 0xeb9f is missing");
    }

    private static int[] index(Blob blob, int start, int end, int firstId) {
        // The bytes are read in place: this loop sees each type of a kernel and decides how fast scripts start.
        byte[] raw = blob.bytes();
        int kindAt = blob.bigEndian() ? 4 : 7;
        int vlenLow = blob.bigEndian() ? 7 : 4;
        int vlenHigh = blob.bigEndian() ? 6 : 5;
        int[] offsets = new int[(end - start) / 24 + 1];
        int count = 0;
        int at = start;
        while (at < end) {
            if (end - at < 12) {
                throw MalformedBtf.at(at, "type " + (firstId + count) + " is cut off");
            }
            int kind = raw[at + kindAt] & 0x1f;
            int vlen = (raw[at + vlenLow] & 0xff) | (raw[at + vlenHigh] & 0xff) << 8;
            int length = Kind.length(kind, vlen);
            if (length < 0) {
                // Its length is unknown too, so nothing behind it can be kept.
                throw MalformedBtf.at(at, "type " + (firstId + count) + " is of kind " + kind + ", which is not known");
            }
            if (length > end - at) {
                throw MalformedBtf.at(at, "type " + (firstId + count) + " is cut off");
            }
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, count * 2);
            }
            offsets[count++] = at;
            at += length;
        }
        return Arrays.copyOf(offsets, count);
    }

    /** One more than the highest id, those of the base included. */
    public int size() {
        return size;
    }

    /** The lowest id that is this BTF's own and not its base's. */
    public int firstId() {
        return firstId;
    }

    public BtfType type(int id) {
        if (id == 0) {
            return new BtfType.Void();
        }
        if (id < 0 || id >= size) {
            throw MalformedBtf.type(id, "there is no such type, the highest id is " + (size - 1));
        }
        if (id < firstId && base != null) {
            return base.type(id);
        }
        BtfType type = made[id - firstId];
        if (type == null) {
            type = reader.read(offsets[id - firstId]);
            made[id - firstId] = type;
        }
        return type;
    }

    /** Ids of all types of that name, ascending. */
    public List<Integer> named(String name) {
        NameIndex index = names;
        if (index == null) {
            index = new NameIndex(this);
            names = index;
        }
        List<Integer> own = index.find(name);
        if (base == null) {
            return own;
        }
        var all = new ArrayList<>(base.named(name));
        all.addAll(own);
        return all;
    }

    /** The first id of a type of that name and kind. */
    public OptionalInt id(Class<? extends BtfType> kind, String name) {
        return named(name).stream()
                .filter(id -> kind.isInstance(type(id)))
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /** The first type of that name and kind. */
    public <T extends BtfType> Optional<T> find(Class<T> kind, String name) {
        var id = id(kind, name);
        return id.isPresent() ? Optional.of(kind.cast(type(id.getAsInt()))) : Optional.empty();
    }

    /** The type behind typedefs, {@code const}, {@code volatile}, {@code restrict} and type tags. */
    public int resolve(int id) {
        int at = id;
        for (int i = 0; i < DEPTH; i++) {
            switch (type(at)) {
                case BtfType.Typedef typedef -> at = typedef.target();
                case BtfType.Const modifier -> at = modifier.target();
                case BtfType.Volatile modifier -> at = modifier.target();
                case BtfType.Restrict modifier -> at = modifier.target();
                case BtfType.TypeTag tag -> at = tag.target();
                default -> {
                    return at;
                }
            }
        }
        throw MalformedBtf.type(id, "its chain of typedefs and modifiers does not end within " + DEPTH + " steps");
    }

    /** Bytes of a value of that type; 0 for {@code void} and functions. */
    public long sizeOf(int id) {
        return layout.sizeOf(id);
    }

    /** Natural alignment in bytes, at least 1; 1 for a struct whose own layout does not keep its members aligned. */
    public int alignOf(int id) {
        return layout.alignOf(id);
    }

    /**
     * Finds a field by its C path, such as {@code se.vruntime} or {@code pids[1].next}, looking into anonymous members.
     *
     * @param id a struct or union, or a typedef of one
     */
    public Optional<Field> field(int id, String path) {
        return layout.field(id, path);
    }

    /** A string by its offset, as BTF.ext refers to strings. */
    public String string(int offset) {
        if (offset < firstString && offset >= 0 && base != null) {
            return base.string(offset);
        }
        int at = offset - firstString;
        if (offset < 0 || at >= stringsLength) {
            throw MalformedBtf.at(stringsAt, "there is no string at " + Integer.toUnsignedString(offset));
        }
        byte[] raw = blob.bytes();
        int start = stringsAt + at;
        int end = start;
        while (raw[end] != 0) {
            end++;
        }
        return new String(raw, start, end - start, StandardCharsets.UTF_8);
    }

    /** The bytes this was read from, header included. */
    public byte[] encode() {
        return blob.bytes().clone();
    }

    public boolean isBigEndian() {
        return blob.bigEndian();
    }

    /** The own strings, each ended by a zero byte. */
    byte[] strings() {
        return Arrays.copyOfRange(blob.bytes(), stringsAt, stringsAt + stringsLength);
    }

    /** Offset of an own type's name within all strings; 0 for anonymous types. */
    int nameOffset(int id) {
        return blob.u32(offsets[id - firstId]);
    }

    /** Encoding word of an integer type, 0 for every other type. */
    private int integerEncoding(int id) {
        if (id < firstId || id >= size) {
            return base != null && id > 0 && id < firstId ? base.integerEncoding(id) : 0;
        }
        int at = offsets[id - firstId];
        return (blob.u32(at + 4) >>> 24 & 0x1f) == Kind.INT ? blob.u32(at + 12) : 0;
    }

    /** Whether an own type is an enum, without making it. */
    boolean isEnum(int id) {
        int kind = blob.u32(offsets[id - firstId] + 4) >>> 24 & 0x1f;
        return kind == Kind.ENUM || kind == Kind.ENUM64;
    }

    int hashOf(int nameOffset) {
        if (nameOffset < firstString && nameOffset >= 0 && base != null) {
            return base.hashOf(nameOffset);
        }
        int at = nameOffset - firstString;
        if (nameOffset < 0 || at >= stringsLength) {
            throw MalformedBtf.at(stringsAt, "there is no string at " + Integer.toUnsignedString(nameOffset));
        }
        byte[] raw = blob.bytes();
        int hash = 0;
        for (int i = stringsAt + at; raw[i] != 0; i++) {
            hash = 31 * hash + raw[i];
        }
        return hash;
    }

    boolean isNamed(int id, byte[] wanted) {
        return equalsString(nameOffset(id), wanted);
    }

    private boolean equalsString(int offset, byte[] wanted) {
        if (offset < firstString && base != null) {
            return base.equalsString(offset, wanted);
        }
        byte[] raw = blob.bytes();
        int start = stringsAt + offset - firstString;
        int end = start + wanted.length;
        return end < stringsAt + stringsLength
                && raw[end] == 0
                && Arrays.equals(raw, start, end, wanted, 0, wanted.length);
    }
}
