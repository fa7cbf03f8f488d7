package io.polyprobe.verifier;

import io.polyprobe.object.ProgramType;
import java.util.List;
import java.util.Random;

/** Statements about numbers: arithmetic, branches, loops. */
abstract class NumberStatements extends Draft {
    private static final List<String> CONDITIONS =
            List.of("==", "!=", ">", ">=", "<", "<=", "s>", "s>=", "s<", "s<=", "&");
    private static final List<String> OPERATORS =
            List.of("+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "s>>=");

    NumberStatements(Random random, ProgramType type, boolean pure) {
        super(random, type, pure);
    }

    final void move() {
        int from = any();
        int to = any();
        if (kinds[from] == Kind.UNSET && !mistake()) {
            add("r%d = %d".formatted(to, number()));
            kinds[to] = Kind.NUMBER;
            return;
        }
        if (kinds[from] == Kind.NUMBER && random.nextInt(4) == 0) {
            String cast = List.of("w%d = w%d", "r%d = (s8)r%d", "r%d = (s32)r%d", "w%d = (s16)w%d")
                    .get(random.nextInt(4));
            add(cast.formatted(to, from));
        } else {
            add("r%d = r%d".formatted(to, from));
        }
        kinds[to] = kinds[from];
    }

    final void arithmetic() {
        int dst = of(Kind.NUMBER);
        if (dst < 0) {
            return;
        }
        String op = OPERATORS.get(random.nextInt(OPERATORS.size()));
        String prefix = random.nextInt(3) == 0 ? "w" : "r";
        int src = random.nextBoolean() ? of(Kind.NUMBER) : -1;
        if (src >= 0) {
            add("%s%d %s %s%d".formatted(prefix, dst, op, prefix, src));
            return;
        }
        int value = op.contains("<<") || op.contains(">>") ? random.nextInt(mistake() ? 70 : 32) : number();
        boolean divides = op.equals("/=") || op.equals("%=");
        add("%s%d %s %d".formatted(prefix, dst, op, divides && value == 0 && !mistake() ? 3 : value));
    }

    final void narrow() {
        int register = of(Kind.NUMBER);
        if (register >= 0) {
            add("r%d &= %d"
                    .formatted(register, List.of(3, 7, 8, 12, 15, 63, 0xf8).get(random.nextInt(7))));
        }
    }

    final void branch() {
        int left = of(Kind.NUMBER);
        if (left < 0 || depth > 3) {
            return;
        }
        String prefix = random.nextInt(4) == 0 ? "w" : "r";
        int right = random.nextInt(3) == 0 ? of(Kind.NUMBER) : -1;
        String operand = right < 0 ? Integer.toString(number()) : prefix + right;
        String label = label("l");
        add("if %s%d %s %s goto %s"
                .formatted(prefix, left, CONDITIONS.get(random.nextInt(CONDITIONS.size())), operand, label));
        if (random.nextInt(3) == 0) {
            add("r0 = 0");
            add("exit");
        } else {
            nested(1 + random.nextInt(3));
        }
        add(label + ":");
    }

    final void loop() {
        if (depth > 1) {
            return;
        }
        int counter = 6 + random.nextInt(4);
        int rounds = 1 + random.nextInt(6);
        String label = label("l");
        add("r%d = 0".formatted(counter));
        kinds[counter] = Kind.NUMBER;
        add(label + ":");
        int mark = lines.size();
        nested(1 + random.nextInt(2));
        boolean spoiled = lines.subList(mark, lines.size()).stream()
                .anyMatch(line ->
                        line.startsWith("r%d ".formatted(counter)) || line.startsWith("w%d ".formatted(counter)));
        if (spoiled) {
            add("r%d = %d".formatted(counter, rounds));
        }
        add("r%d += 1".formatted(counter));
        add("if r%d < %d goto %s".formatted(counter, rounds, label));
        kinds[counter] = Kind.NUMBER;
    }

    final void comparePointers() {
        int left = any();
        int right = any();
        if ((kinds[left] == Kind.UNSET || kinds[right] == Kind.UNSET) && !mistake()) {
            return;
        }
        String label = label("l");
        add("if r%d %s r%d goto %s".formatted(left, CONDITIONS.get(random.nextInt(CONDITIONS.size())), right, label));
        nested(1);
        add(label + ":");
    }

    /** Any instruction at all, on any registers. */
    final void wild() {
        if (random.nextInt(3) != 0) {
            return;
        }
        String prefix = random.nextBoolean() ? "r" : "w";
        int dst = any();
        switch (random.nextInt(4)) {
            case 0 ->
                add("%s%d %s %s%d"
                        .formatted(prefix, dst, OPERATORS.get(random.nextInt(OPERATORS.size())), prefix, any()));
            case 1 -> add("r%d = *(u64 *)(r%d + %d)".formatted(dst, any(), 8 * random.nextInt(3)));
            case 2 -> add("%s%d = -%s%d".formatted(prefix, dst, prefix, dst));
            default -> add("r%d = be%d r%d".formatted(dst, 16 << random.nextInt(3), dst));
        }
        kinds[dst] = Kind.UNSET;
    }
}
