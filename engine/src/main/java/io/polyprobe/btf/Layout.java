package io.polyprobe.btf;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes, alignments and places of fields. Types of 64-bit machines: a pointer has 8 bytes. */
final class Layout {
    private static final int POINTER = 8;
    /** Deepest nesting of structs and arrays by value; hostile types nest without end. */
    private static final int DEPTH = 64;

    private static final Pattern STEP = Pattern.compile("([A-Za-z_]\\w*)((?:\\[\\d{1,9}\\])*)\\.?");
    private static final Pattern SUBSCRIPT = Pattern.compile("\\[(\\d+)\\]");

    private final Btf btf;
    /** Alignments of structs and unions met: without it, structs in structs in structs cost exponential time. */
    private final Map<Integer, Integer> alignments = new ConcurrentHashMap<>();

    Layout(Btf btf) {
        this.btf = btf;
    }

    long sizeOf(int id) {
        long elements = 1;
        int at = id;
        for (int i = 0; i < DEPTH; i++) {
            at = btf.resolve(at);
            switch (btf.type(at)) {
                case BtfType.Array array -> {
                    elements = elements * array.count();
                    if (elements > Integer.MAX_VALUE) {
                        throw MalformedBtf.type(id, "it has more than 2 GiB");
                    }
                    at = array.element();
                }
                case BtfType.Variable variable -> at = variable.type();
                case BtfType type -> {
                    long size = elements * scalar(type);
                    if (size > Integer.MAX_VALUE) {
                        throw MalformedBtf.type(id, "it has more than 2 GiB");
                    }
                    return size;
                }
            }
        }
        throw MalformedBtf.type(id, "its arrays nest too deeply");
    }

    private static long scalar(BtfType type) {
        return switch (type) {
            case BtfType.Int integer -> integer.size();
            case BtfType.Float real -> real.size();
            case BtfType.Enum constants -> constants.size();
            case BtfType.Struct struct -> struct.size();
            case BtfType.Union union -> union.size();
            case BtfType.DataSection section -> section.size();
            case BtfType.Pointer _ -> POINTER;
            default -> 0;
        };
    }

    int alignOf(int id) {
        return alignOf(id, 0);
    }

    private int alignOf(int id, int depth) {
        if (depth > DEPTH) {
            throw MalformedBtf.type(id, "it nests too deeply");
        }
        int resolved = btf.resolve(id);
        return switch (btf.type(resolved)) {
            case BtfType.Int integer -> powerOfTwo(integer.size(), 16);
            case BtfType.Float real -> powerOfTwo(real.size(), 16);
            case BtfType.Enum constants -> powerOfTwo(constants.size(), 8);
            case BtfType.Pointer _ -> POINTER;
            case BtfType.Array array -> alignOf(array.element(), depth + 1);
            case BtfType.Struct struct -> composite(resolved, struct.members(), struct.size(), depth);
            case BtfType.Union union -> composite(resolved, union.members(), union.size(), depth);
            default -> 1;
        };
    }

    private int composite(int id, List<BtfType.Member> members, int size, int depth) {
        Integer known = alignments.get(id);
        if (known != null) {
            return known;
        }
        int align = 1;
        boolean kept = true;
        for (var member : members) {
            int own = alignOf(member.type(), depth + 1);
            kept &= member.bitSize() != 0 || member.bitOffset() % (own * 8) == 0;
            align = Math.max(align, own);
        }
        int result = kept && size % align == 0 ? align : 1;
        alignments.put(id, result);
        return result;
    }

    private static int powerOfTwo(int size, int limit) {
        return Math.max(1, Math.min(limit, Integer.highestOneBit(size)));
    }

    Optional<Field> field(int id, String path) {
        var step = STEP.matcher(path);
        var at = new Field(id, 0, 0);
        int end = 0;
        while (end < path.length()) {
            if (!step.find(end) || step.start() != end) {
                return Optional.empty();
            }
            end = step.end();
            var member = member(at.type(), step.group(1), new HashSet<>());
            if (member.isEmpty()) {
                return Optional.empty();
            }
            Field found = member.get();
            at = new Field(found.type(), at.bitOffset() + found.bitOffset(), found.bitSize());
            Matcher subscript = SUBSCRIPT.matcher(step.group(2));
            while (subscript.find()) {
                if (!(btf.type(btf.resolve(at.type())) instanceof BtfType.Array array)) {
                    return Optional.empty();
                }
                long before = sizeOf(array.element()) * Long.parseLong(subscript.group(1));
                at = new Field(array.element(), at.bitOffset() + before * 8, 0);
            }
        }
        return Optional.of(at);
    }

    /** @param seen types that do not hold the name, so that none is searched twice */
    private Optional<Field> member(int id, String name, Set<Integer> seen) {
        if (!seen.add(id) || seen.size() > 1_000) {
            return Optional.empty();
        }
        for (var member : members(btf.type(btf.resolve(id)))) {
            if (member.name().equals(name)) {
                return Optional.of(new Field(member.type(), member.bitOffset(), member.bitSize()));
            }
            if (member.name().isEmpty()) {
                var inner = member(member.type(), name, seen);
                if (inner.isPresent()) {
                    Field found = inner.get();
                    return Optional.of(
                            new Field(found.type(), member.bitOffset() + found.bitOffset(), found.bitSize()));
                }
            }
        }
        return Optional.empty();
    }

    static List<BtfType.Member> members(BtfType type) {
        return switch (type) {
            case BtfType.Struct struct -> struct.members();
            case BtfType.Union union -> union.members();
            default -> List.of();
        };
    }
}
