package io.polyprobe.dialect;

import io.polyprobe.dialect.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts C into tokens, comments left out. It knows nothing of what they mean: it serves to collect names and to step
 * from one token to the next where clang has told where to look. Any text can be cut; what is no C gives odd tokens.
 */
final class Tokenizer {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Tokenizer(String text, int from) {
        this.text = text;
        this.at = from;
    }

    static List<Token> tokens(String text) {
        var tokenizer = new Tokenizer(text, 0);
        while (tokenizer.step()) {
            tokenizer.read();
        }
        return tokenizer.tokens;
    }

    /** The first token that begins at {@code offset} or later; an empty one at the end of the text. */
    static Token next(String text, int offset) {
        var tokenizer = new Tokenizer(text, offset);
        if (!tokenizer.step()) {
            return new Token(Kind.OTHER, "", text.length());
        }
        tokenizer.read();
        return tokenizer.tokens.getFirst();
    }

    /** Goes to the next token; false at the end. */
    private boolean step() {
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                at = endOfLine();
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else if (text.charAt(at) <= ' ' || text.startsWith("\\\n", at)) {
                at++;
            } else {
                return true;
            }
        }
        return false;
    }

    private int endOfLine() {
        int end = text.indexOf('\n', at);
        while (end > 0 && text.charAt(end - 1) == '\\') {
            end = text.indexOf('\n', end + 1);
        }
        return end < 0 ? text.length() : end;
    }

    private void read() {
        int start = at;
        char first = text.charAt(at);
        Kind kind;
        if (isLetter(first)) {
            skipWord();
            kind = Kind.IDENTIFIER;
        } else if (first >= '0' && first <= '9') {
            skipWord();
            kind = Kind.NUMBER;
        } else if (first == '"' || first == '\'') {
            skipQuoted(first);
            kind = first == '"' ? Kind.STRING : Kind.CHARACTER;
        } else if (first == '<'
                && followsInclude()
                && text.indexOf('>', at) > 0
                && text.indexOf('>', at) < endOfLine()) {
            at = text.indexOf('>', at) + 1;
            kind = Kind.HEADER;
        } else {
            at++;
            kind = Kind.OTHER;
        }
        tokens.add(new Token(kind, text.substring(start, at), start));
    }

    private boolean followsInclude() {
        int count = tokens.size();
        return count >= 2
                && tokens.get(count - 2).is("#")
                && tokens.get(count - 1).is("include");
    }

    private void skipWord() {
        while (at < text.length() && (isLetter(text.charAt(at)) || Character.isDigit(text.charAt(at)))) {
            at++;
        }
    }

    private void skipQuoted(char quote) {
        at++;
        while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(text.length(), at + 1);
    }

    /** Bytes beyond ASCII are parts of letters. */
    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c >= 0x80;
    }
}
