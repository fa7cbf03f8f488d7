package io.polyprobe.dialect;

/**
 * A line of a script with the escapes of its string literals taken out, as Python and JavaScript share them, and with
 * doubled braces made single, as {@code str.format} does.
 *
 * @param text the line without escapes
 * @param positions for each character of {@code text} where it stands in the line
 */
record Escapes(String text, int[] positions) {
    static Escapes of(String line) {
        var text = new StringBuilder();
        var positions = new int[line.length()];
        for (int i = 0; i < line.length(); i++) {
            positions[text.length()] = i;
            char c = line.charAt(i);
            boolean pair = i + 1 < line.length();
            if (c == '\\' && pair) {
                text.append(unescape(line.charAt(++i)));
            } else {
                text.append(c);
                if (pair && (c == '{' || c == '}') && line.charAt(i + 1) == c) {
                    i++;
                }
            }
        }
        return new Escapes(text.toString(), positions);
    }

    private static char unescape(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '0' -> '\0';
            default -> c;
        };
    }
}
