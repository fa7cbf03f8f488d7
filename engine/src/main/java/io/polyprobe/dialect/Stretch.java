package io.polyprobe.dialect;

import java.util.Optional;

/**
 * The letters of the text that an expression is written with.
 *
 * <p>Outside of macros clang says where. An expression that a macro has a part in is found where all its letters stand
 * together: among the arguments of a macro's use, or in the definition of a macro of the author's. Or it is a use of a
 * macro and what follows it, as in {@code sk->sk_family}, or a member of a macro's parameter. Where none of this holds there is nothing that could be
 * edited without changing what else the macro says.
 *
 * @param from bytes from the start of the text
 * @param to where it ends
 */
record Stretch(int from, int to) {
    static Optional<Stretch> of(Rewriting rewriting, Node expression) {
        var begin = expression.begin();
        var end = expression.end();
        if (begin == null || end == null) {
            return Optional.empty();
        }
        return rewriting.isHere(begin) && rewriting.isHere(end)
                ? together(rewriting, begin, end)
                        .or(() -> definition(rewriting, expression, end))
                        .or(() -> use(rewriting, expression, begin, end))
                : use(rewriting, expression, begin, end);
    }

    /** A member of a macro's parameter, as that stands in the macro's definition: {@code p->f}. */
    private static Optional<Stretch> definition(Rewriting rewriting, Node expression, Spot end) {
        if (!expression.is("MemberExpr") || !isDirective(rewriting, end.offset())) {
            return Optional.empty();
        }
        int operator = operator(rewriting, end);
        var base = rewriting.before(operator);
        boolean member = rewriting.source().bytes().startsWith("->", operator)
                || rewriting.source().bytes().startsWith(".", operator);
        boolean chained = rewriting.before(base.offset()).is(".")
                || rewriting.before(base.offset()).is(">");
        return member && base.isIdentifier() && !chained && isDirective(rewriting, base.offset())
                ? Optional.of(new Stretch(base.offset(), end.end()))
                : Optional.empty();
    }

    /** Where the arrow or the dot before a member's name begins. */
    static int operator(Rewriting rewriting, Spot name) {
        var last = rewriting.before(name.offset());
        return last.is(">") ? rewriting.before(last.offset()).offset() : last.offset();
    }

    private static Optional<Stretch> use(Rewriting rewriting, Node expression, Spot begin, Spot end) {
        boolean used = begin.expansionFile().equals(Workspace.MAIN)
                && end.expansionFile().equals(Workspace.MAIN)
                && !isDirective(rewriting, begin.expansionOffset());
        boolean oneUse = begin.expansionOffset() == end.expansionOffset();
        if (!used || (oneUse && !expression.is("ParenExpr"))) {
            return Optional.empty();
        }
        return Optional.of(new Stretch(begin.expansionOffset(), end.inMacro() ? endOfUse(rewriting, end) : end.end()));
    }

    private static Optional<Stretch> together(Rewriting rewriting, Spot begin, Spot end) {
        if (begin.offset() > end.offset()) {
            return Optional.empty();
        }
        var found = new Stretch(begin.offset(), end.end());
        boolean plain = !begin.inMacro() && !end.inMacro();
        boolean together = lineStart(rewriting, begin.offset()) == lineStart(rewriting, end.offset())
                || !(isDirective(rewriting, begin.offset()) || isDirective(rewriting, end.offset()));
        return plain || (together && found.isBalanced(rewriting)) ? Optional.of(found) : Optional.empty();
    }

    /** Whether each bracket in it is closed, and no comma parts two arguments. */
    private boolean isBalanced(Rewriting rewriting) {
        int depth = 0;
        for (Token token : Tokenizer.tokens(rewriting.source().bytes().substring(from, to))) {
            depth += token.is("(") || token.is("[") || token.is("{") ? 1 : 0;
            depth -= token.is(")") || token.is("]") || token.is("}") ? 1 : 0;
            if (depth < 0 || (depth == 0 && (token.is(",") || token.is(";")))) {
                return false;
            }
        }
        return depth == 0;
    }

    /** Where a directive that holds this offset begins, with the lines that a backslash joins, or its line. */
    private static int lineStart(Rewriting rewriting, int offset) {
        var text = rewriting.source().bytes();
        int start = text.lastIndexOf('\n', offset - 1);
        while (start > 0 && text.charAt(start - 1) == '\\') {
            start = text.lastIndexOf('\n', start - 1);
        }
        return start + 1;
    }

    private static boolean isDirective(Rewriting rewriting, int offset) {
        return rewriting
                .source()
                .bytes()
                .substring(lineStart(rewriting, offset), offset)
                .stripLeading()
                .startsWith("#");
    }

    /** Behind the macro's name, and its arguments if there are any. */
    private static int endOfUse(Rewriting rewriting, Spot spot) {
        var text = rewriting.source().bytes();
        var token = Tokenizer.next(text, spot.expansionOffset());
        var next = Tokenizer.next(text, token.end());
        if (!next.is("(")) {
            return token.end();
        }
        int depth = 0;
        do {
            depth += next.is("(") ? 1 : next.is(")") ? -1 : 0;
            token = next;
            next = Tokenizer.next(text, token.end());
        } while (depth > 0 && token.end() < text.length());
        return token.end();
    }
}
