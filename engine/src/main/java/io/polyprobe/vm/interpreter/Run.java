package io.polyprobe.vm.interpreter;

import static io.polyprobe.vm.interpreter.Stack.MAX_FRAMES;
import static io.polyprobe.vm.interpreter.Stack.UNSET;

import io.polyprobe.vm.memory.Memory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The state of one run, which the interpreter and compiled code work on; used again for the next run. */
public final class Run implements Invocation, AutoCloseable {
    /** {@code BPF_MAX_LOOPS}: when a verified program has executed so many instructions, {@code may_goto} leaves. */
    private static final int MOST_ROUNDS = 8 << 20;

    /**
     * The most calls of callbacks in one run: loops within loops end in every program, but perhaps not while somebody
     * waits.
     */
    private static final int MOST_CALLBACKS = 64 << 20;

    private final Memory memory;
    private final Compiler compiler;
    private final Stack stack;
    private final Loop loop;

    /** How many instructions the run may execute. */
    private long granted;

    /** How many of them are left, as of the last call of a helper. */
    private long remaining;

    /** Below this {@code may_goto} leaves its loop. */
    private long reserve;

    private int tailCalls;

    /** How many callbacks may still be called. */
    private int callbacks;

    /** The frame and program that called the helper now running. */
    private int frame;

    private @Nullable Code caller;

    /** Where a helper asked to go on, and with what context. */
    private @Nullable Code successor;

    private long successorContext;

    Run(Memory memory, Compiler compiler, boolean watched) {
        this.memory = memory;
        this.compiler = compiler;
        stack = new Stack(memory, watched);
        loop = new Loop(this, memory, stack);
    }

    /** @param slot where the function begins */
    long start(Code code, int slot, long r1, long r2, long r3, long budget) {
        boolean ends = code.proof().isVerified();
        granted = ends ? Long.MAX_VALUE : budget;
        remaining = granted;
        reserve = ends ? granted - MOST_ROUNDS : budget / 2;
        callbacks = MOST_CALLBACKS;
        tailCalls = 0;
        successor = null;
        try {
            return enter(code, slot, 0, r1, r2, r3, UNSET, UNSET);
        } catch (Fault fault) {
            stack.closeFrom(0);
            throw fault.toException();
        }
    }

    /** Runs a function of a program to its exit, in the way that the program has come to. */
    private long enter(Code code, int slot, int depth, long r1, long r2, long r3, long r4, long r5) {
        return code.engine(compiler).run(this, slot, depth, r1, r2, r3, r4, r5);
    }

    /** Interprets a function in a frame of its own. */
    long interpret(Code code, int slot, int depth, long r1, long r2, long r3, long r4, long r5) {
        long[] r = stack.open(depth, code.unwritten(slot));
        r[1] = r1;
        r[2] = r2;
        r[3] = r3;
        r[4] = r4;
        r[5] = r5;
        return loop.execute(code, slot, depth);
    }

    /** The address of an atomic instruction, which must be a multiple of its size. */
    public static long requireAligned(long address, int bytes) {
        if (address % bytes != 0) {
            throw new HelperFault("atomic access of %d bytes at 0x%x is not aligned".formatted(bytes, address));
        }
        return address;
    }

    /** What a jump ends in that leads to no instruction. */
    public static HelperFault nowhere() {
        return new HelperFault("it jumps to where no instruction begins");
    }

    /** What a run ends in that would not end by itself. */
    public static HelperFault exhausted() {
        return new HelperFault("it has used up its budget of instructions; does it loop forever?");
    }

    /** The depth of a frame's callee. */
    public static int requireFrameAfter(int depth) {
        if (depth + 1 == MAX_FRAMES) {
            throw new HelperFault("calls nest deeper than %d frames".formatted(MAX_FRAMES));
        }
        return depth + 1;
    }

    /**
     * Opens the memory of a frame.
     *
     * @param unwritten bytes before its end that may be read before they are written
     * @return the address of its end: r10
     */
    public long open(int depth, int unwritten) {
        return stack.openMemory(depth, unwritten);
    }

    /** The end of a frame's memory, which need not be open. */
    public long frameEnd(int depth) {
        return stack.end(depth);
    }

    /** Closes the memory of a frame. */
    public void close(int depth) {
        stack.close(depth);
    }

    /** Room for the registers of a frame, r0 to r10. */
    public long[] registers(int depth) {
        return stack.registers(depth);
    }

    /** How many instructions may still be executed. */
    public long remaining() {
        return remaining;
    }

    /** How many instructions have been executed; compiled code of verified programs does not count them. */
    long executed() {
        return granted - remaining;
    }

    /** Tells how many are left. */
    public void setRemaining(long instructions) {
        remaining = instructions;
    }

    /** Whether {@code may_goto} is to leave its loop. */
    public boolean isScarce(long instructions) {
        return instructions < reserve;
    }

    /** Stands before each call of a helper: who calls it, in which frame. */
    public void calling(Code code, int depth) {
        caller = code;
        frame = depth;
    }

    /** Whether the helper that was called has asked to go on in another program. */
    public boolean isLeaving() {
        return successor != null;
    }

    /** That program, which is now the one that runs. */
    Code takeSuccessor() {
        Code next = Objects.requireNonNull(successor);
        successor = null;
        return next;
    }

    long successorContext() {
        return successorContext;
    }

    /** Goes on in that program, in the frame of the one that is left, and returns its r0. */
    public long goOn(int depth) {
        long result = enter(takeSuccessor(), 0, depth, successorContext, UNSET, UNSET, UNSET, UNSET);
        stack.close(depth);
        return result;
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public Code code() {
        Code running = caller;
        if (running == null) {
            throw new IllegalStateException("no helper is running");
        }
        return running;
    }

    @Override
    public boolean tailCall(Code target, long context) {
        if (tailCalls == MAX_TAIL_CALLS) {
            return false;
        }
        tailCalls++;
        successor = target;
        successorContext = context;
        return true;
    }

    @Override
    public long callback(long function, long r1, long r2, long r3, long r4, long r5) {
        Code code = code();
        int slot = code.functionSlot(function);
        int callerFrame = frame;
        if (--callbacks < 0) {
            throw new HelperFault("it has called %d callbacks in one run".formatted(MOST_CALLBACKS));
        }
        if (slot == Code.NOWHERE) {
            throw new HelperFault("0x%x is no function of %s".formatted(function, code.name()));
        }
        long result = enter(code, slot, requireFrameAfter(callerFrame), r1, r2, r3, r4, r5);
        frame = callerFrame;
        caller = code;
        return result;
    }

    @Override
    public void close() {
        stack.close();
    }
}
