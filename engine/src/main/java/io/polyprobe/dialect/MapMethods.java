package io.polyprobe.dialect;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns a map's methods into macros over helpers: {@code counts.lookup(&key)} becomes
 * {@code polyprobe_lookup(counts, &key)}. The analysis header declares a map as a struct with a function pointer for
 * each method. In a macro's definition the map may be a parameter or another macro.
 */
final class MapMethods implements Pass {
    /** The field by which a struct of the analysis header is known. */
    private static final String MARK = "polyprobe_map";

    /** Methods that send something to user space, and which argument that is. */
    private static final Map<String, Integer> SUBMITTING =
            Map.of("perf_submit", 1, "perf_submit_skb", 2, "ringbuf_output", 0, "ringbuf_submit", 0);

    @Override
    public void run(Rewriting rewriting) {
        var maps = rewriting
                .structs()
                .filter(MapMethods::isTable)
                .map(struct -> "struct " + struct.get("name"))
                .collect(Collectors.toSet());
        rewriting.calls().forEach(call -> rewrite(rewriting, call, maps));
    }

    /** Whether a struct stands for a table. */
    static boolean isTable(Node struct) {
        return struct.children("FieldDecl").anyMatch(field -> field.get("name").equals(MARK));
    }

    private static void rewrite(Rewriting rewriting, Node call, Set<String> maps) {
        var method = call.inner().getFirst().bare();
        if (!method.is("MemberExpr") || method.inner().isEmpty()) {
            return;
        }
        var map = method.inner().getFirst().bare();
        if (!map.is("DeclRefExpr") || !maps.contains(map.type())) {
            return;
        }
        var name = method.end();
        var dot = rewriting.before(name != null && rewriting.isHere(name) ? name.offset() : 0);
        var written = rewriting.before(dot.offset());
        if (name == null
                || !dot.is(".")
                || !written.isIdentifier()
                || !rewriting.after(name).is("(")) {
            rewriting.error(
                    call,
                    "'%s.%s' is put together by a macro".formatted(map.get("referencedDecl.name"), method.get("name")),
                    "Write the map and the method beside each other, in the macro or outside of it.");
            return;
        }
        var arguments = call.inner().subList(1, call.inner().size());
        rewriting
                .edits()
                .replace(
                        written.offset(),
                        rewriting.after(name).end(),
                        "polyprobe_%s(%s%s"
                                .formatted(method.get("name"), written.text(), arguments.isEmpty() ? "" : ", "));
        int submitted = SUBMITTING.getOrDefault(method.get("name"), arguments.size());
        if (submitted < arguments.size()) {
            bare(rewriting, arguments.get(submitted).bare());
        }
    }

    /** Takes a cast to {@code void *} off what is submitted: its type is to be known, and the helper casts by itself. */
    private static void bare(Rewriting rewriting, Node argument) {
        if (!argument.is("CStyleCastExpr") || !argument.type().equals("void *")) {
            return;
        }
        var from = argument.begin();
        var to = argument.inner().getFirst().begin();
        if (rewriting.isHere(from) && rewriting.isHere(to) && from != null && to != null && !from.inMacro()) {
            rewriting.edits().replace(from.offset(), to.offset(), "");
        }
    }
}
