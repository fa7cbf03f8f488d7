package io.polyprobe.target;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The six fields of a trace line, split as BCC's {@code trace_fields()} splits them.
 *
 * @param task the command's name, up to 16 bytes
 * @param pid the thread's number
 * @param cpu where it ran
 * @param flags interrupt and preemption state, such as {@code d..31}
 * @param timestamp seconds
 * @param message what the program printed
 */
public record TraceFields(byte[] task, int pid, int cpu, byte[] flags, double timestamp, byte[] message) {
    private static final int TASK_WIDTH = 16;

    /** Reads {@code "  task-pid   [cpu] flags timestamp: symbol: message"}; nothing where a line is not built so. */
    static Optional<TraceFields> of(byte[] line) {
        if (line.length <= TASK_WIDTH + 1 || startsWith(line, "CPU:")) {
            return Optional.empty();
        }
        int colon = indexOf(line, TASK_WIDTH + 1, ':');
        if (colon < 0) {
            return Optional.empty();
        }
        String[] parts = text(line, TASK_WIDTH + 1, colon).strip().split("\\s+", -1);
        if (parts.length != 4 || !parts[1].startsWith("[") || !parts[1].endsWith("]")) {
            return Optional.empty();
        }
        int symbolEnd = indexOf(line, colon + 1, ':');
        int start = Math.min(symbolEnd < 0 ? colon + 2 : symbolEnd + 2, line.length);
        try {
            return Optional.of(new TraceFields(
                    Arrays.copyOfRange(line, leadingSpaces(line), TASK_WIDTH),
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1].substring(1, parts[1].length() - 1)),
                    parts[2].getBytes(StandardCharsets.ISO_8859_1),
                    Double.parseDouble(parts[3]),
                    Arrays.copyOfRange(line, start, line.length)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static int leadingSpaces(byte[] line) {
        int i = 0;
        while (i < TASK_WIDTH && (line[i] == ' ' || line[i] == '\t')) {
            i++;
        }
        return i;
    }

    private static boolean startsWith(byte[] line, String prefix) {
        return text(line, 0, Math.min(prefix.length(), line.length)).equals(prefix);
    }

    private static int indexOf(byte[] line, int from, char wanted) {
        for (int i = from; i < line.length; i++) {
            if (line[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
