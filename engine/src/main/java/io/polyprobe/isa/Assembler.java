package io.polyprobe.isa;

import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.Place;
import io.polyprobe.isa.LineParser.Mismatch;
import io.polyprobe.isa.LineParser.Parsed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads BPF assembly in LLVM's syntax, one instruction a line, as the {@link Disassembler} writes it.
 *
 * <p>A line may begin with labels ({@code loop:}); a jump or call names a label or a distance in slots from the next
 * instruction ({@code goto loop}, {@code goto -3}). {@code #} and {@code //} begin comments. Numbers are decimal or
 * hexadecimal.
 */
public final class Assembler {
    private final String file;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Diagnostic> errors = new ArrayList<>();
    private int slot;

    private Assembler(String file) {
        this.file = file;
    }

    /**
     * Assembles a program.
     *
     * @param file what to call the text in messages
     * @throws CompileException where lines are not instructions or labels are missing: one diagnostic for each, with
     *     line and column
     */
    public static List<Instruction> assemble(String file, String text) {
        var assembler = new Assembler(file);
        int number = 0;
        for (String line : text.lines().toList()) {
            assembler.read(line, ++number);
        }
        List<Instruction> instructions =
                assembler.lines.stream().map(assembler::resolve).toList();
        if (!assembler.errors.isEmpty()) {
            throw new CompileException(assembler.errors);
        }
        return instructions;
    }

    private void read(String line, int number) {
        List<Token> tokens = Token.scan(line);
        while (tokens.size() >= 2
                && tokens.get(0).isName()
                && tokens.get(1).text().equals(":")) {
            Token name = tokens.getFirst();
            if (labels.put(name.text(), slot) != null) {
                error(new Source(line, number), name, "label '%s' is defined twice".formatted(name.text()));
            }
            tokens = tokens.subList(2, tokens.size());
        }
        if (tokens.isEmpty()) {
            return;
        }
        switch (LineParser.parse(tokens)) {
            case Mismatch mismatch -> error(new Source(line, number), mismatch.at(), mismatch.message());
            case Parsed parsed -> {
                lines.add(new Line(new Source(line, number), slot, parsed));
                slot += parsed.instruction().slots();
            }
        }
    }

    private Instruction resolve(Line line) {
        Token label = line.parsed().label();
        if (label == null) {
            return line.parsed().instruction();
        }
        Integer target = labels.get(label.text());
        if (target == null) {
            error(line.source(), label, "there is no label '%s'".formatted(label.text()));
            return line.parsed().instruction();
        }
        int distance = target - line.slot() - 1;
        Instruction resolved = line.parsed().to(distance);
        if (InstructionSet.refusal(resolved).isPresent()) {
            error(line.source(), label, "'%s' is %d slots away, too far; use gotol".formatted(label.text(), distance));
        }
        return resolved;
    }

    private void error(Source source, Token token, String message) {
        int length = Math.max(1, token.text().length());
        errors.add(
                Diagnostic.error(message).at(new Place(file, source.number(), token.column(), length, source.text())));
    }

    /** A line as it stands in the file. */
    private record Source(String text, int number) {}

    /** An instruction and where it stands. */
    private record Line(Source source, int slot, Parsed parsed) {}
}
