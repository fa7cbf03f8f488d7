package io.polyprobe.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Instructions of every row of the table, with the fields at random within what the row allows. */
final class Samples {
    private final Random random;

    Samples(long seed) {
        random = new Random(seed);
    }

    /** A number of instructions of each row. */
    List<Instruction> ofEachRow(int count) {
        var samples = new ArrayList<Instruction>();
        for (Opcode row : InstructionSet.table()) {
            for (int i = 0; i < count; i++) {
                samples.add(of(row));
            }
        }
        return samples;
    }

    private Instruction of(Opcode row) {
        return new Instruction(
                row.code(), (int) pick(row.dst()), (int) pick(row.src()), (int) pick(row.offset()), pick(row.imm()));
    }

    private long pick(Range range) {
        return switch (random.nextInt(4)) {
            case 0 -> range.min();
            case 1 -> range.max();
            default ->
                range.max() == Long.MAX_VALUE ? random.nextLong() : random.nextLong(range.min(), range.max() + 1);
        };
    }
}
