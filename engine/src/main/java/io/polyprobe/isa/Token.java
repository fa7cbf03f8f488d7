package io.polyprobe.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token of a line of assembly.
 *
 * @param column where it begins, from 1
 */
record Token(String text, int column) {
    private static final Pattern TOKEN = Pattern.compile("""
            (?x)
            \\# .* | // .*
            | s (?: >>= | /= | %= | >= | <= | > | < )
            | 0[xX] [0-9a-fA-F]+ | [0-9]+
            | [A-Za-z_.$] [A-Za-z0-9_.$]*
            | <<= | >>= | [-+*/|&%^=!<>] =
            | \\S
            """);

    /** The tokens of one line, without its comment. */
    static List<Token> scan(String line) {
        var tokens = new ArrayList<Token>();
        Matcher matcher = TOKEN.matcher(line);
        while (matcher.find()) {
            String text = matcher.group();
            if (!text.startsWith("#") && !text.startsWith("//")) {
                tokens.add(new Token(text, matcher.start() + 1));
            }
        }
        return tokens;
    }

    boolean isName() {
        return Character.isJavaIdentifierStart(text.charAt(0)) || text.charAt(0) == '.';
    }

    boolean isNumber() {
        return Character.isDigit(text.charAt(0));
    }
}
