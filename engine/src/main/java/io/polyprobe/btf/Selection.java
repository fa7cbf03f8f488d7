package io.polyprobe.btf;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which types a C text needs, judged by its identifiers. A struct needs a body where it is named, where it lies by value
 * in one that has a body, and where a pointer leads to it from a member that the text names: who writes
 * {@code task->mm->pgd} names {@code mm}, not {@code mm_struct}.
 */
final class Selection {
    private final Btf btf;
    private final Set<String> reserved;
    private final Set<Integer> roots = new LinkedHashSet<>();
    private final Set<Integer> bodies = new LinkedHashSet<>();
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();

    private Selection(Btf btf, Set<String> reserved) {
        this.btf = btf;
        this.reserved = reserved;
    }

    /** @param reserved names of structs that the text defines itself: they get a body only where one lies by value */
    static Selection of(Btf btf, Set<String> identifiers, Set<String> reserved) {
        var selection = new Selection(btf, reserved);
        identifiers.stream().sorted().forEach(selection::name);
        selection.constants(identifiers);
        while (!selection.queue.isEmpty()) {
            for (var member : Layout.members(btf.type(selection.queue.remove()))) {
                selection.need(member.type(), true, identifiers.contains(member.name()), 0);
            }
        }
        return selection;
    }

    /** What the text names, in a fixed order. */
    Set<Integer> roots() {
        return roots;
    }

    /** All structs and unions that need a body, those without a name too. */
    Set<Integer> bodies() {
        return bodies;
    }

    boolean hasBody(int id) {
        return bodies.contains(id);
    }

    private void name(String identifier) {
        var ids = btf.named(identifier);
        // Kernels hold structs of the same name that differ; the first is the one that headers declare.
        ids.stream()
                .filter(this::isComposite)
                .findFirst()
                .filter(id -> !reserved.contains(identifier))
                .ifPresent(id -> {
                    roots.add(id);
                    body(id);
                });
        for (int id : ids) {
            switch (btf.type(id)) {
                case BtfType.Enum _ -> roots.add(id);
                case BtfType.Typedef typedef -> {
                    roots.add(id);
                    need(typedef.target(), true, false, 0);
                }
                default -> {}
            }
        }
    }

    private boolean isComposite(int id) {
        return btf.type(id) instanceof BtfType.Struct || btf.type(id) instanceof BtfType.Union;
    }

    private void need(int id, boolean whole, boolean followed, int depth) {
        if (depth > 64) {
            throw MalformedBtf.type(id, "it nests too deeply");
        }
        int next = depth + 1;
        switch (btf.type(id)) {
            case BtfType.Typedef it -> need(it.target(), whole, followed, next);
            case BtfType.Const it -> need(it.target(), whole, followed, next);
            case BtfType.Volatile it -> need(it.target(), whole, followed, next);
            case BtfType.Restrict it -> need(it.target(), whole, followed, next);
            case BtfType.TypeTag it -> need(it.target(), whole, followed, next);
            case BtfType.Array it -> need(it.element(), true, followed, next);
            case BtfType.Pointer it -> need(it.target(), false, followed, next);
            case BtfType.Prototype it -> {
                need(it.result(), false, false, next);
                it.parameters().forEach(p -> need(p.type(), false, false, next));
            }
            case BtfType.Struct it when whole || isWanted(it.name(), followed) -> body(id);
            case BtfType.Union it when whole || isWanted(it.name(), followed) -> body(id);
            case BtfType.Forward it
            when isWanted(it.name(), followed) -> {
                int found = behind(btf, it, id);
                if (found != id) {
                    body(found);
                }
            }
            default -> {}
        }
    }

    private boolean isWanted(String name, boolean followed) {
        return name.isEmpty() || (followed && !reserved.contains(name));
    }

    /** The type that a forward declaration announces, or the declaration itself where there is none. */
    static int behind(Btf btf, BtfType.Forward forward, int id) {
        return btf.id(forward.isUnion() ? BtfType.Union.class : BtfType.Struct.class, forward.name())
                .orElse(id);
    }

    private void body(int id) {
        if (bodies.add(id)) {
            queue.add(id);
        }
    }

    private void constants(Set<String> identifiers) {
        for (int id = btf.firstId(); id < btf.size(); id++) {
            if (btf.isEnum(id)
                    && btf.type(id) instanceof BtfType.Enum constants
                    && constants.values().stream().anyMatch(v -> identifiers.contains(v.name()))) {
                roots.add(id);
            }
        }
    }
}
