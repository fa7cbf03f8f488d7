package io.polyprobe.dialect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Changes to a text, none of which alters how many lines stand before another. So lines stay what they were, and a column of the new
 * text leads back to one of the old.
 */
final class Edits {
    private final SourceText source;
    private final List<Edit> edits = new ArrayList<>();

    Edits(SourceText source) {
        this.source = source;
    }

    /** Puts text before an offset; of several at one offset, the first stands first. */
    void insert(int offset, String text) {
        add(new Edit(offset, 0, SourceText.encode(text)));
    }

    /** Replaces a piece; the line feeds in it are kept behind the new text. */
    void replace(int from, int to, String text) {
        var lineFeeds = source.bytes().substring(from, to).replaceAll("[^\n]", "");
        add(new Edit(from, to - from, SourceText.encode(text) + lineFeeds));
    }

    /** The same edit twice, as clang sees a macro's body once for each use, is one. */
    private void add(Edit edit) {
        if (!edits.contains(edit)) {
            edits.add(edit);
            edits.sort(Comparator.comparingInt(Edit::offset));
        }
    }

    String apply() {
        var out = new StringBuilder();
        int at = 0;
        for (Edit edit : edits) {
            out.append(source.bytes(), at, Math.max(at, edit.offset())).append(edit.replacement());
            at = Math.max(at, edit.end());
        }
        return SourceText.ofBytes(
                        out.append(source.bytes(), at, source.bytes().length()).toString())
                .text();
    }

    /** Where a byte of the new text comes from; what was put in comes from where it was put. */
    int originOf(int offset) {
        int shift = 0;
        for (Edit edit : edits) {
            int start = edit.offset() + shift;
            if (offset < start) {
                break;
            }
            if (offset < start + edit.replacement().length()) {
                return edit.offset();
            }
            shift += edit.replacement().length() - edit.length();
        }
        return offset - shift;
    }
}
