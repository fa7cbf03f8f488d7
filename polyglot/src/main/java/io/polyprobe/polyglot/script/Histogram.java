package io.polyprobe.polyglot.script;

import java.util.ArrayList;
import java.util.List;

/** Counts by slot as rows of stars, laid out to the byte as BCC's scripts expect it. */
final class Histogram {
    private static final int STARS = 40;

    /** The last slot whose numbers still fit into the narrow layout: those below 2 to the 32nd. */
    private static final int LAST_NARROW_SLOT = 32;

    private final long[] counts;
    private final boolean stripped;
    private final int lastSlot;
    private final long highest;

    /** @param stripped whether rows of zeros before the first other row are left out */
    Histogram(long[] counts, boolean stripped) {
        this.counts = counts;
        this.stripped = stripped;
        int last = -1;
        long max = 0;
        for (int i = 0; i < counts.length; i++) {
            last = counts[i] > 0 ? i : last;
            max = Math.max(max, counts[i]);
        }
        lastSlot = last;
        highest = max;
    }

    /** Slot n counts the numbers of n bits: from 2 to the (n-1)th to 2 to the nth less 1; slot 1 has 0 and 1. */
    String log2(String unit) {
        if (lastSlot <= 0) {
            return "";
        }
        boolean narrow = lastSlot <= LAST_NARROW_SLOT;
        int width = narrow ? 10 : 20;
        int stars = narrow ? STARS : STARS / 2;
        var text = new StringBuilder();
        text.append(" ".repeat(narrow ? 5 : 15)).append(left(unit, narrow ? 19 : 29));
        text.append(" : count     distribution\n");
        for (int slot = firstRow(1); slot <= lastSlot; slot++) {
            text.append(right(low(slot), width)).append(" -> ").append(left(high(slot), width));
            row(text, counts[slot], stars);
        }
        return text.toString();
    }

    /** Slot n counts the number n. */
    String linear(String unit) {
        if (lastSlot < 0) {
            return "";
        }
        var text = new StringBuilder();
        text.append("     ").append(left(unit, 13)).append(" : count     distribution\n");
        for (int slot = firstRow(0); slot <= lastSlot; slot++) {
            text.append("        ").append(left(Integer.toString(slot), 10));
            row(text, counts[slot], STARS);
        }
        return text.toString();
    }

    /** Lowest number, highest number and count of each slot of powers of two. */
    List<Object[]> log2Intervals() {
        var intervals = new ArrayList<Object[]>();
        for (int slot = 1; slot <= lastSlot; slot++) {
            intervals.add(new Object[] {low(slot), high(slot), counts[slot]});
        }
        return intervals;
    }

    private int firstRow(int first) {
        int row = first;
        while (stripped && row <= lastSlot && counts[row] == 0) {
            row++;
        }
        return row;
    }

    private void row(StringBuilder text, long count, int width) {
        text.append(" : ").append(left(Long.toString(count), 8)).append(" |");
        text.append(left(stars(count, width), width)).append("|\n");
    }

    /** As many stars as a count has of the highest one, a part of a star left out. */
    private String stars(long count, int width) {
        double wanted = (double) (width * count) / highest;
        return "*".repeat((int) Math.min(width, Math.floor(wanted)));
    }

    private static String low(int slot) {
        return slot == 1 ? "0" : Long.toUnsignedString(1L << (slot - 1));
    }

    private static String high(int slot) {
        return Long.toUnsignedString(slot == Long.SIZE ? -1 : (1L << slot) - 1);
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
