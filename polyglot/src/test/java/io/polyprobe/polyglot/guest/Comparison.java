package io.polyprobe.polyglot.guest;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The lines of a tool under Polyprobe and under BCC, but for their numbers: times, ids, counts and the width that they
 * give to columns.
 *
 * @param ours the lines that only Polyprobe printed
 * @param theirs the lines that only BCC printed
 * @param common how many both printed
 */
record Comparison(Set<String> ours, Set<String> theirs, int common) {
    static Comparison of(Tool tool, String polyprobe, String bcc) {
        Set<String> ours = lines(tool, polyprobe);
        Set<String> theirs = lines(tool, bcc);
        var common = new TreeSet<>(ours);
        common.retainAll(theirs);
        ours.removeAll(common);
        theirs.removeAll(common);
        return new Comparison(ours, theirs, common.size());
    }

    private static Set<String> lines(Tool tool, String output) {
        return tool.compared()
                .matcher(output)
                .results()
                .map(match -> match.group()
                        .replaceAll("0x[0-9a-f]+|\\d+([.:]\\d+)*", "0")
                        .replaceAll(" +", " ")
                        .strip())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    boolean equal() {
        return common > 0 && ours.isEmpty() && theirs.isEmpty();
    }

    /** In a few words: {@code equal (3 lines)}, or what only one of the two printed. */
    @Override
    public String toString() {
        return equal() ? "equal (%d)".formatted(common) : "only Polyprobe: %s; only BCC: %s".formatted(ours, theirs);
    }
}
