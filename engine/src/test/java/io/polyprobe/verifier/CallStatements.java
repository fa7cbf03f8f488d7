package io.polyprobe.verifier;

import io.polyprobe.object.ProgramType;
import java.util.List;
import java.util.Random;

/** Statements that call: helpers, functions, callbacks. */
abstract class CallStatements extends MemoryStatements {

    CallStatements(Random random, ProgramType type, boolean pure) {
        super(random, type, pure);
    }

    final void record() {
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
        String label = label("l");
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
    final void function() {
        if (depth > 0) {
            return;
        }
        int pointer = random.nextBoolean() ? of(Kind.VALUE) : 10;
        int number = of(Kind.NUMBER);
        if (pointer < 0 || number < 0) {
            return;
        }
        String name = label("f");
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

    final void helper() {
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

    /** A function called in rounds, which changes what is on the stack, and an access that depends on it. */
    final void callback() {
        if (depth > 1) {
            return;
        }
        String name = label("c");
        int place = 8 * (2 + random.nextInt(6));
        add("*(u64 *)(r10 - %d) = %d".formatted(place, random.nextInt(4)));
        int rounds = random.nextInt(4) == 0 ? of(Kind.NUMBER) : -1;
        add(rounds > 0 ? "r1 = r%d".formatted(rounds) : "r1 = %d".formatted(random.nextInt(4)));
        add("r2 = %s ll".formatted(name));
        add("r3 = r10");
        add("r3 += -%d".formatted(place));
        add("r4 = 0");
        add("call 181");
        clobber();
        tail.add(name + ": r3 = *(u64 *)(r2 + 0)");
        round();
        if (random.nextBoolean()) {
            int to = 6 + random.nextInt(4);
            add("r%d = *(u64 *)(r10 - %d)".formatted(to, place));
            kinds[to] = Kind.NUMBER;
            if (random.nextBoolean()) {
                indexed(to, place);
            }
        }
    }

    /** An access of the stack by a number, bounded or not. */
    private void indexed(int index, int place) {
        if (pure || random.nextInt(3) != 0) {
            add("r%d &= 7".formatted(index));
        }
        add("r2 = r10");
        add("r2 += r%d".formatted(index));
        add("*(u8 *)(r2 - %d) = 1".formatted(place));
        kinds[2] = Kind.UNSET;
    }

    /** What a callback does, with its number in r3 and the stack's place of it in r2. */
    private void round() {
        switch (random.nextInt(6)) {
            case 0 -> tail.add("r3 += 1");
            case 1 -> tail.add("r3 = " + number());
            case 2 -> tail.add("if r3 > 3 goto +1");
            case 3 -> {
                tail.add("r3 &= 7");
                tail.add("r4 = r2");
                tail.add("r4 += r3");
                tail.add("*(u8 *)(r4 + 0) = 1");
            }
            case 4 -> {
                tail.add("r4 = r2");
                tail.add("r4 += r3");
                tail.add("r3 = *(u8 *)(r4 + 0)");
            }
            default -> tail.add("r3 <<= 1");
        }
        tail.add("*(u64 *)(r2 + 0) = r3");
        tail.add(mistake() ? "r0 = r3" : "r0 = " + (random.nextInt(3) == 0 ? 1 : 0));
        tail.add("exit");
    }

    /** A function called for each element of a map. */
    final void eachElement() {
        if (depth > 1) {
            return;
        }
        String name = label("e");
        add("r1 = map " + List.of("hash", "array").get(random.nextInt(2)));
        add("r2 = %s ll".formatted(name));
        add("r3 = r10");
        add("r3 += -16");
        add("r4 = 0");
        add("*(u64 *)(r10 - 16) = 0");
        add("call 164");
        clobber();
        tail.add(name + ": r0 = *(u32 *)(r2 + %d)".formatted(mistake() ? 4 : 0));
        tail.add("r5 = *(u64 *)(r3 + %d)".formatted(mistake() ? 64 : 8));
        tail.add("r5 += r0");
        tail.add("*(u64 *)(%s + 0) = r5".formatted(mistake() ? "r2" : random.nextBoolean() ? "r3" : "r4"));
        tail.add("r0 = 0");
        tail.add("exit");
    }

    /** Functions that call each other in a row, with stack of their own. */
    final void chain() {
        int number = of(Kind.NUMBER);
        if (depth > 0 || number < 0) {
            return;
        }
        int length = 1 + random.nextInt(mistake() ? 9 : 4);
        String name = label("h");
        add("r1 = r%d".formatted(number));
        add("call %s_0".formatted(name));
        clobber();
        for (int i = 0; i < length; i++) {
            int bytes = 8 * (1 + random.nextInt(pure ? 8 : 25));
            tail.add("%s_%d: *(u64 *)(r10 - %d) = r1".formatted(name, i, bytes));
            if (i < length - 1) {
                tail.add("r1 += 1");
                tail.add("call %s_%d".formatted(name, i + 1));
                tail.add("r0 += 3");
            } else {
                tail.add("r0 = *(u64 *)(r10 - %d)".formatted(bytes));
            }
            tail.add("exit");
        }
    }

    /** A global function: a number and memory of 16 bytes go in, a number comes out. */
    final void global() {
        int number = of(Kind.NUMBER);
        if (depth > 0 || number < 0) {
            return;
        }
        String name = label("g");
        int memory = random.nextInt(3) == 0 ? of(Kind.VALUE) : 10;
        if (memory < 0) {
            return;
        }
        add("r1 = r%d".formatted(number));
        add(mistake() ? "r2 = 0" : "r2 = r%d".formatted(memory == 1 ? 10 : memory));
        if (memory == 10) {
            add("r2 += -%d".formatted(mistake() ? 8 : 16 + 8 * random.nextInt(4)));
        }
        add("call " + name);
        clobber();
        tail.add(name + ": " + Rig.GLOBAL);
        if (!mistake()) {
            tail.add("if r2 == 0 goto +4");
        }
        tail.add("r3 = *(u64 *)(r2 + %d)".formatted(mistake() ? 16 : 8));
        tail.add("r1 &= %d".formatted(random.nextInt(5) == 0 ? 31 : 15));
        tail.add("r2 += r1");
        tail.add("*(u8 *)(r2 + 0) = r3");
        tail.add("exit");
    }
}
