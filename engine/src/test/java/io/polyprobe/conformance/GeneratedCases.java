package io.polyprobe.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Programs made by chance, always the same ones: what instructions do to each other's registers. */
final class GeneratedCases {
    private static final int CASES = 40;
    private static final int LENGTH = 24;

    /** Bytes of the stack that a case works on, from {@code r10 - 8} down. */
    private static final int ROOM = 48;

    private static final List<String> OPERATIONS =
            List.of("+=", "-=", "*=", "/=", "s/=", "|=", "&=", "<<=", ">>=", "%=", "s%=", "^=", "=", "s>>=");
    private static final List<String> CONDITIONS =
            List.of("==", ">", ">=", "&", "!=", "s>", "s>=", "<", "<=", "s<", "s<=");
    private static final List<String> FETCHES = List.of("add", "or", "and", "xor");

    private final Random random = new Random(1);
    private final List<String> lines = new ArrayList<>();

    private GeneratedCases() {}

    static List<Case> all() {
        var generator = new GeneratedCases();
        return IntStream.range(0, CASES).mapToObj(generator::generate).toList();
    }

    private Case generate(int number) {
        lines.clear();
        for (int at = 16; at <= ROOM; at += 8) {
            lines.add(Case.input(0, random.nextInt(2)));
            lines.add("*(u64 *)(r10 - %d) = r0".formatted(at));
        }
        for (int register = 0; register < 10; register++) {
            lines.add(
                    random.nextBoolean() ? Case.input(register, register % 2) : "r%d = %d".formatted(register, number));
        }
        for (int i = 0; i < LENGTH; i++) {
            lines.add(instruction());
            if (i % 6 == 5) {
                lines.add("if r%d %s r%d goto skip%d_#".formatted(register(), pick(CONDITIONS), register(), i));
                lines.add(instruction());
                lines.add(instruction());
                lines.add("skip%d_#:".formatted(i));
            }
        }
        lines.add("r%d = *(u64 *)(r10 - 16)".formatted(9));
        return new Case("chance " + number, List.copyOf(lines), List.of(0, 1, 2, 5, 6, 9));
    }

    private String instruction() {
        String w = random.nextInt(3) == 0 ? "w" : "r";
        int size = 8 << random.nextInt(4);
        int bits = Math.max(size, 32);
        String part = bits == 64 ? "r" : "w";
        String place = "r10 - " + (16 + 8 * random.nextInt(ROOM / 8 - 1));
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> "%s%d %s %s%d".formatted(w, register(), pick(OPERATIONS), w, register());
            case 3 -> "%s%d += %d".formatted(w, register(), random.nextInt());
            case 4 -> "%s%d = *(u%d *)(%s)".formatted(part, register(), size, place);
            case 5 -> "*(u%d *)(%s) = %s%d".formatted(size, place, part, register());
            case 6 -> "r%1$d = be%2$d r%1$d".formatted(register(), Math.max(size, 16));
            case 7 -> {
                String register = part + register();
                yield "%s = atomic_fetch_%s((u%d *)(%s), %s)".formatted(register, pick(FETCHES), bits, place, register);
            }
            default ->
                "%1$s0 = cmpxchg%2$s(%3$s, %1$s0, %1$s%4$d)"
                        .formatted(part, bits == 64 ? "_64" : "32_32", place, register());
        };
    }

    private int register() {
        return random.nextInt(10);
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
