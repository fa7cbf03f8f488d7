package io.polyprobe.vm.interpreter;

import io.polyprobe.vm.memory.Memory;
import java.util.ArrayList;
import java.util.List;

/** Runs programs in one address space, one at a time, on one thread. */
public final class Interpreter implements AutoCloseable {
    /** How many instructions a run may execute unless told otherwise: what Linux lets its verifier look at. */
    public static final long DEFAULT_BUDGET = 1_000_000;

    private final Memory memory;
    private final long budget;
    private final Compiler compiler;
    private final boolean watches;

    /** By depth: a helper may run another program while one is running. */
    private final List<Run> runs = new ArrayList<>();

    private int depth;
    private long executed;

    /** @param memory the address space; the interpreter maps its stacks into it */
    public Interpreter(Memory memory) {
        this(memory, DEFAULT_BUDGET);
    }

    /**
     * @param budget how many instructions one run may execute, its callbacks and tail calls included, where nobody has
     *     verified that the program ends
     */
    public Interpreter(Memory memory, long budget) {
        this(memory, budget, Compiler.NONE);
    }

    /** @param compiler takes over programs that run often */
    public Interpreter(Memory memory, long budget, Compiler compiler) {
        this(memory, budget, compiler, false);
    }

    private Interpreter(Memory memory, long budget, Compiler compiler, boolean watches) {
        this.memory = memory;
        this.budget = budget;
        this.compiler = compiler;
        this.watches = watches;
    }

    /** One that compiles nothing and in which unverified programs fault when they read stack that nobody has written. */
    public static Interpreter strict(Memory memory) {
        return new Interpreter(memory, DEFAULT_BUDGET, Compiler.NONE, true);
    }

    /**
     * Runs a program to its end. A helper may run another program meanwhile.
     *
     * @param context the program's r1
     * @return r0
     * @throws io.polyprobe.diag.FaultException where the program does what no program may do
     */
    public long run(Code code, long context) {
        return run(code, context, Stack.UNSET);
    }

    /**
     * The same with a second argument, which programs of the kernel do not have.
     *
     * @param r1 the program's r1
     * @param r2 the program's r2
     */
    public long run(Code code, long r1, long r2) {
        return run(code, 0, r1, r2, Stack.UNSET);
    }

    /**
     * Runs a function of a program that something else than the program calls, such as a timer.
     *
     * @param function what a wide load of the function left in a register
     */
    public long callback(Code code, long function, long r1, long r2, long r3) {
        return run(code, code.functionSlot(function), r1, r2, r3);
    }

    private long run(Code code, int slot, long r1, long r2, long r3) {
        if (depth == runs.size()) {
            runs.add(new Run(memory, compiler, watches));
        }
        Run run = runs.get(depth++);
        try {
            return run.start(code, slot, r1, r2, r3, budget);
        } finally {
            if (--depth == 0) {
                memory.settle();
            }
            executed = run.executed();
        }
    }

    /** How many instructions the last run executed; compiled code counts by blocks, and of verified programs not at all. */
    public long executed() {
        return executed;
    }

    /** Takes the stacks out of the address space. */
    @Override
    public void close() {
        runs.forEach(Run::close);
        runs.clear();
    }
}
