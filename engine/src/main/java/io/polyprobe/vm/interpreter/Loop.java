package io.polyprobe.vm.interpreter;

import static io.polyprobe.vm.interpreter.Stack.UNSET;

import io.polyprobe.isa.AluOp;
import io.polyprobe.isa.AtomicOp;
import io.polyprobe.isa.Size;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.MemoryFault;
import java.util.Arrays;

/** The interpreter's loop. */
final class Loop {
    private final Run run;
    private final Memory memory;
    private final Stack stack;

    Loop(Run run, Memory memory, Stack stack) {
        this.run = run;
        this.memory = memory;
        this.stack = stack;
    }

    /** Runs from a slot, in a frame that is open, until that frame exits. */
    long execute(Code entry, int entrySlot, int entryFrame) {
        Code code = entry;
        int[] heads = code.heads;
        int pc = entrySlot;
        int depth = entryFrame;
        long[] r = stack.registers(depth);
        long left = run.remaining();
        try {
            while (true) {
                if (--left < 0) {
                    throw Run.exhausted();
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
                    case Kind.LOAD -> r[dst] = load(code, pc, r[src] + code.offsets[pc]);
                    case Kind.LOAD_SIGNED ->
                        r[dst] = code.sizes[pc].signExtend(load(code, pc, r[src] + code.offsets[pc]));
                    case Kind.LOAD_PROBED -> r[dst] = memory.probe(r[src] + code.offsets[pc], code.sizes[pc].bytes());
                    case Kind.LOAD_PROBED_SIGNED -> {
                        Size size = code.sizes[pc];
                        r[dst] = size.signExtend(memory.probe(r[src] + code.offsets[pc], size.bytes()));
                    }
                    case Kind.STORE_REGISTER -> store(code, pc, r[dst] + code.offsets[pc], r[src]);
                    case Kind.STORE_IMMEDIATE -> store(code, pc, r[dst] + code.offsets[pc], code.values[pc]);
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
                        if (run.isScarce(left)) {
                            pc = jump(code, pc);
                            continue;
                        }
                    }
                    case Kind.CALL_HELPER -> {
                        run.setRemaining(left);
                        run.calling(code, depth);
                        r[0] = code.helpers[pc].call(run, r[1], r[2], r[3], r[4], r[5]);
                        left = run.remaining();
                        if (run.isLeaving()) {
                            code = run.takeSuccessor();
                            heads = code.heads;
                            pc = 0;
                            stack.open(depth, code.unwritten(0))[1] = run.successorContext();
                            continue;
                        }
                        forgetArguments(r);
                    }
                    case Kind.LOAD_PACKET, Kind.LOAD_PACKET_INDIRECT -> {
                        run.setRemaining(left);
                        run.calling(code, depth);
                        int base = Code.kind(head) == Kind.LOAD_PACKET_INDIRECT ? (int) r[src] : 0;
                        int offset = base + (int) code.values[pc];
                        r[0] = code.helpers[pc].call(run, r[6], offset, code.sizes[pc].bytes(), 0, 0);
                        left = run.remaining();
                        forgetArguments(r);
                        if (r[0] < 0) {
                            r[0] = 0;
                            pc = code.leavingSlot();
                            continue;
                        }
                    }
                    case Kind.CALL_LOCAL -> {
                        Run.requireFrameAfter(depth);
                        int target = jump(code, pc);
                        stack.callers[depth] = code;
                        stack.callSlots[depth] = pc;
                        long[] callee = stack.open(++depth, code.unwritten(target));
                        System.arraycopy(r, 1, callee, 1, 5);
                        r = callee;
                        pc = target;
                        continue;
                    }
                    case Kind.EXIT -> {
                        long result = r[0];
                        stack.close(depth);
                        if (depth == entryFrame) {
                            run.setRemaining(left);
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
            throw Run.nowhere();
        }
        return target;
    }

    private long load(Code code, int pc, long address) {
        int bytes = code.sizes[pc].bytes();
        if (code.recent[pc].isReadable(address, bytes)) {
            return Memory.read(address, bytes);
        }
        long value = memory.load(address, bytes);
        code.recent[pc] = memory.recent();
        return value;
    }

    private void store(Code code, int pc, long address, long value) {
        int bytes = code.sizes[pc].bytes();
        if (code.recent[pc].isWritable(address, bytes)) {
            Memory.write(address, bytes, value);
            return;
        }
        memory.store(address, bytes, value);
        code.recent[pc] = memory.recent();
    }

    private void atomic(Code code, int pc, int dst, int src, long[] r) {
        AtomicOp op = code.atomics[pc];
        Size size = code.sizes[pc];
        long address = Run.requireAligned(r[op == AtomicOp.LOAD_ACQUIRE ? src : dst] + code.offsets[pc], size.bytes());
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
}
