package io.polyprobe.target;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Finds what somebody meant who mistyped a name.
 *
 * <p>A name is near if few edits lead to it, where an edit inserts, deletes or replaces a character or swaps two
 * neighbours (the optimal string alignment distance, a restricted Damerau-Levenshtein distance). Kernel names also grow
 * at their ends from version to version ({@code do_sys_open}, {@code do_sys_openat2}), so a name that contains the
 * wanted one, or is contained in it, is near too.
 */
public final class NearestNames {
    private record Candidate(String name, double distance) {}

    private NearestNames() {}

    /** The names nearest to {@code wanted}, best first, at most {@code limit}; none where nothing is near. */
    public static List<String> of(String wanted, Stream<String> names, int limit) {
        String key = wanted.toLowerCase(Locale.ROOT);
        double bound = Math.max(2, key.length() / 3.0);
        return names.filter(name -> !name.equals(wanted))
                .map(name -> new Candidate(name, distance(key, name.toLowerCase(Locale.ROOT), bound)))
                .filter(candidate -> candidate.distance() <= bound)
                .sorted(Comparator.comparingDouble(Candidate::distance).thenComparing(Candidate::name))
                .limit(limit)
                .map(Candidate::name)
                .toList();
    }

    private static double distance(String wanted, String name, double bound) {
        int longer = Math.abs(wanted.length() - name.length());
        double affix = Double.MAX_VALUE;
        if (Math.min(wanted.length(), name.length()) >= 4) {
            if (name.startsWith(wanted) || wanted.startsWith(name)) {
                affix = 0.5 + longer * 0.2;
            } else if (name.endsWith(wanted) || wanted.endsWith(name)) {
                affix = 0.6 + longer * 0.2;
            } else if (name.contains(wanted)) {
                affix = 1 + longer * 0.2;
            }
        }
        return longer > bound ? affix : Math.min(affix, edits(wanted, name));
    }

    private static int edits(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            int[] free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
