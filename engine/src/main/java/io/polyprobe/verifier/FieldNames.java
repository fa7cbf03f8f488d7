package io.polyprobe.verifier;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.List;
import java.util.Optional;

/** What people call a byte of a structure, by its C type. */
final class FieldNames {
    private FieldNames() {}

    /**
     * The path to the innermost field that holds a byte, such as {@code .name[3]}.
     *
     * @param type id of a type in the object's BTF, 0 where unknown
     * @return empty where the byte is padding or nothing is known of the type
     */
    static Optional<String> at(Btf btf, int type, long offset) {
        if (type == 0 || offset < 0) {
            return Optional.empty();
        }
        int resolved = btf.resolve(type);
        return switch (btf.type(resolved)) {
            case BtfType.Struct struct -> member(btf, struct.members(), offset);
            case BtfType.Union union -> member(btf, union.members(), offset);
            case BtfType.Array array -> {
                long size = btf.sizeOf(array.element());
                boolean within = size > 0 && offset < size * array.count();
                yield within
                        ? at(btf, array.element(), offset % size).map(rest -> "[" + offset / size + "]" + rest)
                        : Optional.empty();
            }
            case BtfType.DataSection section ->
                section.variables().stream()
                        .filter(v -> offset >= v.offset() && offset < v.offset() + v.size())
                        .findFirst()
                        .flatMap(v -> variable(btf, v, offset));
            default -> offset < btf.sizeOf(resolved) ? Optional.of("") : Optional.empty();
        };
    }

    private static Optional<String> variable(Btf btf, BtfType.SectionVariable at, long offset) {
        return btf.type(at.type()) instanceof BtfType.Variable variable
                ? at(btf, variable.type(), offset - at.offset()).map(rest -> variable.name() + rest)
                : Optional.empty();
    }

    private static Optional<String> member(Btf btf, List<BtfType.Member> members, long offset) {
        for (BtfType.Member member : members) {
            long from = member.bitOffset() / Byte.SIZE;
            long to = member.bitSize() > 0
                    ? (member.bitOffset() + member.bitSize() + Byte.SIZE - 1) / Byte.SIZE
                    : from + btf.sizeOf(member.type());
            if (offset >= from && offset < to) {
                String name = member.name().isEmpty() ? "" : "." + member.name();
                return at(btf, member.type(), offset - from).map(rest -> name + rest);
            }
        }
        return Optional.empty();
    }
}
