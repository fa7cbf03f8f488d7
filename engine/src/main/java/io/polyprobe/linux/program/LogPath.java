package io.polyprobe.linux.program;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The end of a verifier's log under the headings that our own verifier uses: the reason, the instruction it is about with
 * the registers before it, and the turns that lead there.
 *
 * <p>A line of the log is an instruction ({@code 12: (79) r1 = *(u64 *)(r0 +0) ; R0=map_value(...)}), the state where the
 * walk takes up another path ({@code from 5 to 9: R0=0 R10=fp0}), a line of C ({@code ; return *p; @ a.c:3}), or words.
 */
final class LogPath {
    private static final int TURNS = 12;

    private static final Pattern INSTRUCTION =
            Pattern.compile("(\\d+): \\([0-9a-f]{2}\\) (.*?)(?:\\s+; (?:frame\\d+: )?(R\\d.*))?");
    private static final Pattern TURN = Pattern.compile("from (\\d+) to (\\d+)(?: \\(.*?\\))?: (.*)");
    private static final Pattern REGISTERS = Pattern.compile("\\d+: (?:frame\\d+: )?(R\\d.*=.*)");

    private LogPath() {}

    /** The lines of a diagnostic's context. */
    static List<String> of(String reason, List<String> log) {
        var context = new ArrayList<String>();
        context.add("Reason: " + reason);
        String instruction = "";
        String registers = "";
        var turns = new ArrayList<String>();
        for (String line : log) {
            Matcher at = INSTRUCTION.matcher(line);
            Matcher turn = TURN.matcher(line);
            Matcher state = REGISTERS.matcher(line);
            if (at.matches()) {
                instruction = "%s: %s".formatted(at.group(1), at.group(2));
                registers = at.group(3) == null ? registers : at.group(3);
                if (at.group(2).startsWith("if ") || at.group(2).startsWith("call ")) {
                    turns.add(instruction);
                }
            } else if (turn.matches()) {
                // The walk goes back to a turn that it took otherwise before: what came between is another path.
                turns.removeIf(before -> slot(before) > Integer.parseInt(turn.group(1)));
                turns.add("%s: goes to %s".formatted(turn.group(1), turn.group(2)));
                registers = turn.group(3);
            } else if (state.matches()) {
                registers = state.group(1);
            }
        }
        if (!instruction.isEmpty()) {
            context.add("At: " + instruction);
        }
        if (!registers.isEmpty()) {
            context.add("Registers: " + registers.strip());
        }
        if (!turns.isEmpty()) {
            context.add("Path:");
            turns.subList(Math.max(0, turns.size() - TURNS), turns.size()).forEach(turn -> context.add("  " + turn));
        }
        return context;
    }

    private static int slot(String turn) {
        return Integer.parseInt(turn.substring(0, turn.indexOf(':')));
    }
}
