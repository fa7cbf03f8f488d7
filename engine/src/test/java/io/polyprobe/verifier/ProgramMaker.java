package io.polyprobe.verifier;

import io.polyprobe.object.ProgramType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes programs that make some sense: registers are used as what they are, mostly. A seed gives the same program each
 * time.
 */
final class ProgramMaker {
    static final List<ProgramType> TYPES = List.of(
            ProgramType.SOCKET_FILTER,
            ProgramType.XDP,
            ProgramType.SCHED_CLS,
            ProgramType.KPROBE,
            ProgramType.TRACEPOINT,
            ProgramType.RAW_TRACEPOINT,
            ProgramType.CGROUP_SKB,
            ProgramType.PERF_EVENT);

    private static final List<String> CONDITIONS =
            List.of("==", "!=", ">", ">=", "<", "<=", "s>", "s>=", "s<", "s<=", "&");
    private static final List<String> OPERATORS =
            List.of("+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "s>>=");
    private static final int[] NUMBERS = {0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 255, 256, -1, -8, 1000, 65535};
    private static final int[] SIZES = {8, 16, 32, 64};
    private static final int MISTAKE = 25;

    private final Random random;
    private final ProgramType type;
    private final List<String> lines = new ArrayList<>();
    private final List<String> tail = new ArrayList<>();
    private final Kind[] kinds = new Kind[10];
    private int labels;
    private int depth;

    private enum Kind {
        UNSET,
        NUMBER,
        CONTEXT,
        STACK,
        VALUE,
        MAYBE,
        PACKET
    }

    private ProgramMaker(long seed) {
        this.random = new Random(seed);
        this.type = TYPES.get(random.nextInt(TYPES.size()));
        java.util.Arrays.fill(kinds, Kind.UNSET);
        kinds[1] = Kind.CONTEXT;
    }

    /** A program as lines, so that a failing one can be made shorter. */
    record Made(ProgramType type, List<String> lines) {
        String text() {
            return String.join("\n", lines) + "\n";
        }
    }

    static Made make(long seed) {
        var maker = new ProgramMaker(seed);
        maker.body();
        return new Made(maker.type, List.copyOf(maker.lines));
    }

    private void body() {
        add("r6 = r1");
        kinds[6] = Kind.CONTEXT;
        for (int i = 7; i < 10; i++) {
            add("r%d = %d".formatted(i, number()));
            kinds[i] = Kind.NUMBER;
        }
        int length = 4 + random.nextInt(20);
        for (int i = 0; i < length; i++) {
            statement();
        }
        add("r0 = 0");
        add("exit");
        lines.addAll(tail);
    }

    private void atomic() {
        int operand = of(Kind.NUMBER);
        if (operand < 0) {
            return;
        }
        boolean wide = random.nextBoolean();
        int bits = wide ? 64 : 32;
        String name = (wide ? "r" : "w") + operand;
        int base = random.nextBoolean() ? of(Kind.VALUE) : 10;
        int offset = base == 10 ? place(bits / 8) : mistake() ? random.nextInt(20) : 8 * random.nextInt(2);
        if (base < 0) {
            return;
        }
        String place = "(r%d %s %d)".formatted(base, offset < 0 ? "-" : "+", Math.abs(offset));
        String inner = place.substring(1, place.length() - 1);
        switch (random.nextInt(5)) {
            case 0 -> add("lock *(u%d *)%s |= %s".formatted(bits, place, name));
            case 1 -> add("%s = atomic_fetch_add((u%d *)%s, %s)".formatted(name, bits, place, name));
            case 2 -> add("%s = xchg%s(%s, %s)".formatted(name, wide ? "_64" : "32_32", inner, name));
            case 3 -> {
                String r0 = wide ? "r0" : "w0";
                add("%s = cmpxchg%s(%s, %s, %s)".formatted(r0, wide ? "_64" : "32_32", inner, r0, name));
                kinds[0] = Kind.NUMBER;
            }
            default -> add("store_release((u%d *)%s, %s)".formatted(bits, place, name));
        }
    }

    private void anywhereOnTheStack() {
        int index = of(Kind.NUMBER);
        if (index < 0) {
            return;
        }
        int to = any();
        if (random.nextInt(6) != 0) {
            add("r%d &= %d".formatted(index, random.nextBoolean() ? 24 : 31));
        }
        add("r%d = r10".formatted(to));
        add("r%d += %d".formatted(to, -32 - random.nextInt(3) * 8));
        if (to != index) {
            add("r%d += r%d".formatted(to, index));
        }
        int bits = random.nextBoolean() ? 8 : 64;
        if (random.nextBoolean()) {
            add("*(u%d *)(r%d + 0) = %d".formatted(bits, to, random.nextInt(2)));
            kinds[to] = Kind.UNSET;
        } else {
            add("r%d = *(u%d *)(r%d + 0)".formatted(to, bits, to));
            kinds[to] = Kind.NUMBER;
        }
    }

    private void record() {
        if (depth > 1) {
            return;
        }
        int size = 8 * (1 + random.nextInt(3));
        add("r1 = map ring");
        add("r2 = %d".formatted(size));
        add("r3 = 0");
        add("call 131");
        clobber();
        kinds[0] = Kind.UNSET;
        String label = "l" + labels++;
        int keep = 6 + random.nextInt(4);
        add("r%d = r0".formatted(keep));
        kinds[keep] = Kind.UNSET;
        if (!mistake()) {
            add("if r%d == 0 goto %s".formatted(random.nextBoolean() ? 0 : keep, label));
        }
        add("*(u64 *)(r%d + %d) = 1".formatted(keep, mistake() ? size : size - 8));
        if (!mistake()) {
            add("r1 = r%d".formatted(keep));
            add("r2 = 0");
            add("call " + (random.nextBoolean() ? 132 : 133));
            clobber();
            if (mistake()) {
                add("*(u64 *)(r%d + 0) = 1".formatted(keep));
            }
        }
        add(label + ":");
        kinds[0] = Kind.UNSET;
    }

    /** A function that does something with its first two arguments; its text comes behind the program's end. */
    private void function() {
        if (depth > 0) {
            return;
        }
        int pointer = random.nextBoolean() ? of(Kind.VALUE) : 10;
        int number = of(Kind.NUMBER);
        if (pointer < 0 || number < 0) {
            return;
        }
        String name = "f" + labels++;
        add("r2 = r%d".formatted(number));
        add("r1 = r%d".formatted(pointer));
        add("call " + name);
        clobber();
        String access = random.nextBoolean() ? "*(u64 *)(r1 %s 8) = r2" : "r0 = *(u64 *)(r1 %s 8)";
        tail.add(name + ": r0 = 0");
        if (random.nextBoolean()) {
            tail.add("*(u64 *)(r10 - %d) = r2".formatted(8 * (1 + random.nextInt(mistake() ? 70 : 20))));
        }
        if (random.nextBoolean()) {
            tail.add("if r2 > %d goto +1".formatted(number()));
        }
        tail.add(access.formatted(pointer == 10 ? "-" : "+"));
        if (random.nextInt(4) == 0) {
            tail.add("r0 = r1");
        }
        tail.add("exit");
    }

    /** Any instruction at all, on any registers. */
    private void wild() {
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

    private void comparePointers() {
        int left = any();
        int right = any();
        if ((kinds[left] == Kind.UNSET || kinds[right] == Kind.UNSET) && !mistake()) {
            return;
        }
        String label = "l" + labels++;
        add("if r%d %s r%d goto %s".formatted(left, CONDITIONS.get(random.nextInt(CONDITIONS.size())), right, label));
        nested(1);
        add(label + ":");
    }

    /** A pointer goes to the stack and comes back. */
    private void keepPointer() {
        int from = of(random.nextBoolean() ? Kind.VALUE : Kind.CONTEXT);
        if (from < 0) {
            return;
        }
        int place = 8 * (1 + random.nextInt(8));
        add("*(u64 *)(r10 - %d) = r%d".formatted(place, from));
        Kind kind = kinds[from];
        if (random.nextBoolean()) {
            statement();
        }
        int to = any();
        add("r%d = *(u64 *)(r10 - %d)".formatted(to, place));
        kinds[to] = mistake() ? Kind.VALUE : kind == Kind.VALUE ? Kind.UNSET : kind;
    }

    private void add(String line) {
        lines.add(line);
    }

    private boolean mistake() {
        return random.nextInt(MISTAKE) == 0;
    }

    private int number() {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private int any() {
        return random.nextInt(10);
    }

    private int of(Kind kind) {
        if (mistake()) {
            return any();
        }
        for (int i = 0; i < 12; i++) {
            int register = any();
            if (kinds[register] == kind) {
                return register;
            }
        }
        return -1;
    }

    private void statement() {
        switch (random.nextInt(24)) {
            case 0, 1, 2 -> arithmetic();
            case 3 -> narrow();
            case 4, 5 -> branch();
            case 6, 7 -> stackStore();
            case 8 -> stackLoad();
            case 9 -> lookup();
            case 10, 11 -> valueAccess();
            case 12 -> contextLoad();
            case 13 -> packet();
            case 14 -> loop();
            case 15 -> helper();
            case 16 -> atomic();
            case 17 -> anywhereOnTheStack();
            case 18 -> record();
            case 19 -> function();
            case 20 -> wild();
            case 21 -> comparePointers();
            case 22 -> keepPointer();
            default -> move();
        }
    }

    private void move() {
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

    private void arithmetic() {
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

    private void narrow() {
        int register = of(Kind.NUMBER);
        if (register >= 0) {
            add("r%d &= %d"
                    .formatted(register, List.of(3, 7, 8, 12, 15, 63, 0xf8).get(random.nextInt(7))));
        }
    }

    private void branch() {
        int left = of(Kind.NUMBER);
        if (left < 0 || depth > 3) {
            return;
        }
        String prefix = random.nextInt(4) == 0 ? "w" : "r";
        int right = random.nextInt(3) == 0 ? of(Kind.NUMBER) : -1;
        String operand = right < 0 ? Integer.toString(number()) : prefix + right;
        String label = "l" + labels++;
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

    /** Statements on one side of a branch: what they do to registers is uncertain afterwards. */
    private void nested(int count) {
        Kind[] before = kinds.clone();
        depth++;
        for (int i = 0; i < count; i++) {
            statement();
        }
        depth--;
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] != before[i]) {
                kinds[i] = Kind.UNSET;
            }
        }
    }

    private int place(int bytes) {
        int place = -bytes * (1 + random.nextInt(Math.max(1, 64 / bytes)));
        return mistake() ? place + 1 + random.nextInt(600) - 300 : place;
    }

    private void stackStore() {
        int bits = SIZES[random.nextInt(SIZES.length)];
        int register = random.nextInt(3) == 0 ? -1 : random.nextBoolean() ? any() : of(Kind.NUMBER);
        if (register >= 0 && kinds[register] == Kind.UNSET && !mistake()) {
            return;
        }
        if (register >= 0 && kinds[register] != Kind.NUMBER && !mistake()) {
            bits = 64;
        }
        int place = place(bits / 8);
        if (register < 0) {
            add("*(u%d *)(r10 %+d) = %d"
                    .formatted(bits, place, number())
                    .replace("+", "+ ")
                    .replace("(r10 -", "(r10 - "));
        } else {
            add("*(u%d *)(r10 %+d) = r%d"
                    .formatted(bits, place, register)
                    .replace("+", "+ ")
                    .replace("(r10 -", "(r10 - "));
        }
    }

    private void stackLoad() {
        int bits = SIZES[random.nextInt(SIZES.length)];
        int to = any();
        add("r%d = *(u%d *)(r10 - %d)".formatted(to, bits, -place(bits / 8)).replace("- -", "+ "));
        kinds[to] = bits == 64 ? Kind.UNSET : Kind.NUMBER;
    }

    private void key() {
        int index = of(Kind.NUMBER);
        if (index >= 0 && random.nextBoolean()) {
            add("*(u32 *)(r10 - 4) = r%d".formatted(index));
        } else {
            add("*(u32 *)(r10 - 4) = %d".formatted(random.nextInt(6)));
        }
        add("r2 = r10");
        add("r2 += -4");
    }

    private void lookup() {
        String map = List.of("hash", "array", "percpu", "readonly").get(random.nextInt(4));
        key();
        add("r1 = map " + map);
        add("call 1");
        clobber();
        kinds[0] = Kind.MAYBE;
        int keep = 6 + random.nextInt(4);
        if (random.nextInt(10) != 0) {
            String label = "l" + labels++;
            if (random.nextBoolean()) {
                add("r%d = r0".formatted(keep));
                kinds[keep] = Kind.VALUE;
            }
            add("if r0 != 0 goto " + label);
            add("r0 = 0");
            add("exit");
            add(label + ":");
            kinds[0] = Kind.VALUE;
        }
    }

    private void clobber() {
        for (int i = 1; i < 6; i++) {
            kinds[i] = Kind.UNSET;
        }
        kinds[0] = Kind.NUMBER;
    }

    private void valueAccess() {
        int value = of(Kind.VALUE);
        if (value < 0) {
            return;
        }
        int bits = SIZES[random.nextInt(SIZES.length)];
        int to = any();
        if (random.nextInt(3) == 0) {
            int index = of(Kind.NUMBER);
            if (index < 0 || index == value || to == value || to == index) {
                return;
            }
            if (random.nextInt(5) != 0) {
                add("r%d &= %d".formatted(index, 7));
            }
            add("r%d = r%d".formatted(to, value));
            add("r%d += r%d".formatted(to, index));
            kinds[to] = Kind.UNSET;
            value = to;
        }
        int offset = mistake() ? random.nextInt(80) - 8 : random.nextInt(2) * 8;
        switch (random.nextInt(4)) {
            case 0 ->
                add("*(u%d *)(r%d + %d) = %d"
                        .formatted(bits, value, offset, number())
                        .replace("+ -", "- "));
            case 1 ->
                add("lock *(u%d *)(r%d + %d) += %s%d"
                        .formatted(bits == 64 ? 64 : 32, value, offset, bits == 64 ? "r" : "w", value)
                        .replace("+ -", "- "));
            default -> {
                add("r%d = *(u%d *)(r%d + %d)"
                        .formatted(to, bits, value, offset)
                        .replace("+ -", "- "));
                kinds[to] = Kind.NUMBER;
            }
        }
    }

    private void contextLoad() {
        int context = of(Kind.CONTEXT);
        if (context < 0) {
            return;
        }
        int to = any();
        boolean plain = type == ProgramType.KPROBE
                || type == ProgramType.TRACEPOINT
                || type == ProgramType.RAW_TRACEPOINT
                || type == ProgramType.PERF_EVENT;
        int bits = plain ? 64 : 32;
        if (mistake()) {
            bits = SIZES[random.nextInt(SIZES.length)];
        }
        int offset = plain ? 8 * (1 + random.nextInt(11)) : 4 * random.nextInt(type == ProgramType.XDP ? 5 : 12);
        add("r%d = *(u%d *)(r%d + %d)".formatted(to, bits, context, offset));
        kinds[to] = type == ProgramType.XDP && offset < 12 ? Kind.UNSET : Kind.NUMBER;
    }

    private void packet() {
        if (type != ProgramType.XDP && type != ProgramType.SCHED_CLS && type != ProgramType.CGROUP_SKB) {
            return;
        }
        if (kinds[6] != Kind.CONTEXT) {
            return;
        }
        boolean xdp = type == ProgramType.XDP;
        int tested = 1 + random.nextInt(40);
        add("r2 = *(u32 *)(r6 + %d)".formatted(xdp ? 0 : 76));
        add("r3 = *(u32 *)(r6 + %d)".formatted(xdp ? 4 : 80));
        int index = random.nextInt(3) == 0 ? of(Kind.NUMBER) : -1;
        if (index > 3) {
            if (random.nextInt(5) != 0) {
                add("r%d &= 255".formatted(index));
            }
            add("r2 += r%d".formatted(index));
        }
        add("r4 = r2");
        add("r4 += %d".formatted(tested));
        String label = "l" + labels++;
        add("if r4 %s r3 goto %s".formatted(random.nextInt(6) == 0 ? ">=" : ">", label));
        int bits = SIZES[random.nextInt(SIZES.length)];
        int offset = mistake() ? random.nextInt(60) - 4 : random.nextInt(Math.max(1, tested - bits / 8 + 1));
        if (random.nextInt(4) == 0) {
            add("*(u%d *)(r2 + %d) = 5".formatted(bits, offset).replace("+ -", "- "));
        } else {
            add("r5 = *(u%d *)(r2 + %d)".formatted(bits, offset).replace("+ -", "- "));
        }
        add(label + ":");
        kinds[2] = Kind.UNSET;
        kinds[3] = Kind.UNSET;
        kinds[4] = Kind.UNSET;
        kinds[5] = Kind.UNSET;
    }

    private void loop() {
        if (depth > 1) {
            return;
        }
        int counter = 6 + random.nextInt(4);
        int rounds = 1 + random.nextInt(6);
        String label = "l" + labels++;
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

    private void helper() {
        switch (random.nextInt(4)) {
            case 0 -> add("call 5");
            case 1 -> add("call 7");
            case 2 -> {
                add("r1 = r10");
                add("r1 += -16");
                int size = of(Kind.NUMBER);
                if (size >= 0 && size != 1 && random.nextBoolean()) {
                    add("r2 = r%d".formatted(size));
                    if (random.nextInt(4) != 0) {
                        add("r2 &= 15");
                    }
                } else {
                    add("r2 = %d".formatted(random.nextInt(18)));
                }
                add("r3 = 0");
                add("call 113");
            }
            default -> {
                add("*(u64 *)(r10 - 16) = 1");
                add("*(u64 *)(r10 - 24) = 2");
                key();
                add("r3 = r10");
                add("r3 += -24");
                add("r4 = 0");
                add("r1 = map hash");
                add("call 2");
            }
        }
        clobber();
    }
}
