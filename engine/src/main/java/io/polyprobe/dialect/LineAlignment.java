package io.polyprobe.dialect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds lines of C in a script that holds them, changed here and there.
 *
 * <p>The heaviest chain of equal lines in the same order (a longest common subsequence, where a long line weighs more
 * than a brace) gives anchors. A line between two anchors takes the line that is as far behind the first; where the
 * script has fewer lines there, as with a placeholder that became several, they all belong to the last of them.
 */
final class LineAlignment {
    /** Lines shorter than this are found in too many places to be searched for inside of others. */
    private static final int TELLING = 6;

    private LineAlignment() {}

    /** For each line of C the script's line, both from 0, or null where too few of them are there. */
    static int @Nullable [] align(List<String> c, List<String> script) {
        var same = new ArrayList<Match[]>();
        for (String line : c) {
            same.add(candidates(line.strip(), script));
        }
        var anchors = anchors(c, script.size(), same);
        long telling =
                c.stream().filter(line -> line.strip().length() >= TELLING).count();
        long found = 0;
        for (int i = 0; i < anchors.length; i++) {
            found += anchors[i] >= 0 && c.get(i).strip().length() >= TELLING ? 1 : 0;
        }
        if (found == 0 || found * 3 < telling) {
            return null;
        }
        fill(anchors);
        return anchors;
    }

    private enum Match {
        NONE,
        /** The script's line holds the line among other things, perhaps the next one too. */
        PART,
        WHOLE
    }

    private static Match[] candidates(String line, List<String> script) {
        var found = new Match[script.size()];
        for (int i = 0; i < found.length; i++) {
            var there = script.get(i);
            boolean part = line.length() >= TELLING && holds(there, line);
            boolean whole = !line.isEmpty() && there.strip().equals(line);
            found[i] = whole ? Match.WHOLE : part ? Match.PART : Match.NONE;
        }
        return found;
    }

    private static boolean holds(String scriptLine, String line) {
        return scriptLine.contains(line)
                || (scriptLine.contains("\\") && Escapes.of(scriptLine).text().contains(line));
    }

    /** The weight of matching a line of C, {@code rest} being those of all chains behind it. */
    private static int weight(String line, Match match, int j, int[] rest) {
        int own = 1 + Math.min(line.strip().length(), 20);
        return switch (match) {
            case NONE -> 0;
            case PART -> own + rest[j];
            case WHOLE -> own + rest[j + 1];
        };
    }

    private static int[] anchors(List<String> c, int scriptLines, List<Match[]> matches) {
        // weight[i][j]: the heaviest chain of c from i on in the script from j on.
        var weight = new int[c.size() + 1][scriptLines + 1];
        for (int i = c.size() - 1; i >= 0; i--) {
            for (int j = scriptLines - 1; j >= 0; j--) {
                int skipping = Math.max(weight[i + 1][j], weight[i][j + 1]);
                weight[i][j] = Math.max(skipping, weight(c.get(i), matches.get(i)[j], j, weight[i + 1]));
            }
        }
        var anchors = new int[c.size()];
        int j = 0;
        for (int i = 0; i < c.size(); i++) {
            anchors[i] = -1;
            if (weight[i][j] > weight[i + 1][j]) {
                while (weight[i][j] != weight(c.get(i), matches.get(i)[j], j, weight[i + 1])) {
                    j++;
                }
                anchors[i] = j;
                j += matches.get(i)[j] == Match.WHOLE ? 1 : 0;
            }
        }
        return anchors;
    }

    private static void fill(int[] anchors) {
        for (int i = 0; i < anchors.length; i++) {
            if (anchors[i] < 0) {
                int next = i;
                while (next < anchors.length && anchors[next] < 0) {
                    next++;
                }
                if (i == 0) {
                    anchors[i] = Math.max(0, anchors[next] - next);
                } else {
                    int limit = next < anchors.length ? anchors[next] - 1 : Integer.MAX_VALUE;
                    anchors[i] = Math.max(anchors[i - 1], Math.min(anchors[i - 1] + 1, limit));
                }
            }
        }
    }
}
