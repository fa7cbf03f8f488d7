package io.polyprobe.classic;

import static io.polyprobe.classic.ClassicInstruction.*;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Linux asks of a filter before it takes it ({@code SO_ATTACH_FILTER} in {@code socket(7)}, and
 * {@code Documentation/networking/filter.rst}): known instructions, jumps that stay inside, a return at the end, no
 * division by a constant 0, and no word of memory read that was not written on each way there.
 */
final class ClassicCheck {
    /** {@code BPF_MAXINSNS}. */
    private static final int MOST = 4096;

    private static final Set<Integer> CODES = codes();

    private ClassicCheck() {}

    /** A finding: which instruction, and why not. */
    record Finding(int index, String reason) {}

    private static Set<Integer> codes() {
        var arithmetic = Stream.of(ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, MOD, XOR)
                .flatMap(operation -> Stream.of(ALU | operation | K, ALU | operation | X));
        var jumps = Stream.of(JEQ, JGT, JGE, JSET)
                .flatMap(operation -> Stream.of(JMP | operation | K, JMP | operation | X));
        var packet = Stream.of(W, H, B).flatMap(size -> Stream.of(LD | size | ABS, LD | size | IND));
        var others = Stream.of(
                ALU | NEG,
                JMP | JA,
                LD | LEN,
                LD | IMM,
                LD | MEM,
                LDX | LEN,
                LDX | IMM,
                LDX | MEM,
                LDX | B | MSH,
                ST,
                STX,
                RET | K,
                RET | A,
                MISC | TAX,
                MISC | TXA);
        return Stream.of(arithmetic, jumps, packet, others)
                .flatMap(codes -> codes)
                .collect(Collectors.toSet());
    }

    /** The first thing wrong, or null. */
    static @Nullable Finding find(List<ClassicInstruction> filter) {
        if (filter.isEmpty() || filter.size() > MOST) {
            return new Finding(0, "a filter has 1 to %,d instructions, not %,d".formatted(MOST, filter.size()));
        }
        for (int index = 0; index < filter.size(); index++) {
            String reason = reason(filter, index);
            if (reason != null) {
                return new Finding(index, reason);
            }
        }
        int last = filter.size() - 1;
        return filter.get(last).kind() == RET ? memory(filter) : new Finding(last, "the last instruction is no return");
    }

    private static @Nullable String reason(List<ClassicInstruction> filter, int index) {
        ClassicInstruction instruction = filter.get(index);
        if (!CODES.contains(instruction.code())) {
            return "there is no instruction with code 0x%x".formatted(instruction.code());
        }
        if (usesMemory(instruction) && instruction.unsigned() >= MEMORY_WORDS) {
            return "there is no M[%d]: the memory has %d words".formatted(instruction.unsigned(), MEMORY_WORDS);
        }
        if (instruction.targets(index).stream().anyMatch(target -> target >= filter.size())) {
            return "it jumps out of the filter";
        }
        if (instruction.isExtension() && Extension.at(instruction.k()).isEmpty()) {
            return "there is no extension at %d".formatted(instruction.k());
        }
        return instruction.kind() == ALU && !instruction.usesX() ? arithmetic(instruction) : null;
    }

    private static @Nullable String arithmetic(ClassicInstruction byConstant) {
        return switch (byConstant.operation()) {
            case DIV, MOD -> byConstant.k() == 0 ? "it divides by 0" : null;
            case LSH, RSH ->
                byConstant.unsigned() >= Integer.SIZE
                        ? "it shifts by %d of 32 bits".formatted(byConstant.unsigned())
                        : null;
            default -> null;
        };
    }

    private static boolean usesMemory(ClassicInstruction instruction) {
        return isStore(instruction) || isMemoryLoad(instruction);
    }

    private static boolean isStore(ClassicInstruction instruction) {
        return instruction.kind() == ST || instruction.kind() == STX;
    }

    private static boolean isMemoryLoad(ClassicInstruction instruction) {
        return instruction.kind() <= LDX && instruction.mode() == MEM;
    }

    /** Whether each word was written before it is read. As jumps go forward, one pass sees all ways. */
    private static @Nullable Finding memory(List<ClassicInstruction> filter) {
        int[] written = IntStream.generate(() -> -1).limit(filter.size()).toArray();
        written[0] = 0;
        int now = 0;
        for (int index = 0; index < filter.size(); index++) {
            ClassicInstruction instruction = filter.get(index);
            now = index == 0 ? 0 : now & written[index];
            if (isStore(instruction)) {
                now |= 1 << instruction.k();
            } else if (isMemoryLoad(instruction) && (now >> instruction.k() & 1) == 0) {
                return new Finding(index, "M[%d] has not been written on each way there".formatted(instruction.k()));
            }
            int words = now;
            instruction.targets(index).forEach(target -> written[target.intValue()] &= words);
            if (instruction.isJump()) {
                now = -1; // only jumps lead to the next
            }
        }
        return null;
    }
}
