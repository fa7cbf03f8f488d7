package io.polyprobe.verifier;

import io.polyprobe.verifier.state.Frame;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Value;
import java.util.ArrayList;
import java.util.List;

/** Writes down what the verifier looks at, as detailed as was asked for. */
final class Journal {
    /** As many lines as a person can have use for, and memory. */
    private static final int LONGEST = 200_000;

    private final Flow flow;
    private final int level;
    private final List<String> lines = new ArrayList<>();

    /** @param level 0 for nothing, 1 for the instructions on the way, 2 with all registers before each */
    Journal(Flow flow, int level) {
        this.flow = flow;
        this.level = level;
    }

    List<String> lines() {
        return lines;
    }

    void before(State state) {
        if (level == 0) {
            return;
        }
        if (level > 1) {
            write("      " + registers(state));
        }
        write("%4d: %s".formatted(state.slot(), flow.text(state.slot())));
    }

    void note(State state, String text) {
        if (level > 0) {
            write("%4d: %s".formatted(state.slot(), text));
        }
    }

    private void write(String line) {
        if (lines.size() < LONGEST) {
            lines.add(line);
        }
    }

    static String registers(State state) {
        var text = new ArrayList<String>();
        for (int i = 0; i < Frame.REGISTERS - 1; i++) {
            if (state.get(i) != Value.Unset.UNSET) {
                text.add("r%d = %s".formatted(i, state.get(i)));
            }
        }
        return String.join("; ", text);
    }
}
