package io.polyprobe.vm;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Types as text that does not depend on ids, to compare what different compilers made of the same C. */
final class TypeText {
    private final Btf btf;

    private TypeText(Btf btf) {
        this.btf = btf;
    }

    /** All named types, a line each, sorted. */
    static String of(Btf btf) {
        var text = new TypeText(btf);
        var lines = new TreeSet<String>();
        for (int id = 1; id < btf.size(); id++) {
            BtfType type = btf.type(id);
            if (!type.name().isEmpty()) {
                lines.add(text.declared(type));
            }
        }
        return String.join("\n", lines);
    }

    private String declared(BtfType type) {
        return switch (type) {
            case BtfType.Typedef t -> "typedef " + t.name() + " = " + named(t.target());
            case BtfType.Function f -> "function " + f.name() + " = " + named(f.prototype());
            default -> body(type);
        };
    }

    private String named(int id) {
        BtfType type = btf.type(id);
        return switch (type) {
            case BtfType.Pointer p -> "*" + named(p.target());
            case BtfType.Const c -> "const " + named(c.target());
            case BtfType.Array a -> "[" + a.count() + "]" + named(a.element());
            case BtfType.Prototype p ->
                p.parameters().stream()
                        .map(parameter -> parameter.name() + " " + named(parameter.type()))
                        .collect(Collectors.joining(", ", named(p.result()) + "(", ")"));
            default -> type.name().isEmpty() ? body(type) : type.name();
        };
    }

    private String body(BtfType type) {
        return switch (type) {
            case BtfType.Struct s -> "struct " + s.name() + " " + s.size() + members(s.members());
            case BtfType.Union u -> "union " + u.name() + " " + u.size() + members(u.members());
            case BtfType.Enum e -> "enum " + e.name() + " " + e.values();
            default -> type.toString();
        };
    }

    private String members(List<BtfType.Member> members) {
        return members.stream()
                .map(m -> "%s %s @%d:%d".formatted(m.name(), named(m.type()), m.bitOffset(), m.bitSize()))
                .collect(Collectors.joining("; ", " {", "}"));
    }
}
