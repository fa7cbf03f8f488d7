package io.polyprobe.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * A few instructions under test and the registers to look at afterwards.
 *
 * <p>A case knows nothing of where it runs: the packet's address lies in the stack at {@code r10 - 8}, the packet begins
 * with two inputs of 8 bytes, and the results go behind them. The bytes below {@code r10 - 8} are the case's own.
 *
 * @param name the instruction under test
 * @param lines assembly; a {@code #} stands for a number unique to the case, for labels
 * @param results registers whose values are the case's results
 */
record Case(String name, List<String> lines, List<Integer> results) {
    /** Lines that set a register to the first or second input. */
    static String input(int register, int number) {
        return """
                r%1$d = *(u64 *)(r10 - 8)
                r%1$d = *(u64 *)(r%1$d + %2$d)""".formatted(register, number * 8);
    }

    /** A case of one instruction whose operands are the two inputs. */
    static Case of(String instruction, int dst, int src) {
        return new Case(instruction, List.of(input(dst, 0), input(src, 1), instruction), List.of(dst));
    }

    /** A case of one instruction that changes one register. */
    static Case of(String instruction, int dst) {
        return new Case(instruction, List.of(input(dst, 0), instruction), List.of(dst));
    }

    /** A case of one jump; the result tells whether it was taken. */
    static Case jump(String condition, List<String> operands, int result) {
        var lines = new ArrayList<>(operands);
        lines.add("if " + condition + " goto taken#");
        lines.add("r%d = 100".formatted(result));
        lines.add("goto end#");
        lines.add("taken#: r%d = 200".formatted(result));
        lines.add("end#:");
        return new Case("if " + condition, lines, List.of(result));
    }

    /** The assembly that also writes the results. */
    String assembly(int number, int firstSlot) {
        var out = new StringBuilder();
        for (String line : lines) {
            out.append(line.replace("#", Integer.toString(number))).append('\n');
        }
        int slot = firstSlot;
        // The scratch register must not be a result that is still to be written.
        int scratch = results.contains(9) ? (results.contains(8) ? 7 : 8) : 9;
        out.append("r%d = *(u64 *)(r10 - 8)\n".formatted(scratch));
        for (int register : results) {
            out.append("*(u64 *)(r%d + %d) = r%d\n".formatted(scratch, Batch.offset(slot++), register));
        }
        return out.toString();
    }
}
