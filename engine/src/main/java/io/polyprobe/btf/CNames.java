package io.polyprobe.btf;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * C names for types. Kernels hold different types of the same name; in C the second and later ones get the suffix
 * {@code ___2} and so on, which CO-RE takes for a flavour and ignores.
 */
final class CNames {
    private static final Set<String> KEYWORDS = Set.of(
            "auto",
            "break",
            "case",
            "char",
            "const",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extern",
            "float",
            "for",
            "goto",
            "if",
            "inline",
            "int",
            "long",
            "register",
            "restrict",
            "return",
            "short",
            "signed",
            "sizeof",
            "static",
            "struct",
            "switch",
            "typedef",
            "union",
            "unsigned",
            "void",
            "volatile",
            "while",
            "asm",
            "typeof",
            "_Bool",
            "_Alignas",
            "_Alignof",
            "_Atomic",
            "_Generic",
            "_Noreturn",
            "_Static_assert");

    private final Map<Integer, String> names = new HashMap<>();
    private final Set<String> tags;
    private final Set<String> ordinary;

    CNames(Set<String> reserved) {
        this.tags = new HashSet<>(reserved);
        this.ordinary = new HashSet<>(reserved);
    }

    /** Name of a struct, union or enum. */
    String tag(int id, String name) {
        return names.computeIfAbsent(id, _ -> unused(tags, name));
    }

    String typedef(int id, String name) {
        return names.computeIfAbsent(id, _ -> unused(ordinary, name));
    }

    String enumerator(String name) {
        return unused(ordinary, name);
    }

    /** Name of a member or parameter; a language other than C may use what is a keyword in C. */
    static String member(String name) {
        return KEYWORDS.contains(name) ? name + "_" : name;
    }

    private static String unused(Set<String> used, String name) {
        String candidate = member(name);
        for (int i = 2; !used.add(candidate); i++) {
            candidate = name + "___" + i;
        }
        return candidate;
    }
}
