package io.polyprobe.btf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/** Makes a {@link BtfType} out of the bytes at an offset that the index has found to hold a whole type. */
final class TypeReader {
    private final Blob blob;
    private final IntFunction<String> strings;
    private final IntUnaryOperator encodings;

    /** @param encodings size and encoding of an integer type by its id, 0 for other types */
    TypeReader(Blob blob, IntFunction<String> strings, IntUnaryOperator encodings) {
        this.blob = blob;
        this.strings = strings;
        this.encodings = encodings;
    }

    BtfType read(int at) {
        int info = blob.u32(at + 4);
        int vlen = info & 0xffff;
        int kind = info >>> 24 & 0x1f;
        boolean flag = info < 0;
        int sizeOrType = blob.u32(at + 8);
        String name = strings.apply(blob.u32(at));
        int body = at + 12;
        return switch (kind) {
            case Kind.INT -> integer(name, size(at, sizeOrType), blob.u32(body));
            case Kind.PTR -> new BtfType.Pointer(sizeOrType);
            case Kind.ARRAY -> array(body);
            case Kind.STRUCT -> new BtfType.Struct(name, size(at, sizeOrType), members(body, vlen, flag));
            case Kind.UNION -> new BtfType.Union(name, size(at, sizeOrType), members(body, vlen, flag));
            case Kind.ENUM -> new BtfType.Enum(name, size(at, sizeOrType), flag, values32(body, vlen, flag));
            case Kind.ENUM64 -> new BtfType.Enum(name, size(at, sizeOrType), flag, values64(body, vlen));
            case Kind.FWD -> new BtfType.Forward(name, flag);
            case Kind.TYPEDEF -> new BtfType.Typedef(name, sizeOrType);
            case Kind.VOLATILE -> new BtfType.Volatile(sizeOrType);
            case Kind.CONST -> new BtfType.Const(sizeOrType);
            case Kind.RESTRICT -> new BtfType.Restrict(sizeOrType);
            case Kind.FUNC -> new BtfType.Function(name, sizeOrType, linkage(at, vlen));
            case Kind.FUNC_PROTO -> prototype(body, vlen, sizeOrType);
            case Kind.VAR -> new BtfType.Variable(name, sizeOrType, linkage(at, blob.u32(body)));
            case Kind.DATASEC -> new BtfType.DataSection(name, size(at, sizeOrType), variables(body, vlen));
            case Kind.FLOAT -> new BtfType.Float(name, size(at, sizeOrType));
            case Kind.DECL_TAG -> new BtfType.DeclTag(name, sizeOrType, blob.u32(body));
            case Kind.TYPE_TAG -> new BtfType.TypeTag(name, sizeOrType);
            default -> throw MalformedBtf.at(at, "kind " + kind + " is not known");
        };
    }

    private static int size(int at, int size) {
        if (size < 0) {
            throw MalformedBtf.at(at + 8, "a type of " + Integer.toUnsignedString(size) + " bytes is too large");
        }
        return size;
    }

    private static BtfType.Int integer(String name, int size, int encoding) {
        return new BtfType.Int(
                name,
                size,
                encoding & 0xff,
                encoding >>> 16 & 0xff,
                (encoding & 1 << 24) != 0,
                (encoding & 2 << 24) != 0,
                (encoding & 4 << 24) != 0);
    }

    private BtfType.Array array(int body) {
        int count = blob.u32(body + 8);
        if (count < 0) {
            throw MalformedBtf.at(body + 8, "an array of " + Integer.toUnsignedString(count) + " elements is too long");
        }
        return new BtfType.Array(blob.u32(body), blob.u32(body + 4), count);
    }

    private List<BtfType.Member> members(int body, int vlen, boolean flag) {
        var members = new ArrayList<BtfType.Member>(vlen);
        for (int i = 0, at = body; i < vlen; i++, at += 12) {
            String name = strings.apply(blob.u32(at));
            int type = blob.u32(at + 4);
            int offset = blob.u32(at + 8);
            members.add(
                    flag
                            ? new BtfType.Member(name, type, offset & 0xffffff, offset >>> 24)
                            : unflagged(name, type, offset));
        }
        return List.copyOf(members);
    }

    /**
     * Before the flag existed, a bit field was a member whose integer type has fewer bits than bytes hold. The member's
     * type is peeked at, not made: making it could come back here without end.
     */
    private BtfType.Member unflagged(String name, int type, int offset) {
        int encoding = encodings.applyAsInt(type);
        int bits = encoding & 0xff;
        int bitOffset = encoding >>> 16 & 0xff;
        return bitOffset != 0 || (bits & 7) != 0 || Integer.bitCount(bits) > 1
                ? new BtfType.Member(name, type, offset + bitOffset, bits)
                : new BtfType.Member(name, type, offset, 0);
    }

    private List<BtfType.Enumerator> values32(int body, int vlen, boolean signed) {
        var values = new ArrayList<BtfType.Enumerator>(vlen);
        for (int i = 0, at = body; i < vlen; i++, at += 8) {
            int value = blob.u32(at + 4);
            values.add(new BtfType.Enumerator(
                    strings.apply(blob.u32(at)), signed ? value : Integer.toUnsignedLong(value)));
        }
        return List.copyOf(values);
    }

    private List<BtfType.Enumerator> values64(int body, int vlen) {
        var values = new ArrayList<BtfType.Enumerator>(vlen);
        for (int i = 0, at = body; i < vlen; i++, at += 12) {
            long value = Integer.toUnsignedLong(blob.u32(at + 4)) | (long) blob.u32(at + 8) << 32;
            values.add(new BtfType.Enumerator(strings.apply(blob.u32(at)), value));
        }
        return List.copyOf(values);
    }

    private BtfType.Prototype prototype(int body, int vlen, int result) {
        var parameters = new ArrayList<BtfType.Parameter>(vlen);
        for (int i = 0, at = body; i < vlen; i++, at += 8) {
            parameters.add(new BtfType.Parameter(strings.apply(blob.u32(at)), blob.u32(at + 4)));
        }
        boolean variadic = !parameters.isEmpty() && parameters.getLast().type() == 0;
        if (variadic) {
            parameters.removeLast();
        }
        return new BtfType.Prototype(result, List.copyOf(parameters), variadic);
    }

    private List<BtfType.SectionVariable> variables(int body, int vlen) {
        var variables = new ArrayList<BtfType.SectionVariable>(vlen);
        for (int i = 0, at = body; i < vlen; i++, at += 12) {
            variables.add(new BtfType.SectionVariable(blob.u32(at), blob.u32(at + 4), blob.u32(at + 8)));
        }
        return List.copyOf(variables);
    }

    private static BtfType.Linkage linkage(int at, int number) {
        return switch (number) {
            case 0 -> BtfType.Linkage.STATIC;
            case 1 -> BtfType.Linkage.GLOBAL;
            case 2 -> BtfType.Linkage.EXTERN;
            default -> throw MalformedBtf.at(at, "linkage " + number + " is not known");
        };
    }
}
