package io.polyprobe.vm.interpreter;

import static io.polyprobe.vm.interpreter.Stack.MAX_FRAMES;
import static io.polyprobe.vm.interpreter.Stack.UNSET;

import io.polyprobe.isa.AluOp;
import io.polyprobe.isa.AtomicOp;
import io.polyprobe.isa.Size;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.MemoryFault;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The interpreter's loop, and the state of one run, which compiled code works on too; used again for the next run. */
public final class Run implements Invocation, AutoCloseable {
    private final Memory memory;
    private final Compiler compiler;
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

    Run(Memory memory, Compiler compiler) {
        this.memory = memory;
        this.compiler = compiler;
        stack = new Stack(memory);
    }

    /** @param slot where the function begins */
    long start(Code code, int slot, long r1, long r2, long r3, long budget) {
        remaining = budget;
        reserve = budget / 2;
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
        long[] r = stack.open(depth);
        r[1] = r1;
        r[2] = r2;
        r[3] = r3;
        r[4] = r4;
        r[5] = r5;
        return execute(code, slot, depth);
    }

    /** Runs from a slot, in a frame that is open, until that frame exits. */
    private long execute(Code entry, int entrySlot, int entryFrame) {
        Code code = entry;
        int[] heads = code.heads;
        int pc = entrySlot;
        int depth = entryFrame;
        long[] r = stack.registers(depth);
        long left = remaining;
        try {
            while (true) {
                if (--left < 0) {
                    throw exhausted();
                }
                int head = heads[pc];
                int dst = Code.dst(head);
                int src = Code.src(head);
                switch (Code.kind(head)) {
                    case Kind.ALU64_REGISTER -> r[dst] = code.alu[pc].apply(r[dst], r[src]);
                    case Kind.ALU64_IMMEDIATE -> r[dst] = code.alu[pc].apply(r[dst], code.values[pc]);
                    case Kind.ALU32_REGISTER ->
                        r[dst] = Integer.toUnsignedLong(code.alu[pc].apply((int) r[dst], (int) r[src]));
                    case Kind.ALU32_IMMEDIATE ->
                        r[dst] = Integer.toUnsignedLong(code.alu[pc].apply((int) r[dst], (int) code.values[pc]));
                    case Kind.MOV64_REGISTER -> r[dst] = AluOp.MOV.apply(r[dst], r[src]);
                    case Kind.MOV64_IMMEDIATE -> r[dst] = AluOp.MOV.apply(r[dst], code.values[pc]);
                    case Kind.MOV32_REGISTER ->
                        r[dst] = Integer.toUnsignedLong(AluOp.MOV.apply((int) r[dst], (int) r[src]));
                    case Kind.MOV32_IMMEDIATE ->
                        r[dst] = Integer.toUnsignedLong(AluOp.MOV.apply((int) r[dst], (int) code.values[pc]));
                    case Kind.ADD64_REGISTER -> r[dst] = AluOp.ADD.apply(r[dst], r[src]);
                    case Kind.ADD64_IMMEDIATE -> r[dst] = AluOp.ADD.apply(r[dst], code.values[pc]);
                    case Kind.ADD32_REGISTER ->
                        r[dst] = Integer.toUnsignedLong(AluOp.ADD.apply((int) r[dst], (int) r[src]));
                    case Kind.ADD32_IMMEDIATE ->
                        r[dst] = Integer.toUnsignedLong(AluOp.ADD.apply((int) r[dst], (int) code.values[pc]));
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
                    case Kind.ATOMIC -> atomic(code, pc, dst, src, r);
                    case Kind.JUMP64_REGISTER -> {
                        if (code.conditions[pc].holds(r[dst], r[src])) {
                            pc = jump(code, pc);
                            continue;
                        }
                    }
                    case Kind.JUMP64_IMMEDIATE -> {
                        if (code.conditions[pc].holds(r[dst], code.values[pc])) {
                            pc = jump(code, pc);
                            continue;
                        }
                    }
                    case Kind.JUMP32_REGISTER -> {
                        if (code.conditions[pc].holds((int) r[dst], (int) r[src])) {
                            pc = jump(code, pc);
                            continue;
                        }
                    }
                    case Kind.JUMP32_IMMEDIATE -> {
                        if (code.conditions[pc].holds((int) r[dst], (int) code.values[pc])) {
                            pc = jump(code, pc);
                            continue;
                        }
                    }
                    case Kind.GOTO -> {
                        pc = jump(code, pc);
                        continue;
                    }
                    case Kind.MAY_GOTO -> {
                        if (left < reserve) {
                            pc = jump(code, pc);
                            continue;
                        }
                    }
                    case Kind.CALL_HELPER -> {
                        remaining = left;
                        calling(code, depth);
                        r[0] = code.helpers[pc].call(this, r[1], r[2], r[3], r[4], r[5]);
                        left = remaining;
                        Code next = successor;
                        if (next != null) {
                            successor = null;
                            code = next;
                            heads = code.heads;
                            pc = 0;
                            stack.open(depth)[1] = successorContext;
                            continue;
                        }
                        forgetArguments(r);
                    }
                    case Kind.LOAD_PACKET, Kind.LOAD_PACKET_INDIRECT -> {
                        remaining = left;
                        calling(code, depth);
                        int base = Code.kind(head) == Kind.LOAD_PACKET_INDIRECT ? (int) r[src] : 0;
                        int offset = base + (int) code.values[pc];
                        r[0] = code.helpers[pc].call(this, r[6], offset, code.sizes[pc].bytes(), 0, 0);
                        left = remaining;
                        forgetArguments(r);
                        if (r[0] < 0) {
                            r[0] = 0;
                            pc = code.leavingSlot();
                            continue;
                        }
                    }
                    case Kind.CALL_LOCAL -> {
                        requireFrameAfter(depth);
                        int target = jump(code, pc);
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
                        stack.close(depth);
                        if (depth == entryFrame) {
                            remaining = left;
                            return result;
                        }
                        depth--;
                        r = stack.registers(depth);
                        code = stack.callers[depth];
                        heads = code.heads;
                        pc = stack.callSlots[depth];
                        r[0] = result;
                        forgetArguments(r);
                    }
                    default -> throw new HelperFault(code.refusal(pc));
                }
                pc++;
            }
        } catch (MemoryFault | HelperFault | Fault e) {
            RuntimeException fault = Fault.at(e, code, pc, r);
            for (int each = depth - 1; each >= entryFrame; each--) {
                fault = Fault.at(fault, stack.callers[each], stack.callSlots[each], r);
            }
            throw fault;
        }
    }

    /** Calls leave r1 to r5 undefined; here that is a definite value, so that runs repeat exactly. */
    private static void forgetArguments(long[] r) {
        Arrays.fill(r, 1, 6, UNSET);
    }

    private static int jump(Code code, int pc) {
        int target = code.targets[pc];
        if (target == Code.NOWHERE) {
            throw nowhere();
        }
        return target;
    }

    private void atomic(Code code, int pc, int dst, int src, long[] r) {
        AtomicOp op = code.atomics[pc];
        Size size = code.sizes[pc];
        long address = requireAligned(r[op == AtomicOp.LOAD_ACQUIRE ? src : dst] + code.offsets[pc], size.bytes());
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

    /** Opens the memory of a frame, filled with {@link Stack#UNSET}, and returns the address of its end: r10. */
    public long open(int depth) {
        return stack.openMemory(depth);
    }

    /** The same without filling it, for a program that is known to read nothing that it has not written. */
    public long openAsItIs(int depth) {
        return stack.openMemoryAsItIs(depth);
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

    /** Goes on in that program, in the frame of the one that is left, and returns its r0. */
    public long goOn(int depth) {
        Code next = Objects.requireNonNull(successor);
        successor = null;
        stack.openMemory(depth);
        long result = enter(next, 0, depth, successorContext, UNSET, UNSET, UNSET, UNSET);
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
