package io.polyprobe.polyglot.cli;

import java.util.List;

/**
 * What stands behind the script on the command line.
 *
 * @param ofScript its arguments
 * @param command a program that it is to trace, with arguments of its own; empty for none
 */
record Words(List<String> ofScript, List<String> command) {
    /** What parts the two. */
    private static final String BORDER = "--";

    /** @param virtual whether programs run in the virtual kernel: in Linux' they see all there is, and all belongs to the script */
    static Words of(List<String> words, boolean virtual) {
        int border = virtual ? words.indexOf(BORDER) : -1;
        return border < 0
                ? new Words(words, List.of())
                : new Words(words.subList(0, border), words.subList(border + 1, words.size()));
    }
}
