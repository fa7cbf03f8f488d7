package io.polyprobe.verifier;

import io.polyprobe.object.ProgramType;
import java.util.List;
import java.util.Random;

/**
 * Makes programs that make some sense: registers are used as what they are, mostly. A seed gives the same program each
 * time.
 */
final class ProgramMaker extends CallStatements {
    private static final List<ProgramType> TYPES = List.of(
            ProgramType.SOCKET_FILTER,
            ProgramType.XDP,
            ProgramType.SCHED_CLS,
            ProgramType.KPROBE,
            ProgramType.TRACEPOINT,
            ProgramType.RAW_TRACEPOINT,
            ProgramType.CGROUP_SKB,
            ProgramType.PERF_EVENT,
            ProgramType.SCHED_ACT,
            ProgramType.LWT_IN,
            ProgramType.LWT_XMIT,
            ProgramType.SK_SKB,
            ProgramType.SK_MSG,
            ProgramType.SOCK_OPS,
            ProgramType.CGROUP_DEVICE,
            ProgramType.CGROUP_SYSCTL,
            ProgramType.RAW_TRACEPOINT_WRITABLE);

    /** Those that a test run feeds with a packet. */
    private static final List<ProgramType> RUNNABLE =
            List.of(ProgramType.SOCKET_FILTER, ProgramType.XDP, ProgramType.SCHED_CLS);

    private static final int ZEROED = 64;

    private ProgramMaker(Random random, ProgramType type, boolean pure) {
        super(random, type, pure);
    }

    /**
     * A program as lines, so that a failing one can be made shorter.
     *
     * @param pure whether its result is the same wherever it runs: it depends on neither time, chance nor addresses
     */
    record Made(ProgramType type, List<String> lines, boolean pure) {
        String text() {
            return String.join("\n", lines) + "\n";
        }
    }

    static Made make(long seed) {
        var random = new Random(seed);
        boolean pure = random.nextInt(5) == 0;
        List<ProgramType> types = pure ? RUNNABLE : TYPES;
        var maker = new ProgramMaker(random, types.get(random.nextInt(types.size())), pure);
        maker.body();
        return new Made(maker.type, List.copyOf(maker.lines), pure);
    }

    private void body() {
        add("r6 = r1");
        kinds[6] = Kind.CONTEXT;
        for (int i = 7; i < 10; i++) {
            add("r%d = %d".formatted(i, number()));
            kinds[i] = Kind.NUMBER;
        }
        // What nobody has written is another thing on each kernel.
        for (int place = 8; pure && place <= ZEROED; place += 8) {
            add("*(u64 *)(r10 - %d) = %d".formatted(place, number()));
        }
        int length = 4 + random.nextInt(20);
        for (int i = 0; i < length; i++) {
            statement();
        }
        add("r0 = 0");
        for (int i = 6; pure && i < 10; i++) {
            if (kinds[i] == Kind.NUMBER) {
                add("r0 *= 31");
                add("r0 ^= r%d".formatted(i));
            }
        }
        add("exit");
        lines.addAll(tail);
    }

    @Override
    void statement() {
        switch (random.nextInt(pure ? 23 : 29)) {
            case 0, 1, 2 -> arithmetic();
            case 3 -> narrow();
            case 4, 5 -> branch();
            case 6, 7 -> stackStore();
            case 8 -> stackLoad();
            case 9 -> lookup();
            case 10, 11 -> valueAccess();
            case 12 -> packet();
            case 13 -> loop();
            case 14 -> atomic();
            case 15 -> anywhereOnTheStack();
            case 16 -> function();
            case 17 -> callback();
            case 18 -> chain();
            case 19 -> global();
            case 20 -> keepPointer();
            case 21 -> eachElement();
            case 22 -> move();
            case 23 -> record();
            case 24 -> contextLoad();
            case 25 -> helper();
            case 26 -> wild();
            default -> comparePointers();
        }
    }
}
