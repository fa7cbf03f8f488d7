package io.polyprobe.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every instruction that computes, moves or jumps, with its registers varied over r0 to r9, and programs made by chance. */
final class Cases {
    private static final List<String> BINARY =
            List.of("+=", "-=", "*=", "/=", "s/=", "|=", "&=", "<<=", ">>=", "%=", "s%=", "^=", "=", "s>>=");
    private static final List<String> CONDITIONS =
            List.of("==", ">", ">=", "&", "!=", "s>", "s>=", "<", "<=", "s<", "s<=");
    private static final List<Integer> IMMEDIATES =
            List.of(0, 1, -1, 2, 7, -7, 31, 32, 63, 0x7fff_ffff, Integer.MIN_VALUE);
    private static final List<Integer> SIZES = List.of(8, 16, 32, 64);

    private final List<Case> cases = new ArrayList<>();
    private int turn;

    private Cases() {}

    static List<Case> all() {
        var all = new Cases();
        for (String width : List.of("r", "w")) {
            all.arithmetic(width);
            all.jumps(width);
        }
        all.swaps();
        all.loads();
        all.stores();
        for (int size : List.of(32, 64)) {
            all.atomics(size);
        }
        SIZES.forEach(all::orderedMoves);
        all.control();
        all.cases.addAll(GeneratedCases.all());
        return all.cases;
    }

    private void arithmetic(String w) {
        for (String op : BINARY) {
            for (int dst = 0; dst < 10; dst++) {
                // Another partner in each turn, itself included.
                int src = (dst * 3 + turn) % 10;
                cases.add(Case.of("%s%d %s %s%d".formatted(w, dst, op, w, src), dst, src));
            }
            turn++;
            for (int immediate : IMMEDIATES) {
                if (isValid(w, op, immediate)) {
                    int dst = turn++ % 10;
                    cases.add(Case.of("%s%d %s %d".formatted(w, dst, op, immediate), dst));
                }
            }
        }
        List<String> casts = w.equals("r") ? List.of("s8", "s16", "s32") : List.of("s8", "s16");
        for (int dst = 0; dst < 10; dst++) {
            cases.add(Case.of("%s%d = -%s%d".formatted(w, dst, w, dst), dst));
            for (String cast : casts) {
                int src = (dst * 7 + turn++) % 10;
                cases.add(Case.of("%s%d = (%s)%s%d".formatted(w, dst, cast, w, src), dst, src));
            }
        }
    }

    /** Linux refuses to load what divides by a constant zero or shifts by a constant out of range. */
    private static boolean isValid(String w, String op, int immediate) {
        return switch (op) {
            case "/=", "s/=", "%=", "s%=" -> immediate != 0;
            case "<<=", ">>=", "s>>=" -> immediate >= 0 && immediate < (w.equals("r") ? 64 : 32);
            default -> true;
        };
    }

    private void jumps(String w) {
        for (String condition : CONDITIONS) {
            for (int dst = 0; dst < 10; dst++) {
                int src = (dst * 3 + turn) % 10;
                List<String> operands = List.of(Case.input(dst, 0), Case.input(src, 1));
                String text = "%s%d %s %s%d".formatted(w, dst, condition, w, src);
                cases.add(Case.jump(text, operands, (dst + turn) % 10));
            }
            turn++;
            for (int immediate : IMMEDIATES) {
                int dst = turn++ % 10;
                String text = "%s%d %s %d".formatted(w, dst, condition, immediate);
                cases.add(Case.jump(text, List.of(Case.input(dst, 0)), (dst + turn) % 10));
            }
        }
    }

    private void swaps() {
        for (String order : List.of("le", "be", "bswap")) {
            for (int bits : List.of(16, 32, 64)) {
                for (int dst = 0; dst < 10; dst++) {
                    cases.add(Case.of("r%d = %s%d r%d".formatted(dst, order, bits, dst), dst));
                }
            }
        }
    }

    private void loads() {
        for (String type : List.of("u8", "u16", "u32", "u64", "s8", "s16", "s32")) {
            int bytes = Integer.parseInt(type.substring(1)) / 8;
            for (int base = 0; base < 10; base++) {
                int dst = (base * 3 + turn++) % 10;
                int offset = (base * bytes) % 8;
                String w = type.startsWith("u") && bytes < 8 ? "w" : "r";
                String load = "%s%d = *(%s *)(r%d + %d)".formatted(w, dst, type, base, offset);
                cases.add(new Case(
                        load,
                        List.of(toStack(-16), "r%d = r10".formatted(base), "r%d += -16".formatted(base), load),
                        List.of(dst)));
            }
        }
    }

    private void stores() {
        for (int bits : SIZES) {
            String w = bits == 64 ? "r" : "w";
            for (int base = 0; base < 10; base++) {
                int src = (base + 1 + turn++ % 9) % 10;
                int offset = (base * (bits / 8)) % 8;
                String store = "*(u%d *)(r%d + %d) = %s%d".formatted(bits, base, offset, w, src);
                addStore(store, base, Case.input(src, 1));
                String constant = "*(u%d *)(r%d + %d) = %d".formatted(bits, base, offset, IMMEDIATES.get(turn % 11));
                addStore(constant, base, "");
            }
        }
    }

    private void addStore(String store, int base, String operand) {
        String pointer = "r%1$d = r10\nr%1$d += -16".formatted(base);
        cases.add(new Case(
                store,
                Stream.of(toStack(-16), operand, pointer, store, "r0 = *(u64 *)(r10 - 16)")
                        .filter(line -> !line.isEmpty())
                        .toList(),
                List.of(0)));
    }

    private void atomics(int bits) {
        String w = bits == 64 ? "r" : "w";
        String suffix = bits == 64 ? "_64" : "32_32";
        for (int base = 0; base < 10; base++) {
            int src = (base + 1 + turn++ % 9) % 10;
            String place = "r%d + 8".formatted(base);
            for (String op : List.of("+=", "|=", "&=", "^=")) {
                addAtomic("lock *(u%d *)(%s) %s %s%d".formatted(bits, place, op, w, src), base, src, "", src);
            }
            for (String op : List.of("add", "or", "and", "xor")) {
                String register = w + src;
                String fetch = "%s = atomic_fetch_%s((u%d *)(%s), %s)".formatted(register, op, bits, place, register);
                addAtomic(fetch, base, src, "", src);
            }
            addAtomic("%1$s%2$d = xchg%3$s(%4$s, %1$s%2$d)".formatted(w, src, suffix, place), base, src, "", src);
            if (base != 0) {
                String exchange = "%1$s0 = cmpxchg%2$s(%3$s, %1$s0, %1$s%4$d)".formatted(w, suffix, place, src);
                // Expecting what is there, what is there but for its high half, and the second input.
                addAtomic(exchange, base, src, Case.input(0, 0), 0);
                addAtomic(exchange, base, src, Case.input(0, 0) + "\nw0 = w0", 0);
                addAtomic(exchange, base, src, Case.input(0, 1), 0);
            }
        }
    }

    private void orderedMoves(int bits) {
        String w = bits == 64 ? "r" : "w";
        for (int base = 0; base < 10; base++) {
            int other = (base + 1 + turn++ % 9) % 10;
            String place = "(u%d *)(r%d + 8)".formatted(bits, base);
            addAtomic("%s%d = load_acquire(%s)".formatted(w, other, place), base, other, "", other);
            addAtomic("store_release(%s, %s%d)".formatted(place, w, other), base, other, "", other);
        }
    }

    /** The results are what memory holds afterwards, and a register. */
    private void addAtomic(String atomic, int base, int src, String expected, int result) {
        int memory = result == 5 ? 6 : 5;
        String pointer = "r%1$d = r10\nr%1$d += -24".formatted(base);
        cases.add(new Case(
                atomic,
                Stream.of(
                                toStack(-16),
                                Case.input(src, 1),
                                expected,
                                pointer,
                                atomic,
                                "r%d = *(u64 *)(r10 - 16)".formatted(memory))
                        .filter(line -> !line.isEmpty())
                        .toList(),
                List.of(result, memory)));
    }

    private void control() {
        for (int dst = 0; dst < 10; dst++) {
            long value = 0x8123_4567_89ab_cdefL * (dst + 1);
            cases.add(Case.of("r%d = %d ll".formatted(dst, value), dst));
        }
        for (String jump : List.of("goto", "gotol")) {
            cases.add(new Case(
                    jump,
                    List.of(
                            "r3 = 1",
                            jump + " there#",
                            "back#: r3 += 5",
                            jump + " end#",
                            "there#: r3 *= 7",
                            jump + " back#",
                            "end#:"),
                    List.of(3)));
        }
        cases.add(new Case("may_goto", List.of("r3 = 7", "may_goto end#", "r3 += 1", "end#:"), List.of(3)));
        cases.add(new Case(
                "a bounded loop",
                List.of(
                        Case.input(1, 0),
                        "r2 = 0",
                        "r3 = 10",
                        "loop#: r2 += r1",
                        "r1 *= 3",
                        "r3 += -1",
                        "if r3 != 0 goto loop#"),
                List.of(2)));
        cases.add(new Case(
                "a call that keeps r6 to r9",
                List.of(
                        Case.input(1, 0),
                        Case.input(2, 1),
                        "r3 = 3",
                        "r4 = 4",
                        "r5 = 5",
                        "r6 = r1",
                        "r7 = 7",
                        "call mix",
                        "r6 += r7",
                        "r1 = r0"),
                List.of(1, 6)));
    }

    private static String toStack(int offset) {
        return Case.input(0, 0) + "\n*(u64 *)(r10 - %d) = r0".formatted(-offset);
    }
}
