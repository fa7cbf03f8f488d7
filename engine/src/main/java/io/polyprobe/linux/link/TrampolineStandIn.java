package io.polyprobe.linux.link;

import io.polyprobe.object.ProgramSpec;

/**
 * A kprobe's or kretprobe's program run by fentry or fexit on the same function.
 *
 * <p>A trampoline's context is an array of the function's arguments, with its return value after them. It is read by
 * {@code bpf_probe_read_kernel}, so that what the program gets are plain numbers, as in a kprobe's registers.
 */
final class TrampolineStandIn {
    private TrampolineStandIn() {}

    /** @param arguments how many the function has, at most 6 */
    static ProgramSpec entry(ProgramSpec program, int arguments) {
        var text = new StringBuilder("r6 = r1\n");
        int count = Math.min(arguments, FakeRegisters.ARGUMENTS.size());
        if (count > 0) {
            text.append(read(8 * count, 0));
        }
        String[] holders = {"r1", "r2", "r3", "r4", "r5", "r8"};
        for (int i = 0; i < count; i++) {
            text.append("%s = %s\n".formatted(holders[i], FakeRegisters.memory(FakeRegisters.begin() + 8 * i)));
        }
        text.append(FakeRegisters.clear());
        for (int i = 0; i < count; i++) {
            text.append("%s = %s\n".formatted(FakeRegisters.at(FakeRegisters.ARGUMENTS.get(i)), holders[i]));
        }
        return FakeRegisters.wrap(program, text.toString());
    }

    /** @param arguments how many the function has, at most 6 */
    static ProgramSpec exit(ProgramSpec program, int arguments) {
        String text = "r6 = r1\n" + read(8, 8 * arguments)
                + "r1 = %s\n".formatted(FakeRegisters.memory(FakeRegisters.begin()))
                + FakeRegisters.clear()
                + "%s = r1\n".formatted(FakeRegisters.at("ax"));
        return FakeRegisters.wrap(program, text);
    }

    private static String read(int size, int offset) {
        return """
               r1 = r10
               r1 += %d
               r2 = %d
               r3 = r6
               r3 += %d
               call 113
               """.formatted(FakeRegisters.begin(), size, offset);
    }
}
