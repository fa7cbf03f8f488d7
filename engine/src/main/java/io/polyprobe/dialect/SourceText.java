package io.polyprobe.dialect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * C text as clang counts it: offsets and columns are bytes of UTF-8. Here each byte is one {@code char}, so that
 * substrings can be cut by clang's offsets.
 */
final class SourceText {
    private final String bytes;
    private final int[] lineStarts;

    private SourceText(String bytes) {
        this.bytes = bytes;
        this.lineStarts = IntStream.concat(
                        IntStream.of(0),
                        IntStream.range(0, bytes.length())
                                .filter(i -> bytes.charAt(i) == '\n')
                                .map(i -> i + 1))
                .toArray();
    }

    static SourceText of(String text) {
        return new SourceText(encode(text));
    }

    static SourceText ofBytes(String bytes) {
        return new SourceText(bytes);
    }

    /** Text as bytes, one {@code char} each. */
    static String encode(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String decode(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    String bytes() {
        return bytes;
    }

    /** The text as people read it. */
    String text() {
        return decode(bytes);
    }

    int lines() {
        return lineStarts.length;
    }

    /** The line from 1 that holds an offset. */
    int lineOf(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** Where a line from 1 begins; the end of the text for lines beyond it. */
    int startOf(int line) {
        return line > lineStarts.length ? bytes.length() : lineStarts[Math.max(1, line) - 1];
    }

    /** A line's text without what ends it. */
    String line(int line) {
        return decode(lineBytes(line)).stripTrailing();
    }

    private String lineBytes(int line) {
        int start = startOf(line);
        int end = bytes.indexOf('\n', start);
        return bytes.substring(start, end < 0 ? bytes.length() : end);
    }

    /** Turns a column in bytes into one in characters, both from 1. */
    int column(int line, int byteColumn) {
        var before = lineBytes(line);
        return decode(before.substring(0, Math.clamp(byteColumn - 1L, 0, before.length())))
                        .length()
                + 1;
    }
}
