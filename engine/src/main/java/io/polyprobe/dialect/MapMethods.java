package io.polyprobe.dialect;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns a map's methods into macros over helpers: {@code counts.lookup(&key)} becomes
 * {@code polyprobe_lookup(counts, &key)}. The analysis header declares a map as a struct with a function pointer for
 * each method.
 */
final class MapMethods implements Pass {
    /** The field by which a struct of the analysis header is known. */
    private static final String MARK = "polyprobe_map";

    @Override
    public void run(Rewriting rewriting) {
        var maps = rewriting
                .structs()
                .filter(struct -> struct.children("FieldDecl")
                        .anyMatch(field -> field.get("name").equals(MARK)))
                .map(struct -> "struct " + struct.get("name"))
                .collect(Collectors.toSet());
        rewriting.calls().forEach(call -> rewrite(rewriting, call, maps));
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
        var begin = map.begin();
        var end = method.end();
        var name = map.get("referencedDecl.name");
        if (begin == null
                || end == null
                || !rewriting.isHere(begin)
                || !rewriting.isHere(end)
                || !isWritten(rewriting, begin, end, name)) {
            rewriting.error(
                    call,
                    "'%s.%s' is put together by a macro".formatted(name, method.get("name")),
                    "Write the map's name and the method beside each other, in the macro or outside of it.");
            return;
        }
        var bracket = rewriting.after(end);
        rewriting
                .edits()
                .replace(
                        begin.offset(),
                        bracket.end(),
                        "polyprobe_%s(%s%s"
                                .formatted(
                                        method.get("name"), name, call.inner().size() > 1 ? ", " : ""));
    }

    /** Whether the map's name, a dot, the method and a bracket follow each other in the text. */
    private static boolean isWritten(Rewriting rewriting, Spot begin, Spot end, String name) {
        var dot = rewriting.after(begin);
        return rewriting.source().bytes().startsWith(name, begin.offset())
                && begin.length() == name.length()
                && dot.is(".")
                && Tokenizer.next(rewriting.source().bytes(), dot.end()).offset() == end.offset()
                && rewriting.after(end).is("(");
    }
}
