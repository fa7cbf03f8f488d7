package io.polyprobe.linux.symbols;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Names where they stand: in string tables of mapped files, each ended by a zero byte or a line's end. A name is one
 * number, its place in all tables laid end to end.
 */
final class Names {
    /** No compiler makes longer ones. */
    private static final int LONGEST = 1 << 16;

    private final List<MemorySegment> tables = new ArrayList<>();
    private final List<Long> bases = new ArrayList<>();
    private long end;

    /** Adds a table and gives the number of its first byte. */
    long add(MemorySegment table) {
        long base = end;
        tables.add(table);
        bases.add(base);
        end += table.byteSize();
        return base;
    }

    /** The name, empty where the number lies outside or the file has been cut off since it was mapped. */
    String at(long number) {
        for (int i = tables.size() - 1; i >= 0; i--) {
            if (number >= bases.get(i)) {
                return text(tables.get(i), number - bases.get(i));
            }
        }
        return "";
    }

    private static String text(MemorySegment table, long start) {
        try {
            long limit = Math.min(table.byteSize(), start + LONGEST);
            long end = start;
            while (end < limit && isInName(table.get(ValueLayout.JAVA_BYTE, end))) {
                end++;
            }
            if (end <= start) {
                return "";
            }
            return new String(table.asSlice(start, end - start).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        } catch (InternalError _) { // a page behind the end of the file
            return "";
        }
    }

    private static boolean isInName(byte b) {
        return b != 0 && b != '\n';
    }
}
