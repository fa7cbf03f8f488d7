package io.polyprobe.verifier.account;

import io.polyprobe.diag.Place;
import io.polyprobe.verifier.number.Scalar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an accepted program: true on each of its runs, whichever path they take.
 *
 * @param lines in the order of the instructions; a source line that the compiler has spread comes more than once
 */
public record Account(List<Line> lines) {
    public Account {
        lines = List.copyOf(lines);
    }

    /**
     * Instructions in a row that one source line was compiled to.
     *
     * @param place null where the object does not tell
     * @param points one for each instruction that any path reaches
     */
    public record Line(@Nullable Place place, List<Point> points) {
        public Line {
            points = List.copyOf(points);
        }

        /** What is known where the line begins. */
        public List<Fact> facts() {
            return points.getFirst().facts();
        }
    }

    /**
     * One instruction.
     *
     * @param slot where it stands, counted in 8 bytes
     * @param instruction disassembled
     * @param facts what is known before it runs: of the registers that are still needed, then of the function's stack
     */
    public record Point(int slot, String instruction, List<Fact> facts) {
        public Point {
            facts = List.copyOf(facts);
        }
    }

    /**
     * What a register or a stretch of stack holds.
     *
     * @param where {@code r6}, or {@code fp-16} or {@code fp-16..-9} by distance from the frame pointer
     * @param name the variable or expression of the source that it holds, empty where that is not known
     * @param text in words; where paths disagree, all there may be, joined by "or"
     * @param number which numbers it may be; of a pointer, how many bytes behind the start of what it points to; null
     *     where it is neither on all paths
     */
    public record Fact(
            String where,
            String name,
            String text,
            @Nullable Scalar number) {}
}
