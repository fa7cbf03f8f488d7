package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which types and fields of a target stand for those of an object, by libbpf's rules. */
final class CoreMatch {
    private static final int DEPTH = 32;

    private final Btf local;
    private final Btf target;

    CoreMatch(Btf local, Btf target) {
        this.local = local;
        this.target = target;
    }

    /** A name without its flavour: {@code task_struct___old} stands for {@code task_struct}. */
    static String essential(String name) {
        int flavour = name.lastIndexOf("___");
        return flavour > 0 && flavour + 3 < name.length() ? name.substring(0, flavour) : name;
    }

    /** Types of the target that have the name and kind of an object's. */
    List<Integer> candidates(int localId) {
        BtfType type = local.type(localId);
        if (type.name().isEmpty()) {
            return List.of();
        }
        return target.named(essential(type.name())).stream()
                .filter(id -> target.type(id).getClass() == type.getClass())
                .toList();
    }

    Optional<CoreField> field(CoreAccess access, int candidate) {
        var at = new CoreField(candidate, access.rootIndex() * target.sizeOf(candidate) * 8, 0);
        for (var step : access.steps()) {
            Optional<CoreField> next = step.name().isEmpty() ? element(at, step) : member(at, step);
            if (next.isEmpty()) {
                return next;
            }
            at = next.get();
        }
        return Optional.of(at);
    }

    private Optional<CoreField> element(CoreField at, CoreAccess.Step step) {
        // An array of no elements ends a struct and has as many as one likes.
        return target.type(target.resolve(at.type())) instanceof BtfType.Array array
                        && (array.count() == 0 || step.index() < array.count())
                ? Optional.of(new CoreField(
                        array.element(), at.bitOffset() + step.index() * target.sizeOf(array.element()) * 8, 0))
                : Optional.empty();
    }

    private Optional<CoreField> member(CoreField at, CoreAccess.Step step) {
        return target.field(at.type(), step.name())
                .filter(found -> fieldsAgree(step.type(), found.type(), 0))
                .map(found -> new CoreField(found.type(), at.bitOffset() + found.bitOffset(), found.bitSize()));
    }

    private boolean fieldsAgree(int localId, int targetId, int depth) {
        BtfType a = local.type(local.resolve(localId));
        BtfType b = target.type(target.resolve(targetId));
        if (isComposite(a) && isComposite(b)) {
            return true;
        }
        return switch (a) {
            case BtfType.Pointer _ -> b instanceof BtfType.Pointer;
            case BtfType.Float _ -> b instanceof BtfType.Float;
            case BtfType.Int _ -> b instanceof BtfType.Int;
            case BtfType.Enum _ -> b instanceof BtfType.Enum && namesAgree(a, b);
            case BtfType.Forward _ -> b instanceof BtfType.Forward && namesAgree(a, b);
            case BtfType.Array it ->
                depth < DEPTH
                        && b instanceof BtfType.Array other
                        && fieldsAgree(it.element(), other.element(), depth + 1);
            default -> false;
        };
    }

    /** Whether two types are of the same shape, whatever is in their structs ({@code bpf_core_type_exists}). */
    boolean typesAgree(int localId, int targetId, int depth) {
        BtfType a = local.type(local.resolve(localId));
        BtfType b = target.type(target.resolve(targetId));
        if (a.getClass() != b.getClass() || depth > DEPTH) {
            return false;
        }
        return switch (a) {
            case BtfType.Pointer it ->
                b instanceof BtfType.Pointer other && typesAgree(it.target(), other.target(), depth + 1);
            case BtfType.Array it ->
                b instanceof BtfType.Array other && typesAgree(it.element(), other.element(), depth + 1);
            case BtfType.Prototype it -> b instanceof BtfType.Prototype other && prototypesAgree(it, other, depth);
            default -> true;
        };
    }

    private boolean prototypesAgree(BtfType.Prototype a, BtfType.Prototype b, int depth) {
        if (a.parameters().size() != b.parameters().size()) {
            return false;
        }
        for (int i = 0; i < a.parameters().size(); i++) {
            if (!typesAgree(a.parameters().get(i).type(), b.parameters().get(i).type(), depth + 1)) {
                return false;
            }
        }
        return typesAgree(a.result(), b.result(), depth + 1);
    }

    /** Whether all that the object's type holds is in the target's, in the same form ({@code bpf_core_type_matches}). */
    boolean matches(int localId, int targetId) {
        return matches(localId, targetId, false, new HashSet<>());
    }

    private boolean matches(int localId, int targetId, boolean behindPointer, Set<List<Integer>> seen) {
        int own = local.resolve(localId);
        int other = target.resolve(targetId);
        BtfType a = local.type(own);
        BtfType b = target.type(other);
        if (!namesAgree(a, b)) {
            return false;
        }
        if (!seen.add(List.of(own, other))) {
            return true;
        }
        boolean forward = a instanceof BtfType.Forward || b instanceof BtfType.Forward;
        if (behindPointer && (forward || isComposite(a))) {
            return isComposite(a) || isComposite(b) || forward;
        }
        return switch (a) {
            case BtfType.Struct it -> b instanceof BtfType.Struct && membersMatch(it.members(), other, seen);
            case BtfType.Union it -> b instanceof BtfType.Union && membersMatch(it.members(), other, seen);
            case BtfType.Int it ->
                b instanceof BtfType.Int second && it.size() == second.size() && it.signed() == second.signed();
            case BtfType.Enum it -> b instanceof BtfType.Enum second && constantsMatch(it, second);
            case BtfType.Pointer it ->
                b instanceof BtfType.Pointer second && matches(it.target(), second.target(), true, seen);
            case BtfType.Array it ->
                b instanceof BtfType.Array second
                        && it.count() == second.count()
                        && matches(it.element(), second.element(), behindPointer, seen);
            default -> typesAgree(own, other, 0);
        };
    }

    private boolean membersMatch(List<BtfType.Member> members, int other, Set<List<Integer>> seen) {
        for (var member : members) {
            if (!member.name().isEmpty()) {
                var found = target.field(other, member.name());
                if (found.isEmpty() || !matches(member.type(), found.get().type(), false, seen)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean constantsMatch(BtfType.Enum a, BtfType.Enum b) {
        return a.size() == b.size()
                && a.values().stream()
                        .allMatch(v -> b.values().stream()
                                .anyMatch(w -> essential(w.name()).equals(essential(v.name()))));
    }

    private static boolean namesAgree(BtfType a, BtfType b) {
        return a.name().isEmpty()
                || b.name().isEmpty()
                || (a instanceof BtfType.Int && b instanceof BtfType.Int)
                || essential(a.name()).equals(essential(b.name()));
    }

    private static boolean isComposite(BtfType type) {
        return type instanceof BtfType.Struct || type instanceof BtfType.Union;
    }
}
