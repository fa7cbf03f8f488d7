package io.polyprobe.verifier.state;

import java.util.Arrays;

/** One running function. */
public final class Frame {
    public static final int REGISTERS = 11;
    public static final int STACK = 512;
    private static final int SLOTS = STACK / Slot.BYTES;

    private final int index;
    private final int function;
    private final int callSite;
    private final Callback callback;
    private final Value[] registers;
    private Slot[] stack;
    private int depth;

    /** How a function came to run. */
    public enum Callback {
        /** It was called by an instruction, or is the program. */
        NONE,
        /** A helper runs it once or not at all, or the kernel later. */
        ONCE,
        /** A helper runs it any number of times. */
        REPEATED
    }

    private Frame(
            int index, int function, int callSite, Callback callback, Value[] registers, Slot[] stack, int depth) {
        this.index = index;
        this.function = function;
        this.callSite = callSite;
        this.callback = callback;
        this.registers = registers;
        this.stack = stack;
        this.depth = depth;
    }

    /**
     * A function that begins.
     *
     * @param index its number in the chain of calls
     * @param function where it begins
     * @param callSite the call's slot, -1 for a function that nobody called
     */
    public Frame(int index, int function, int callSite, Callback callback) {
        this(index, function, callSite, callback, new Value[REGISTERS], new Slot[0], 0);
        Arrays.fill(registers, Value.Unset.UNSET);
        registers[10] = Pointer.to(new Base.Stack(index));
    }

    Frame copy() {
        return new Frame(index, function, callSite, callback, registers.clone(), stack.clone(), depth);
    }

    public int index() {
        return index;
    }

    public int function() {
        return function;
    }

    public int callSite() {
        return callSite;
    }

    public Callback callback() {
        return callback;
    }

    /** How often a repeated callback has begun before this. */
    public int depth() {
        return depth;
    }

    public void deepen() {
        depth++;
    }

    /** The helper has returned, and another one begins to count anew. */
    public void surface() {
        depth = 0;
    }

    public Value get(int register) {
        return registers[register];
    }

    public void set(int register, Value value) {
        registers[register] = value;
    }

    /** How many slots have been written, counted from the top. */
    public int slots() {
        return stack.length;
    }

    /** The slot whose bytes begin at {@code -8 * (number + 1)}. */
    public Slot slot(int number) {
        return number < stack.length ? stack[number] : Slot.EMPTY;
    }

    public void setSlot(int number, Slot slot) {
        if (number >= SLOTS) {
            throw new IndexOutOfBoundsException(number);
        }
        if (number >= stack.length) {
            int before = stack.length;
            stack = Arrays.copyOf(stack, number + 1);
            Arrays.fill(stack, before, number + 1, Slot.EMPTY);
        }
        stack[number] = slot;
    }
}
