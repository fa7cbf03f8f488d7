package io.polyprobe.vm.interpreter;

import static io.polyprobe.vm.interpreter.Stack.MAX_FRAMES;
import static io.polyprobe.vm.interpreter.Stack.UNSET;

import io.polyprobe.diag.FaultException;
import io.polyprobe.isa.AtomicOp;
import io.polyprobe.isa.Size;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.MemoryFault;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The interpreter's loop, and the state of one run of it; used again for the next run. */
final class Run implements Invocation, AutoCloseable {
    private final Memory memory;
    private final Stack stack;

    /** Instructions that may still be executed, as of the last call of a helper. */
    private long remaining;

    /** Below this {@code may_goto} leaves its loop. */
    private long reserve;

    private int tailCalls;

    /** The frame and program that called the helper now running. */
    private int frame;

    private @Nullable Code caller;

    /** Where a helper asked to go on, and with what context. */
    private @Nullable Code successor;

    private long successorContext;

    Run(Memory memory) {
        this.memory = memory;
        stack = new Stack(memory);
    }

    long start(Code code, long context, long budget) {
        remaining = budget;
        reserve = budget / 2;
        tailCalls = 0;
        successor = null;
        try {
            stack.open(0)[1] = context;
            return execute(code, 0, 0);
        } finally {
            stack.closeFrom(0);
        }
    }

    /** Runs from a slot, in a frame that is open, until that frame exits. */
    private long execute(Code entry, int entrySlot, int entryFrame) {
        Code code = entry;
        int pc = entrySlot;
        int depth = entryFrame;
        long[] r = stack.registers(depth);
        long left = remaining;
        try {
            while (true) {
                if (--left < 0) {
                    throw fault(code, pc, depth, "it has used up its budget of instructions; does it loop forever?");
                }
                int dst = code.dst[pc];
                int src = code.src[pc];
                switch (code.kinds[pc]) {
                    case Kind.ALU64_REGISTER -> r[dst] = code.alu[pc].apply(r[dst], r[src]);
                    case Kind.ALU64_IMMEDIATE -> r[dst] = code.alu[pc].apply(r[dst], code.values[pc]);
                    case Kind.ALU32_REGISTER ->
                        r[dst] = Integer.toUnsignedLong(code.alu[pc].apply((int) r[dst], (int) r[src]));
                    case Kind.ALU32_IMMEDIATE ->
                        r[dst] = Integer.toUnsignedLong(code.alu[pc].apply((int) r[dst], (int) code.values[pc]));
                    case Kind.SWAP -> r[dst] = code.swaps[pc].apply(r[dst], (int) code.values[pc]);
                    case Kind.LOAD_WIDE -> {
                        r[dst] = code.values[pc];
                        pc++;
                    }
                    case Kind.LOAD -> r[dst] = memory.load(r[src] + code.offsets[pc], code.sizes[pc].bytes());
                    case Kind.LOAD_SIGNED -> {
                        Size size = code.sizes[pc];
                        r[dst] = size.signExtend(memory.load(r[src] + code.offsets[pc], size.bytes()));
                    }
                    case Kind.STORE_REGISTER -> memory.store(r[dst] + code.offsets[pc], code.sizes[pc].bytes(), r[src]);
                    case Kind.STORE_IMMEDIATE ->
                        memory.store(r[dst] + code.offsets[pc], code.sizes[pc].bytes(), code.values[pc]);
                    case Kind.ATOMIC -> atomic(code, pc, depth, r);
                    case Kind.JUMP64_REGISTER -> {
                        if (code.conditions[pc].holds(r[dst], r[src])) {
                            pc = jump(code, pc, depth);
                            continue;
                        }
                    }
                    case Kind.JUMP64_IMMEDIATE -> {
                        if (code.conditions[pc].holds(r[dst], code.values[pc])) {
                            pc = jump(code, pc, depth);
                            continue;
                        }
                    }
                    case Kind.JUMP32_REGISTER -> {
                        if (code.conditions[pc].holds((int) r[dst], (int) r[src])) {
                            pc = jump(code, pc, depth);
                            continue;
                        }
                    }
                    case Kind.JUMP32_IMMEDIATE -> {
                        if (code.conditions[pc].holds((int) r[dst], (int) code.values[pc])) {
                            pc = jump(code, pc, depth);
                            continue;
                        }
                    }
                    case Kind.GOTO -> {
                        pc = jump(code, pc, depth);
                        continue;
                    }
                    case Kind.MAY_GOTO -> {
                        if (left < reserve) {
                            pc = jump(code, pc, depth);
                            continue;
                        }
                    }
                    case Kind.CALL_HELPER -> {
                        remaining = left;
                        frame = depth;
                        caller = code;
                        r[0] = code.helpers[pc].call(this, r[1], r[2], r[3], r[4], r[5]);
                        left = remaining;
                        Code next = successor;
                        if (next != null) {
                            successor = null;
                            code = next;
                            pc = 0;
                            stack.open(depth)[1] = successorContext;
                            continue;
                        }
                        forgetArguments(r);
                    }
                    case Kind.CALL_LOCAL -> {
                        if (depth + 1 == MAX_FRAMES) {
                            throw fault(code, pc, depth, "calls nest deeper than %d frames".formatted(MAX_FRAMES));
                        }
                        int target = jump(code, pc, depth);
                        stack.callers[depth] = code;
                        stack.callSlots[depth] = pc;
                        long[] callee = stack.open(++depth);
                        System.arraycopy(r, 1, callee, 1, 5);
                        r = callee;
                        pc = target;
                        continue;
                    }
                    case Kind.EXIT -> {
                        long result = r[0];
                        if (depth == entryFrame) {
                            remaining = left;
                            return result;
                        }
                        stack.close(depth--);
                        r = stack.registers(depth);
                        code = stack.callers[depth];
                        pc = stack.callSlots[depth];
                        r[0] = result;
                        forgetArguments(r);
                    }
                    default -> throw fault(code, pc, depth, code.refusal(pc));
                }
                pc++;
            }
        } catch (MemoryFault fault) {
            throw Fault.of(fault, code, pc, depth, stack);
        } catch (HelperFault fault) {
            throw Fault.of(fault, code, pc, depth, stack);
        }
    }

    /** Calls leave r1 to r5 undefined; here that is a definite value, so that runs repeat exactly. */
    private static void forgetArguments(long[] r) {
        Arrays.fill(r, 1, 6, UNSET);
    }

    private int jump(Code code, int pc, int depth) {
        int target = code.targets[pc];
        if (target == Code.NOWHERE) {
            throw fault(code, pc, depth, "it jumps to where no instruction begins");
        }
        return target;
    }

    private void atomic(Code code, int pc, int depth, long[] r) {
        AtomicOp op = code.atomics[pc];
        Size size = code.sizes[pc];
        int dst = code.dst[pc];
        int src = code.src[pc];
        long address = r[op == AtomicOp.LOAD_ACQUIRE ? src : dst] + code.offsets[pc];
        if (address % size.bytes() != 0) {
            throw fault(
                    code,
                    pc,
                    depth,
                    "atomic access of %d bytes at 0x%x is not aligned".formatted(size.bytes(), address));
        }
        if (op == AtomicOp.STORE_RELEASE) {
            memory.store(address, size.bytes(), r[src]);
            return;
        }
        // Programs run on one thread, so a load and a store are as good as one atomic step.
        long old = memory.load(address, size.bytes());
        if (op == AtomicOp.LOAD_ACQUIRE) {
            r[dst] = old;
            return;
        }
        long expected = size == Size.W ? r[0] & 0xffff_ffffL : r[0];
        memory.store(address, size.bytes(), op.apply(old, r[src], expected));
        if (op == AtomicOp.CMPXCHG) {
            r[0] = old;
        } else if (op.fetches()) {
            r[src] = old;
        }
    }

    private FaultException fault(Code code, int pc, int depth, String what) {
        return Fault.of(what, code, pc, depth, stack);
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
        if (slot == Code.NOWHERE) {
            throw new HelperFault("0x%x is no function of %s".formatted(function, code.name()));
        }
        if (callerFrame + 1 == MAX_FRAMES) {
            throw new HelperFault("calls nest deeper than %d frames".formatted(MAX_FRAMES));
        }
        long[] r = stack.open(callerFrame + 1);
        r[1] = r1;
        r[2] = r2;
        r[3] = r3;
        r[4] = r4;
        r[5] = r5;
        long result = execute(code, slot, callerFrame + 1);
        stack.close(callerFrame + 1);
        frame = callerFrame;
        caller = code;
        return result;
    }

    @Override
    public void close() {
        stack.close();
    }
}
