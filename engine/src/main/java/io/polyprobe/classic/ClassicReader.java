package io.polyprobe.classic;

import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads what {@code tcpdump -ddd} prints (decimal numbers, their count first) or {@code tcpdump -dd} (C). */
final class ClassicReader {
    private static final Pattern COUNT = Pattern.compile("\\d+");
    private static final Pattern NUMBER = Pattern.compile("-?\\w+");
    private static final Pattern LINE = Pattern.compile("[-\\w\\s,{}]+");
    private static final int FIELDS = 4;
    private static final long[] LARGEST = {0xffff, 0xff, 0xff, 0xffff_ffffL};

    private ClassicReader() {}

    /** Whether a text begins as such a filter does. */
    static boolean recognizes(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .filter(line -> COUNT.matcher(line).matches() || line.startsWith("{"))
                .isPresent();
    }

    /** @throws CompileException where a line is no instruction, or there are others than as many as were announced */
    static List<ClassicInstruction> read(String name, String text) {
        var instructions = new ArrayList<ClassicInstruction>();
        long announced = -1;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty()) {
                continue;
            }
            if (announced < 0
                    && instructions.isEmpty()
                    && COUNT.matcher(stripped).matches()) {
                announced = Long.parseLong(stripped);
                continue;
            }
            instructions.add(instruction(name, number, line));
        }
        if (announced >= 0 && announced != instructions.size()) {
            throw new CompileException(
                    List.of(Diagnostic.error("the filter has %d instructions, not %d as its first line says"
                                    .formatted(instructions.size(), announced))
                            .at(new Place(name, 1, 1, 1, null))));
        }
        return List.copyOf(instructions);
    }

    private static ClassicInstruction instruction(String name, int number, String line) {
        List<String> words =
                NUMBER.matcher(line).results().map(MatchResult::group).toList();
        try {
            if (words.size() == FIELDS && LINE.matcher(line).matches()) {
                var fields = new long[FIELDS];
                for (int i = 0; i < FIELDS; i++) {
                    fields[i] = Long.decode(words.get(i));
                    if (fields[i] < 0 || fields[i] > LARGEST[i]) {
                        throw new NumberFormatException();
                    }
                }
                return new ClassicInstruction((int) fields[0], (int) fields[1], (int) fields[2], (int) fields[3]);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new CompileException(List.of(Diagnostic.error(
                        "this is no instruction of classic BPF",
                        "A line has four numbers: code, jt, jf and k, as tcpdump -ddd prints them.")
                .at(new Place(name, number, 1, 1, line))));
    }
}
