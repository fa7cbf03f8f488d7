package io.polyprobe.btf;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Prints types as C that clang lays out as BTF says.
 *
 * <p>Not all types are printed, only those that a C text needs, judged by its identifiers: see
 * {@link #print(Btf, Set)}.
 */
public final class CPrinter {
    /** A typedef of the compiler's own, of another size on BPF than in the kernel: what is behind it is printed. */
    private static final String VA_LIST = "__builtin_va_list";

    private static final Set<String> INTEGER_WORDS =
            Set.of("char", "short", "int", "long", "signed", "unsigned", "_Bool", "__int128");

    private final Btf btf;
    private final Selection selection;
    private final CNames names;
    private final Set<String> reserved;
    private final CLayout layout;
    private final Set<String> forwards = new LinkedHashSet<>();
    private final Set<Integer> done = new HashSet<>();
    private final StringBuilder out = new StringBuilder();
    private int paddings;

    private CPrinter(Btf btf, Selection selection, CNames names, Set<String> reserved) {
        this.btf = btf;
        this.selection = selection;
        this.names = names;
        this.reserved = reserved;
        this.layout = new CLayout(btf);
    }

    /** Prints what a text needs; it defines no name of its own that BTF has too. */
    public static String print(Btf btf, Set<String> identifiers) {
        return print(btf, identifiers, Set.of());
    }

    /**
     * Prints what a text needs, in an order that compiles: each struct, union, typedef and enum that one of the
     * identifiers names, enums also by their constants; what these hold by value; and what pointers lead to from members
     * that an identifier names. Structs behind other pointers are only declared.
     *
     * @param identifiers all identifiers of the text
     * @param reserved names that the text defines itself; types of that name get another, but a struct that is reached
     *     by pointers alone is the text's
     */
    public static String print(Btf btf, Set<String> identifiers, Set<String> reserved) {
        var selection = Selection.of(btf, identifiers, reserved);
        var printer = new CPrinter(btf, selection, new CNames(reserved), reserved);
        // What the text names has that name before anything of the same name that is merely reached.
        selection.roots().forEach(id -> printer.claim(id));
        selection.roots().forEach(id -> printer.require(id, true));
        // Where a pointer led, nothing that is printed yet may need the body.
        selection.bodies().forEach(id -> printer.require(id, true));
        return printer.forwards.stream().map(tag -> tag + ";\n").collect(Collectors.joining()) + printer.out;
    }

    /**
     * Prints types as {@link #print(Btf, Set)} does, such that clang records each access to their fields for CO-RE.
     *
     * @param identifiers all identifiers of the text
     * @param reserved names that the text defines itself
     */
    public static String printRelocatable(Btf btf, Set<String> identifiers, Set<String> reserved) {
        String types = print(btf, identifiers, reserved);
        // Clang minds an attribute that applies to nothing.
        return types.contains("struct") || types.contains("union")
                ? "#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)\n"
                        + types
                        + "#pragma clang attribute pop\n"
                : types;
    }

    private void claim(int id) {
        switch (btf.type(id)) {
            case BtfType.Typedef it -> names.typedef(id, it.name());
            case BtfType.Enum it when it.name().isEmpty() -> {}
            case BtfType type -> names.tag(id, type.name());
        }
    }

    /** Prints first what must stand before a use of the type. */
    private void require(int id, boolean whole) {
        switch (btf.type(id)) {
            case BtfType.Typedef it -> typedef(id, it, whole);
            case BtfType.Const it -> require(it.target(), whole);
            case BtfType.Volatile it -> require(it.target(), whole);
            case BtfType.Restrict it -> require(it.target(), whole);
            case BtfType.TypeTag it -> require(it.target(), whole);
            case BtfType.Array it -> require(it.element(), true);
            case BtfType.Pointer it -> require(it.target(), false);
            case BtfType.Prototype it -> {
                require(it.result(), false);
                it.parameters().forEach(p -> require(p.type(), false));
            }
            case BtfType.Struct it -> composite(id, it.name(), whole);
            case BtfType.Union it -> composite(id, it.name(), whole);
            case BtfType.Forward it -> {
                int found = Selection.behind(btf, it, id);
                if (found == id) {
                    forwards.add(base(id, ""));
                } else {
                    composite(found, it.name(), whole);
                }
            }
            case BtfType.Enum it
            when (!it.name().isEmpty() || selection.roots().contains(id)) && done.add(id) ->
                out.append(enumeration(id, it, "")).append(";\n");
            default -> {}
        }
    }

    private void typedef(int id, BtfType.Typedef it, boolean whole) {
        if (!it.name().equals(VA_LIST) && done.add(id)) {
            require(it.target(), false);
            out.append("typedef ")
                    .append(declare(it.target(), names.typedef(id, it.name()), ""))
                    .append(";\n");
        }
        require(it.target(), whole);
    }

    private void composite(int id, String name, boolean whole) {
        if (name.isEmpty()) {
            Layout.members(btf.type(id)).forEach(m -> require(m.type(), true));
            return;
        }
        forwards.add(base(id, ""));
        if (whole && selection.hasBody(id) && done.add(id)) {
            Layout.members(btf.type(id)).forEach(m -> require(m.type(), true));
            out.append(base(id, "")).append(body(id, "")).append(";\n");
        }
    }

    /** A declaration of something of that type, without a semicolon. */
    private String declare(int id, String name, String indent) {
        return switch (btf.type(id)) {
            case BtfType.Const it -> qualified("const", it.target(), name, indent);
            case BtfType.Volatile it -> qualified("volatile", it.target(), name, indent);
            case BtfType.Restrict it -> declare(it.target(), name, indent);
            case BtfType.TypeTag it -> declare(it.target(), name, indent);
            case BtfType.Typedef it when it.name().equals(VA_LIST) -> declare(it.target(), name, indent);
            case BtfType.Pointer it -> {
                BtfType target = unqualified(it.target());
                boolean grouped = target instanceof BtfType.Array || target instanceof BtfType.Prototype;
                yield declare(it.target(), grouped ? "(*" + name + ")" : "*" + name, indent);
            }
            case BtfType.Array it -> declare(it.element(), name + "[" + it.count() + "]", indent);
            case BtfType.Prototype it -> declare(it.result(), name + "(" + parameters(it, indent) + ")", indent);
            default -> name.isEmpty() ? base(id, indent) : base(id, indent) + " " + name;
        };
    }

    private String qualified(String word, int target, String name, String indent) {
        if (unqualified(target) instanceof BtfType.Pointer) {
            return declare(target, isQualified(word, name) ? name : word + " " + name, indent);
        }
        String declared = declare(target, name, indent);
        return isQualified(word, declared) ? declared : word + " " + declared;
    }

    /** BTF may hold the same qualifier twice, once from a typedef; C wants it once. */
    private static boolean isQualified(String word, String declared) {
        return declared.startsWith(word + " ")
                || declared.startsWith("const " + word + " ")
                || declared.startsWith("volatile " + word + " ");
    }

    /** The type behind qualifiers, typedefs kept. */
    private BtfType unqualified(int id) {
        return switch (btf.type(id)) {
            case BtfType.Const it -> unqualified(it.target());
            case BtfType.Volatile it -> unqualified(it.target());
            case BtfType.Restrict it -> unqualified(it.target());
            case BtfType.TypeTag it -> unqualified(it.target());
            case BtfType type -> type;
        };
    }

    private String parameters(BtfType.Prototype prototype, String indent) {
        var all = prototype.parameters().stream()
                .map(p -> declare(p.type(), "", indent))
                .collect(Collectors.toCollection(java.util.ArrayList::new));
        if (prototype.variadic()) {
            all.add("...");
        }
        return all.isEmpty() ? "void" : String.join(", ", all);
    }

    /** What a declaration begins with: the name of a type, or the whole of one that has none. */
    private String base(int id, String indent) {
        return switch (btf.type(id)) {
            case BtfType.Int it -> integer(it);
            case BtfType.Float it -> real(it);
            case BtfType.Struct it ->
                it.name().isEmpty() ? "struct" + body(id, indent) : "struct " + tag(id, it.name());
            case BtfType.Union it -> it.name().isEmpty() ? "union" + body(id, indent) : "union " + tag(id, it.name());
            case BtfType.Forward it -> {
                int found = Selection.behind(btf, it, id);
                yield (it.isUnion() ? "union " : "struct ") + tag(found, it.name());
            }
            case BtfType.Enum it -> {
                if (!it.name().isEmpty()) {
                    yield "enum " + names.tag(id, it.name());
                }
                // The constants of an anonymous enum can be defined but once.
                yield done.add(id) ? enumeration(id, it, indent) : bySize(it.size(), it.signed());
            }
            case BtfType.Typedef it -> names.typedef(id, it.name());
            default -> "void";
        };
    }

    private String tag(int id, String name) {
        return reserved.contains(name) && !selection.hasBody(id) ? name : names.tag(id, name);
    }

    private static String integer(BtfType.Int it) {
        if (it.isBool()) {
            return "_Bool";
        }
        boolean known = List.of(it.name().split(" ")).stream().allMatch(INTEGER_WORDS::contains);
        return known ? it.name() : bySize(it.size(), it.signed());
    }

    private static String bySize(int size, boolean signed) {
        String name = switch (size) {
            case 1 -> "char";
            case 2 -> "short";
            case 4 -> "int";
            case 8 -> "long long";
            default -> "__int128";
        };
        return (signed ? "signed " : "unsigned ") + name;
    }

    private static String real(BtfType.Float it) {
        return switch (it.size()) {
            case 4 -> "float";
            case 8 -> "double";
            // Programs cannot compute with it anyway, and BPF's long double is shorter.
            default -> "struct { unsigned char bytes[" + it.size() + "]; }";
        };
    }

    private String body(int id, String indent) {
        var plan = layout.plan(id);
        var members = Layout.members(btf.type(id));
        String inner = indent + "\t";
        var text = new StringBuilder(" {\n");
        for (int i = 0; i <= members.size(); i++) {
            var gap = plan.gaps().get(i);
            if (gap.bytes() > 0) {
                text.append(inner).append("unsigned char __pad").append(paddings++);
                text.append('[').append(gap.bytes()).append("];\n");
            }
            if (i < members.size()) {
                var member = members.get(i);
                gap.bits()
                        .forEach(bits -> text.append(inner)
                                .append(declare(member.type(), "", inner))
                                .append(" : ")
                                .append(bits)
                                .append(";\n"));
                text.append(inner).append(declare(member.type(), CNames.member(member.name()), inner));
                if (member.bitSize() > 0) {
                    text.append(" : ").append(member.bitSize());
                }
                text.append(";\n");
            }
        }
        text.append(indent).append('}');
        if (plan.packed()) {
            text.append(" __attribute__((packed, aligned(").append(plan.align()).append(")))");
        }
        return text.toString();
    }

    private String enumeration(int id, BtfType.Enum it, String indent) {
        var text = new StringBuilder("enum");
        if (!it.name().isEmpty()) {
            text.append(' ').append(names.tag(id, it.name()));
        }
        text.append(" {\n");
        boolean large = false;
        for (var value : it.values()) {
            large |= value.value() != (int) value.value() && value.value() >>> 32 != 0;
            text.append(indent)
                    .append('\t')
                    .append(names.enumerator(value.name()))
                    .append(" = ");
            text.append(constant(value.value(), it.signed())).append(",\n");
        }
        if (it.size() == 8 && !large) {
            text.append(indent)
                    .append('\t')
                    .append(names.enumerator("__wide" + id))
                    .append(" = 0x100000000ULL,\n");
        }
        if (it.values().isEmpty()) {
            text.append(indent)
                    .append('\t')
                    .append(names.enumerator("__empty" + id))
                    .append(",\n");
        }
        return text.append(indent)
                .append('}')
                .append(it.size() < 4 ? " __attribute__((packed))" : "")
                .toString();
    }

    private static String constant(long value, boolean signed) {
        if (value == Long.MIN_VALUE && signed) {
            return "(-9223372036854775807LL - 1)";
        }
        String digits = signed ? Long.toString(value) : Long.toUnsignedString(value);
        if (value == (int) value && (signed || value >= 0)) {
            return digits;
        }
        return digits + (value >>> 32 == 0 ? "U" : signed ? "LL" : "ULL");
    }
}
