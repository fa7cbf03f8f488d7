package io.polyprobe.btf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out how a struct must be written in C so that clang lays it out as BTF says: by itself, with padding, or packed
 * with padding. It lays the members out by the rules of the System V ABI and compares.
 */
final class CLayout {
    private final Btf btf;
    private final Map<Integer, Plan> plans = new HashMap<>();

    CLayout(Btf btf) {
        this.btf = btf;
    }

    /**
     * How to write a struct or union.
     *
     * @param align its alignment so written
     * @param gaps what to put before each member, and at the end: as many as members and one
     */
    record Plan(boolean packed, int align, List<Gap> gaps) {}

    /**
     * Padding.
     *
     * @param bytes before it, an array of so many bytes
     * @param bits then, unnamed bit fields of the next member's type, of so many bits each
     */
    record Gap(int bytes, List<Integer> bits) {
        static final Gap NONE = new Gap(0, List.of());
    }

    Plan plan(int id) {
        Plan known = plans.get(id);
        if (known != null) {
            return known;
        }
        BtfType type = btf.type(id);
        int size = Math.toIntExact(btf.sizeOf(id));
        boolean union = type instanceof BtfType.Union;
        var members = Layout.members(type);
        var plan = new Pass(members, size, union, false).run();
        if (plan == null) {
            plan = new Pass(members, size, union, true).run();
        }
        if (plan == null) {
            throw MalformedBtf.type(id, "its members overlap");
        }
        plans.put(id, plan);
        return plan;
    }

    private int alignOf(int id) {
        int resolved = btf.resolve(id);
        return switch (btf.type(resolved)) {
            case BtfType.Struct _, BtfType.Union _ -> plan(resolved).align();
            case BtfType.Array array -> alignOf(array.element());
            case BtfType.Float real when real.size() > 8 -> 1;
            default -> btf.alignOf(resolved);
        };
    }

    /** One attempt to lay a type's members out. Positions are bits. */
    private final class Pass {
        private final List<BtfType.Member> members;
        private final long size;
        private final boolean union;
        private final boolean packed;
        private final List<Gap> gaps = new ArrayList<>();
        private int align = 1;
        private long at;

        Pass(List<BtfType.Member> members, int size, boolean union, boolean packed) {
            this.members = members;
            this.size = size * 8L;
            this.union = union;
            this.packed = packed;
        }

        @org.jspecify.annotations.Nullable
        Plan run() {
            long end = 0;
            for (var member : members) {
                if (union) {
                    at = 0;
                }
                if (!(member.bitSize() > 0 ? bitField(member) : field(member))) {
                    return null;
                }
                end = Math.max(end, at);
            }
            int own = packed ? (int) Math.min(align, Long.lowestOneBit(Math.max(8, size) / 8)) : align;
            long natural = up(up(end, 8), own * 8L);
            if (natural > size || size % (own * 8L) != 0) {
                return null;
            }
            // A union is filled up by a member as large as itself.
            long missing = natural == size ? 0 : union ? size : size - up(end, 8);
            gaps.add(missing == 0 ? Gap.NONE : new Gap((int) (missing / 8), List.of()));
            return new Plan(packed, own, gaps);
        }

        private boolean field(BtfType.Member member) {
            int own = alignOf(member.type());
            align = Math.max(align, own);
            long unit = packed ? 8 : own * 8L;
            long start = up(at, 8);
            if (member.bitOffset() % unit != 0 || member.bitOffset() < start) {
                return false;
            }
            boolean padded = up(start, unit) != member.bitOffset();
            if (padded && union) {
                return false;
            }
            gaps.add(padded ? new Gap((int) (member.bitOffset() - start) / 8, List.of()) : Gap.NONE);
            at = member.bitOffset() + btf.sizeOf(member.type()) * 8;
            return true;
        }

        private boolean bitField(BtfType.Member member) {
            long unit = btf.sizeOf(member.type()) * 8;
            align = Math.max(align, alignOf(member.type()));
            long offset = member.bitOffset();
            if (unit == 0 || offset < at || (union && offset != 0)) {
                return false;
            }
            var bits = new ArrayList<Integer>();
            long natural = placed(member.bitSize(), unit);
            while (natural != offset && at < offset) {
                long room = packed ? unit : unit - at % unit;
                int bit = (int) Math.min(room, offset - at);
                bits.add(bit);
                at += bit;
                natural = placed(member.bitSize(), unit);
            }
            gaps.add(bits.isEmpty() ? Gap.NONE : new Gap(0, bits));
            at = offset + member.bitSize();
            return natural == offset;
        }

        /** Where a bit field comes to lie: it does not cross a boundary of its type. */
        private long placed(int width, long unit) {
            return !packed && at % unit + width > unit ? up(at, unit) : at;
        }

        private static long up(long value, long unit) {
            return (value + unit - 1) / unit * unit;
        }
    }
}
