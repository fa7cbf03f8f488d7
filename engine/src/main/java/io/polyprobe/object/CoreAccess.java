package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.ArrayList;
import java.util.List;

/**
 * A path into a type as a CO-RE relocation's access string gives it: {@code 0:1:2} is element 0 of the root type, its
 * member 1, that one's member or element 2.
 *
 * @param steps the path below the root; anonymous members are stepped through silently
 * @param rootIndex which element of the root type
 * @param field where the path ends
 */
record CoreAccess(int rootIndex, List<Step> steps, CoreField field) {
    /** One step: a member by name, or an element by index where the name is empty. */
    record Step(String name, int index, int type) {}

    static CoreAccess parse(Btf btf, int root, String access) {
        int[] path = numbers(access);
        var steps = new ArrayList<Step>();
        var at = new CoreField(root, path[0] * btf.sizeOf(root) * 8, 0);
        for (int i = 1; i < path.length; i++) {
            int index = path[i];
            switch (btf.type(btf.resolve(at.type()))) {
                case BtfType.Struct it -> at = step(it.members(), index, at, steps);
                case BtfType.Union it -> at = step(it.members(), index, at, steps);
                case BtfType.Array it -> {
                    steps.add(new Step("", index, it.element()));
                    at = new CoreField(it.element(), at.bitOffset() + index * btf.sizeOf(it.element()) * 8, 0);
                }
                default -> throw malformed(access);
            }
        }
        return new CoreAccess(path[0], List.copyOf(steps), at);
    }

    private static CoreField step(List<BtfType.Member> members, int index, CoreField at, List<Step> steps) {
        if (index >= members.size()) {
            throw malformed("member " + index);
        }
        var member = members.get(index);
        if (!member.name().isEmpty()) {
            steps.add(new Step(member.name(), index, member.type()));
        }
        return new CoreField(member.type(), at.bitOffset() + member.bitOffset(), member.bitSize());
    }

    /** The one number of an enumerator's access. */
    static int index(String access) {
        return numbers(access)[0];
    }

    private static int[] numbers(String access) {
        if (!access.matches("\\d{1,6}(:\\d{1,6}){0,63}")) {
            throw malformed(access);
        }
        return java.util.Arrays.stream(access.split(":"))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static RuntimeException malformed(String access) {
        return new io.polyprobe.diag.ObjectException(
                io.polyprobe.diag.Diagnostic.error("a CO-RE relocation's access string leads nowhere: " + access));
    }

    /** How a person would write it: {@code task_struct.mm.pgd}. */
    String text(String root) {
        var out = new StringBuilder(root);
        for (var step : steps) {
            out.append(step.name().isEmpty() ? "[" + step.index() + "]" : "." + step.name());
        }
        return out.toString();
    }
}
