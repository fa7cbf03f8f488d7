package io.polyprobe.verifier;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.object.ProgramSpec.Line;
import io.polyprobe.prototype.Kind;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.State;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Remarks on stack that a helper reads though the program never wrote it. Linux lets privileged programs do so, but what
 * happens to lie there becomes part of keys, which then are not found again, and reaches user space.
 */
final class Unwritten {
    private final Analysis analysis;
    private final StackRules stack;

    Unwritten(Analysis analysis, StackRules stack) {
        this.analysis = analysis;
        this.stack = stack;
    }

    /**
     * Remarks on it where there is some.
     *
     * @param type of what is read, in the object's BTF, 0 where unknown
     */
    void look(State state, HelperCall call, int register, Pointer pointer, int size, int type) {
        if (!(pointer.base() instanceof Base.Stack) || !pointer.isFixed()) {
            return;
        }
        List<Integer> bytes = IntStream.range(0, size)
                .filter(at -> stack.isUnwritten(state, pointer.withOffset(pointer.offset() + at)))
                .boxed()
                .toList();
        // A buffer of which nothing is written is not a structure with a gap, but written by some other means.
        if (bytes.isEmpty() || bytes.size() == size) {
            return;
        }
        boolean key = call.helper.arguments().get(register - 1).kind() == Kind.KEY;
        Line line = Names.line(analysis.subject().program(), state.slot());
        String name = SourceNames.argument(line, call.helper.name(), register);
        String variable = name.isEmpty() ? "the variable" : name;
        analysis.remark(
                state.slot(),
                Diagnostic.warning(
                        "%s reads %d bytes of %s, of which %s %s never written"
                                .formatted(
                                        call.helper.name(),
                                        size,
                                        variable,
                                        ranges(bytes, described(bytes, type == 0 ? only(size) : type)),
                                        bytes.size() == 1 ? "was" : "were"),
                        (key
                                        ? "Keys are compared byte by byte: one that differs there is not found."
                                        : "What happens to lie there is read as well.")
                                + " Clear it before its fields are set: __builtin_memset(&%s, 0, sizeof(%s));"
                                        .formatted(
                                                name.isEmpty() ? "variable" : name,
                                                name.isEmpty() ? "variable" : name)));
    }

    /** The only structure of that size in the object's BTF, or 0. */
    private int only(int size) {
        Btf btf = analysis.subject().btf();
        if (btf == null) {
            return 0;
        }
        List<Integer> found = IntStream.rangeClosed(btf.firstId(), btf.size() - 1)
                .filter(id -> btf.type(id) instanceof BtfType.Struct struct && struct.size() == size)
                .boxed()
                .toList();
        return found.size() == 1 ? found.getFirst() : 0;
    }

    private static String ranges(List<Integer> bytes, String described) {
        var ranges = new ArrayList<String>();
        int from = 0;
        for (int i = 1; i <= bytes.size(); i++) {
            if (i == bytes.size() || bytes.get(i) != bytes.get(i - 1) + 1) {
                int first = bytes.get(from);
                int last = bytes.get(i - 1);
                ranges.add(first == last ? "" + first : first + " to " + last);
                from = i;
            }
        }
        return (bytes.size() == 1 ? "byte " : "bytes ") + String.join(", ", ranges) + described;
    }

    /** The fields that the bytes belong to, and behind which ones the padding is. */
    private String described(List<Integer> bytes, int type) {
        Btf btf = analysis.subject().btf();
        if (btf == null || type == 0) {
            return "";
        }
        Set<String> names = bytes.stream()
                .map(at -> FieldNames.at(btf, type, at).map(Unwritten::whole).orElseGet(() -> padding(btf, type, at)))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return names.isEmpty() ? "" : " (" + String.join(", ", names) + ")";
    }

    private static String padding(Btf btf, int type, int at) {
        for (int before = at - 1; before >= 0; before--) {
            var field = FieldNames.at(btf, type, before);
            if (field.isPresent()) {
                return "padding behind " + whole(field.get());
            }
        }
        return "padding";
    }

    /** The array rather than each of its elements. */
    private static String whole(String path) {
        return path.replaceFirst("\\[\\d+]$", "");
    }
}
