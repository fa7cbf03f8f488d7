package io.polyprobe.verifier;

import io.polyprobe.object.ProgramType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A program that is being made: its lines so far, and what its registers hold, as far as its maker keeps count. */
abstract class Draft {
    private static final int MISTAKE = 25;
    private static final int[] NUMBERS = {0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 255, 256, -1, -8, 1000, 65535};
    static final int[] SIZES = {8, 16, 32, 64};

    final Random random;
    final ProgramType type;
    final boolean pure;
    final List<String> lines = new ArrayList<>();
    /** The functions, which stand behind the program. */
    final List<String> tail = new ArrayList<>();

    final Kind[] kinds = new Kind[10];
    int depth;
    private int labels;

    enum Kind {
        UNSET,
        NUMBER,
        CONTEXT,
        STACK,
        VALUE,
        MAYBE,
        PACKET
    }

    /** @param pure whether it makes no mistakes, and its result is the same wherever it runs */
    Draft(Random random, ProgramType type, boolean pure) {
        this.random = random;
        this.type = type;
        this.pure = pure;
        Arrays.fill(kinds, Kind.UNSET);
        kinds[1] = Kind.CONTEXT;
    }

    /** One more statement of any kind. */
    abstract void statement();

    final String label(String prefix) {
        return prefix + labels++;
    }

    final void add(String line) {
        lines.add(line);
    }

    final boolean mistake() {
        return !pure && random.nextInt(MISTAKE) == 0;
    }

    final int number() {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    final int any() {
        return random.nextInt(10);
    }

    final int of(Kind kind) {
        if (mistake()) {
            return any();
        }
        for (int i = 0; i < 12; i++) {
            int register = any();
            if (kinds[register] == kind) {
                return register;
            }
        }
        return -1;
    }

    /** Statements on one side of a branch: what they do to registers is uncertain afterwards. */
    final void nested(int count) {
        Kind[] before = kinds.clone();
        depth++;
        for (int i = 0; i < count; i++) {
            statement();
        }
        depth--;
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] != before[i]) {
                kinds[i] = Kind.UNSET;
            }
        }
    }

    final void clobber() {
        for (int i = 1; i < 6; i++) {
            kinds[i] = Kind.UNSET;
        }
        kinds[0] = Kind.NUMBER;
    }
}
