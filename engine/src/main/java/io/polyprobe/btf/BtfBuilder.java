package io.polyprobe.btf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes BTF out of types, in little-endian order. Types may refer to ids that come later, so that a struct can point to
 * itself.
 */
public final class BtfBuilder {
    private final List<BtfType> types = new ArrayList<>();
    private final Map<String, Integer> offsets = new HashMap<>();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();

    public BtfBuilder() {
        string("");
    }

    /** A builder that holds all types and strings of another BTF, which must not be split, at the same ids and offsets. */
    public BtfBuilder(Btf origin) {
        byte[] known = origin.strings();
        strings.writeBytes(known);
        for (int at = 0; at < known.length; ) {
            String string = origin.string(at);
            offsets.putIfAbsent(string, at);
            at += string.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        string("");
        for (int id = 1; id < origin.size(); id++) {
            types.add(origin.type(id));
        }
    }

    /** Adds a type and gives its id: 1 for the first. */
    public int add(BtfType type) {
        types.add(type);
        return types.size();
    }

    /** The id that the next type added will have. */
    public int nextId() {
        return types.size() + 1;
    }

    /** Puts another type in the place of one added before. */
    public void set(int id, BtfType type) {
        types.set(id - 1, type);
    }

    /** Offset of a string, which is added where it is not there yet. */
    public int string(String string) {
        Integer known = offsets.get(string);
        if (known != null) {
            return known;
        }
        int at = strings.size();
        strings.writeBytes(string.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        offsets.put(string, at);
        return at;
    }

    public Btf build() {
        var out = new ByteArrayOutputStream();
        for (BtfType type : types) {
            write(out, type);
        }
        byte[] body = out.toByteArray();
        var whole = ByteBuffer.allocate(24 + body.length + strings.size()).order(ByteOrder.LITTLE_ENDIAN);
        whole.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        whole.putInt(0).putInt(body.length).putInt(body.length).putInt(strings.size());
        whole.put(body).put(strings.toByteArray());
        return Btf.parse(whole.array());
    }

    private void write(ByteArrayOutputStream out, BtfType type) {
        switch (type) {
            case BtfType.Void _ -> throw new IllegalArgumentException("void has no encoding, it is id 0");
            case BtfType.Int it -> {
                head(out, it.name(), Kind.INT, 0, false, it.size());
                int flags = (it.signed() ? 1 : 0) | (it.isChar() ? 2 : 0) | (it.isBool() ? 4 : 0);
                word(out, flags << 24 | it.bitOffset() << 16 | it.bits());
            }
            case BtfType.Pointer it -> head(out, "", Kind.PTR, 0, false, it.target());
            case BtfType.Array it -> {
                head(out, "", Kind.ARRAY, 0, false, 0);
                words(out, it.element(), it.index(), it.count());
            }
            case BtfType.Struct it -> composite(out, it.name(), Kind.STRUCT, it.size(), it.members());
            case BtfType.Union it -> composite(out, it.name(), Kind.UNION, it.size(), it.members());
            case BtfType.Enum it -> enumeration(out, it);
            case BtfType.Forward it -> head(out, it.name(), Kind.FWD, 0, it.isUnion(), 0);
            case BtfType.Typedef it -> head(out, it.name(), Kind.TYPEDEF, 0, false, it.target());
            case BtfType.Volatile it -> head(out, "", Kind.VOLATILE, 0, false, it.target());
            case BtfType.Const it -> head(out, "", Kind.CONST, 0, false, it.target());
            case BtfType.Restrict it -> head(out, "", Kind.RESTRICT, 0, false, it.target());
            case BtfType.Function it ->
                head(out, it.name(), Kind.FUNC, it.linkage().number(), false, it.prototype());
            case BtfType.Prototype it -> prototype(out, it);
            case BtfType.Variable it -> {
                head(out, it.name(), Kind.VAR, 0, false, it.type());
                word(out, it.linkage().number());
            }
            case BtfType.DataSection it -> {
                head(out, it.name(), Kind.DATASEC, it.variables().size(), false, it.size());
                it.variables().forEach(v -> words(out, v.type(), v.offset(), v.size()));
            }
            case BtfType.Float it -> head(out, it.name(), Kind.FLOAT, 0, false, it.size());
            case BtfType.DeclTag it -> {
                head(out, it.name(), Kind.DECL_TAG, 0, false, it.target());
                word(out, it.component());
            }
            case BtfType.TypeTag it -> head(out, it.name(), Kind.TYPE_TAG, 0, false, it.target());
        }
    }

    private void composite(ByteArrayOutputStream out, String name, int kind, int size, List<BtfType.Member> members) {
        boolean bitFields = members.stream().anyMatch(m -> m.bitSize() != 0);
        head(out, name, kind, members.size(), bitFields, size);
        for (var member : members) {
            words(out, string(member.name()), member.type(), member.bitSize() << 24 | member.bitOffset());
        }
    }

    private void enumeration(ByteArrayOutputStream out, BtfType.Enum it) {
        boolean wide = it.size() > 4;
        head(out, it.name(), wide ? Kind.ENUM64 : Kind.ENUM, it.values().size(), it.signed(), it.size());
        for (var value : it.values()) {
            words(out, string(value.name()), (int) value.value());
            if (wide) {
                word(out, (int) (value.value() >>> 32));
            }
        }
    }

    private void prototype(ByteArrayOutputStream out, BtfType.Prototype it) {
        int count = it.parameters().size() + (it.variadic() ? 1 : 0);
        head(out, "", Kind.FUNC_PROTO, count, false, it.result());
        it.parameters().forEach(p -> words(out, string(p.name()), p.type()));
        if (it.variadic()) {
            words(out, 0, 0);
        }
    }

    private void head(ByteArrayOutputStream out, String name, int kind, int vlen, boolean flag, int sizeOrType) {
        if (vlen > 0xffff) {
            throw new IllegalArgumentException("BTF holds at most 65535 elements in one type, not " + vlen);
        }
        words(out, string(name), vlen | kind << 24 | (flag ? 1 << 31 : 0), sizeOrType);
    }

    private static void words(ByteArrayOutputStream out, int... words) {
        for (int word : words) {
            word(out, word);
        }
    }

    private static void word(ByteArrayOutputStream out, int word) {
        out.write(word);
        out.write(word >>> 8);
        out.write(word >>> 16);
        out.write(word >>> 24);
    }
}
