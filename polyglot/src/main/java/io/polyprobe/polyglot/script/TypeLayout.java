package io.polyprobe.polyglot.script;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.ArrayList;
import java.util.List;

/** Types of keys and values as lines of C, each field with its place where that is asked for: {@code [4 +2] short x;}. */
final class TypeLayout {
    private static final String STEP = "  ";

    private final Btf btf;
    private final boolean sizes;
    private final List<String> lines = new ArrayList<>();

    private TypeLayout(Btf btf, boolean sizes) {
        this.btf = btf;
        this.sizes = sizes;
    }

    /** @param sizes whether fields tell their offset and size in bytes; bit fields those in bits besides */
    static List<String> of(Btf btf, int type, String name, boolean sizes) {
        var layout = new TypeLayout(btf, sizes);
        layout.declare(type, name, STEP, "", 0);
        return layout.lines;
    }

    private void declare(int type, String name, String indent, String place, long start) {
        switch (btf.type(btf.resolve(type))) {
            case BtfType.Struct struct -> composite("struct", struct.members(), name, indent, place, start);
            case BtfType.Union union -> composite("union", union.members(), name, indent, place, start);
            default -> lines.add(indent + place + spelled(type) + " " + name + ";");
        }
    }

    private void composite(
            String keyword, List<BtfType.Member> members, String name, String indent, String place, long start) {
        lines.add(indent + place + keyword + " {");
        for (var member : members) {
            long offset = start + member.bitOffset() / Byte.SIZE;
            if (member.bitSize() == 0) {
                String at = sizes ? "[%d +%d] ".formatted(offset, btf.sizeOf(member.type())) : "";
                declare(member.type(), member.name(), indent + STEP, at, offset);
            } else {
                String at = sizes
                        ? "[%d,%d +%d bit] ".formatted(offset, member.bitOffset() % Byte.SIZE, member.bitSize())
                        : "";
                lines.add(indent + STEP + at + spelled(member.type()) + " " + member.name() + ":" + member.bitSize()
                        + ";");
            }
        }
        lines.add(indent + "} " + name + ";");
    }

    private String spelled(int type) {
        return switch (btf.type(btf.resolve(type))) {
            case BtfType.Int i when i.isBool() -> "_Bool";
            case BtfType.Int i when i.name().equals("char") -> "char";
            case BtfType.Int i -> integer(i.size(), i.signed());
            case BtfType.Enum e -> integer(e.size(), e.signed());
            case BtfType.Pointer _ -> integer(Long.BYTES, false);
            case BtfType.Float f -> f.size() == Float.BYTES ? "float" : "double";
            case BtfType.Array a -> array(a, "");
            case BtfType.Struct s -> "struct " + s.name();
            case BtfType.Union u -> "union " + u.name();
            case BtfType other -> other.name();
        };
    }

    /** @param outer the dimensions around this one, which C writes before it */
    private String array(BtfType.Array array, String outer) {
        String dimensions = outer + "[" + array.count() + "]";
        return btf.type(btf.resolve(array.element())) instanceof BtfType.Array inner
                ? array(inner, dimensions)
                : spelled(array.element()) + dimensions;
    }

    private static String integer(int size, boolean signed) {
        String name = switch (size) {
            case 1 -> "char";
            case 2 -> "short";
            case 4 -> "int";
            case 8 -> "long long";
            default -> "__int128";
        };
        return signed ? name : "unsigned " + name;
    }
}
