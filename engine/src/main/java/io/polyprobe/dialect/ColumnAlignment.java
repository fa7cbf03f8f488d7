package io.polyprobe.dialect;

/** Finds a column of a line of C in the script's line that holds it, perhaps changed. */
final class ColumnAlignment {
    private ColumnAlignment() {}

    /**
     * @param c the line of C
     * @param column from 1
     * @param line the script's line
     * @return the column in it, from 1, or 0 where it cannot be told
     */
    static int find(String c, int column, String line) {
        int indent = c.length() - c.stripLeading().length();
        var bare = c.strip();
        int start = line.indexOf(bare);
        if (start >= 0) {
            return Math.max(1, start + column - indent);
        }
        var plain = Escapes.of(line);
        start = plain.text().indexOf(bare);
        int at = start + column - 1 - indent;
        if (start >= 0 && at >= 0 && at < plain.text().length()) {
            return plain.positions()[at] + 1;
        }
        return sameWord(c, column - 1, line) + 1;
    }

    /** Where the word at a position of {@code c} stands in the line, if as often before it; else -1. */
    private static int sameWord(String c, int position, String line) {
        var word = wordAt(c, position);
        if (word.isEmpty()) {
            return -1;
        }
        int found = line.indexOf(word);
        for (int at = c.indexOf(word); at >= 0 && at < position && found >= 0; at = c.indexOf(word, at + 1)) {
            found = line.indexOf(word, found + 1);
        }
        return found;
    }

    private static String wordAt(String text, int position) {
        int end = Math.max(0, position);
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        return position < 0 || position >= text.length() ? "" : text.substring(position, end);
    }
}
