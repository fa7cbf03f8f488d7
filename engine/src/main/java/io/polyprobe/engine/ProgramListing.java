package io.polyprobe.engine;

import io.polyprobe.isa.Disassembler;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.InstructionSet;
import io.polyprobe.isa.Operation;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.Reference;
import io.polyprobe.prototype.Prototypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A program's instructions as LLVM writes them, each by its slot, with what they refer to behind them. Functions begin
 * with their name, as in {@code llvm-objdump -dS}.
 */
public final class ProgramListing {
    private final Map<Integer, ProgramSpec.Function> functions;
    private final Map<Integer, ProgramSpec.Line> lines;
    private final Map<Integer, Reference> references;
    private final StringBuilder out = new StringBuilder();
    private String current = "";

    private ProgramListing(ProgramSpec program, List<ProgramSpec.Line> lines) {
        functions = bySlot(program.functions(), ProgramSpec.Function::slot);
        references = bySlot(program.references(), Reference::slot);
        this.lines = bySlot(lines, ProgramSpec.Line::slot);
    }

    private static <T> Map<Integer, T> bySlot(List<T> all, ToIntFunction<T> slot) {
        return all.stream().collect(Collectors.toMap(slot::applyAsInt, Function.identity(), (first, _) -> first));
    }

    /** The instructions alone. */
    public static String of(ProgramSpec program) {
        return new ProgramListing(program, List.of()).list(program);
    }

    /** The instructions, below the lines of C that they were made of. */
    public static String withLines(ProgramSpec program) {
        return new ProgramListing(program, program.lines()).list(program);
    }

    private String list(ProgramSpec program) {
        int slot = 0;
        for (Instruction instruction : program.code()) {
            var function = functions.get(slot);
            if (function != null) {
                out.append(function.name()).append(":\n");
            }
            line(lines.get(slot));
            String note = note(instruction, references.get(slot));
            out.append("%4d: %s%s%n".formatted(slot, Disassembler.text(instruction), note));
            slot += instruction.slots();
        }
        return out.toString();
    }

    /** A line that goes on after something else (an argument of its call, say) is not printed again. */
    private void line(ProgramSpec.@Nullable Line line) {
        if (line == null) {
            return;
        }
        String text = "; %s // %s:%d%n".formatted(line.text().strip(), line.file(), line.line());
        if (!text.equals(current)) {
            out.append(text);
            current = text;
        }
    }

    private static String note(Instruction instruction, @Nullable Reference reference) {
        return switch (reference) {
            case Reference.ToMap map -> "  ; map " + map.map();
            case Reference.ToMapValue value -> "  ; %s + %d".formatted(value.map(), value.offset());
            case Reference.ToKernelSymbol symbol -> "  ; symbol " + symbol.symbol();
            case Reference.ToKernelFunction function -> "  ; kernel function " + function.function();
            case null -> helper(instruction).map(name -> "  ; " + name).orElse("");
        };
    }

    private static Optional<String> helper(Instruction instruction) {
        return InstructionSet.operation(instruction) instanceof Operation.Call(var callee)
                        && callee == Operation.Callee.HELPER
                ? Optional.of(Prototypes.name((int) instruction.imm()))
                : Optional.empty();
    }
}
