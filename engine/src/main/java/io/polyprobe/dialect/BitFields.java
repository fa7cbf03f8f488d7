package io.polyprobe.dialect;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which members are bit fields. Clang's tree says it where a struct is declared, if that is in the text, and not where a
 * member is used; for the header's structs BTF says it.
 *
 * @param own ids of the text's own bit fields
 */
record BitFields(Set<String> own, Btf btf) {
    static BitFields of(Rewriting rewriting) {
        return new BitFields(
                rewriting
                        .structs()
                        .flatMap(Node::all)
                        .filter(node -> node.get("isBitfield").equals("true"))
                        .map(node -> node.get("id"))
                        .collect(Collectors.toSet()),
                rewriting.btf());
    }

    boolean contain(Node member) {
        if (own.contains(member.get("referencedMemberDecl"))) {
            return true;
        }
        var struct = id(struct(member).type());
        return struct.isPresent()
                && btf.field(struct.getAsInt(), member.get("name"))
                        .filter(field -> field.bitSize() > 0)
                        .isPresent();
    }

    /** The expression that names the struct, anonymous members of it passed over. */
    static Node struct(Node member) {
        var struct = member;
        do {
            struct = struct.inner().getFirst();
        } while (struct.is("MemberExpr") && struct.get("name").isEmpty());
        return struct;
    }

    private OptionalInt id(String type) {
        var words = type.replace("*", " ")
                .replaceAll("\\b(const|volatile)\\b", " ")
                .strip()
                .split(" +", 2);
        var name = words[words.length - 1];
        return switch (words[0]) {
            case "struct" -> btf.id(BtfType.Struct.class, name);
            case "union" -> btf.id(BtfType.Union.class, name);
            default -> btf.id(BtfType.Typedef.class, name);
        };
    }
}
