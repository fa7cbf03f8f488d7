package io.polyprobe.dialect;

/**
 * Makes each visible function a program of its own, by a section named after it, and has all others inlined.
 *
 * <p>In libbpf's style, where functions carry {@code SEC("...")}, the author has said all this himself.
 */
final class EntryFunctions implements Pass {
    @Override
    public void run(Rewriting rewriting) {
        if (rewriting.namesSections()) {
            return;
        }
        var called = rewriting.called();
        for (Node function : rewriting.functions()) {
            if (Rewriting.isVisible(function) && !called.contains(function.get("name"))) {
                String section = "__attribute__((section(\"fn/" + function.get("name") + "\")))";
                mark(rewriting, function, isOfOwnMacro(rewriting, function) ? declared(function, section) : section);
            } else if (!function.has("AlwaysInlineAttr") && !function.has("NoInlineAttr")) {
                mark(rewriting, function, "__attribute__((always_inline))");
            }
        }
    }

    /** A macro may make several functions, and an attribute in front of its use would fall to the first. */
    private static boolean isOfOwnMacro(Rewriting rewriting, Node function) {
        var begin = function.begin();
        return begin != null && begin.inMacro() && rewriting.isHere(begin);
    }

    /** A declaration beforehand, whose attribute the function inherits. */
    private static String declared(Node function, String attribute) {
        String type = function.type();
        // ProbeParameters leaves the first parameter only.
        String kept = function.children("ParmVarDecl").count() > 1 ? type.substring(0, type.indexOf(',')) + ")" : type;
        return "__typeof__(%s) %s %s;".formatted(kept, function.get("name"), attribute);
    }

    private static void mark(Rewriting rewriting, Node function, String attribute) {
        var begin = function.begin();
        // TRACEPOINT_PROBE and its like, in the engine's header, name the section themselves.
        if (begin != null && (rewriting.isHere(begin) || !isNamedByMacro(function))) {
            rewriting.edits().insert(begin.expansionOffset(), attribute + " ");
        }
    }

    private static boolean isNamedByMacro(Node function) {
        var begin = function.begin();
        return begin != null
                && begin.file().endsWith(Workspace.HEADER)
                && Rewriting.isVisible(function)
                && function.name() != null
                && function.name().inMacro();
    }
}
