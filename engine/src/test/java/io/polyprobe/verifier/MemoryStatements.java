package io.polyprobe.verifier;

import io.polyprobe.object.ProgramType;
import java.util.List;
import java.util.Random;

/** Statements about memory: stack, values of maps, context, packet. */
abstract class MemoryStatements extends NumberStatements {

    MemoryStatements(Random random, ProgramType type, boolean pure) {
        super(random, type, pure);
    }

    final int place(int bytes) {
        int place = -bytes * (1 + random.nextInt(Math.max(1, 64 / bytes)));
        return mistake() ? place + 1 + random.nextInt(600) - 300 : place;
    }

    final void stackStore() {
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

    final void stackLoad() {
        int bits = SIZES[random.nextInt(SIZES.length)];
        int to = any();
        add("r%d = *(u%d *)(r10 - %d)".formatted(to, bits, -place(bits / 8)).replace("- -", "+ "));
        kinds[to] = bits == 64 ? Kind.UNSET : Kind.NUMBER;
    }

    final void anywhereOnTheStack() {
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

    final void key() {
        int index = of(Kind.NUMBER);
        if (index >= 0 && random.nextBoolean()) {
            add("*(u32 *)(r10 - 4) = r%d".formatted(index));
        } else {
            add("*(u32 *)(r10 - 4) = %d".formatted(random.nextInt(6)));
        }
        add("r2 = r10");
        add("r2 += -4");
    }

    final void lookup() {
        String map = List.of("hash", "array", "percpu", "readonly").get(random.nextInt(4));
        key();
        add("r1 = map " + map);
        add("call 1");
        clobber();
        kinds[0] = Kind.MAYBE;
        int keep = 6 + random.nextInt(4);
        if (random.nextInt(10) != 0) {
            String label = label("l");
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

    final void valueAccess() {
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

    final void contextLoad() {
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

    final void packet() {
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
        String label = label("l");
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

    final void atomic() {
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

    /** A pointer goes to the stack and comes back. */
    final void keepPointer() {
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
}
