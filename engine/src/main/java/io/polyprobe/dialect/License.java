package io.polyprobe.dialect;

/** Ends a text that does not name its licence with the engine's footer, which does. */
final class License implements Pass {
    @Override
    public void run(Rewriting rewriting) {
        if (rewriting.globals().noneMatch(variable -> isLicense(rewriting, variable))) {
            int end = rewriting.source().bytes().length();
            rewriting.edits().insert(end, "\n#include \"" + Resource.FOOTER.file() + "\"\n");
        }
    }

    private static boolean isLicense(Rewriting rewriting, Node variable) {
        var begin = variable.begin();
        var end = variable.end();
        return variable.has("SectionAttr")
                && begin != null
                && end != null
                && rewriting.isHere(begin)
                && rewriting.isHere(end)
                && Tokenizer.tokens(rewriting.source().bytes().substring(begin.offset(), end.end())).stream()
                        .anyMatch(token -> token.is("\"license\""));
    }
}
