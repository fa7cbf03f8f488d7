package io.polyprobe.dialect;

/**
 * A token of C.
 *
 * @param offset bytes from the start of the text
 */
record Token(Kind kind, String text, int offset) {
    enum Kind {
        IDENTIFIER,
        NUMBER,
        STRING,
        CHARACTER,
        /** What stands between the angle brackets of an include directive, brackets included. */
        HEADER,
        OTHER
    }

    int end() {
        return offset + text.length();
    }

    boolean is(String wanted) {
        return text.equals(wanted);
    }

    boolean isIdentifier() {
        return kind == Kind.IDENTIFIER;
    }
}
