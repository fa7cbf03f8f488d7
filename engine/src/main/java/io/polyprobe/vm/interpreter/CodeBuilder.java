package io.polyprobe.vm.interpreter;

import io.polyprobe.isa.AtomicOp;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.InstructionSet;
import io.polyprobe.isa.Operation;
import io.polyprobe.isa.Operation.Wide;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.verifier.Proof;
import java.util.List;

/** Spreads instructions over the arrays of a {@link Code}. */
final class CodeBuilder {
    private static final int FRAME_POINTER = 10;

    private final List<Instruction> instructions;
    private final Helpers helpers;
    private final int slots;
    private final Code code;

    CodeBuilder(
            String name,
            List<Instruction> instructions,
            List<ProgramSpec.Function> functions,
            List<ProgramSpec.Line> lines,
            Helpers helpers,
            Proof proof) {
        this.instructions = instructions;
        this.helpers = helpers;
        slots = instructions.stream().mapToInt(Instruction::slots).sum();
        code = new Code(name, slots, functions, lines, proof);
    }

    Code build() {
        int slot = 0;
        for (Instruction instruction : instructions) {
            code.set(slot, instruction);
            slot += instruction.slots();
        }
        slot = 0;
        for (Instruction instruction : instructions) {
            code.offsets[slot] = instruction.offset();
            code.values[slot] = instruction.imm();
            Operation operation = InstructionSet.operation(instruction);
            code.heads[slot] = Code.head(kind(slot, instruction, operation), instruction.dst(), instruction.src());
            if (writesFramePointer(instruction, operation)) {
                code.refuse(slot, "r10, the frame pointer, is read-only");
            }
            slot += instruction.slots();
        }
        code.refuse(slots, "it runs past its last instruction, where an exit is missing");
        code.heads[code.leavingSlot()] = Code.head(Kind.EXIT, 0, 0);
        return code;
    }

    /** The kind of a slot; fills in what that kind needs. */
    private int kind(int slot, Instruction instruction, Operation operation) {
        return switch (operation) {
            case Operation.Alu(var op, var bits, var immediate) -> {
                code.alu[slot] = op;
                yield pick(
                        bits,
                        immediate,
                        switch (op) {
                            case MOV -> Kind.MOV64_REGISTER;
                            case ADD -> Kind.ADD64_REGISTER;
                            default -> Kind.ALU64_REGISTER;
                        });
            }
            case Operation.Swap(var swap, var bits) -> {
                code.swaps[slot] = swap;
                code.values[slot] = bits;
                yield Kind.SWAP;
            }
            case Operation.Jump(var condition, var bits, var immediate) -> {
                code.conditions[slot] = condition;
                code.targets[slot] = target(slot, instruction.offset());
                yield pick(bits, immediate, Kind.JUMP64_REGISTER);
            }
            case Operation.Goto(var far) -> {
                code.targets[slot] = target(slot, far ? instruction.imm() : instruction.offset());
                yield Kind.GOTO;
            }
            case Operation.MayGoto() -> {
                code.targets[slot] = target(slot, instruction.offset());
                yield Kind.MAY_GOTO;
            }
            case Operation.Call(var callee) -> call(slot, instruction, callee);
            case Operation.Exit() -> Kind.EXIT;
            case Operation.Load(var size, var signed) -> {
                code.sizes[slot] = size;
                if (code.proof().isProbed(slot)) {
                    yield signed ? Kind.LOAD_PROBED_SIGNED : Kind.LOAD_PROBED;
                }
                yield signed ? Kind.LOAD_SIGNED : Kind.LOAD;
            }
            case Operation.Store(var size, var immediate) -> {
                code.sizes[slot] = size;
                yield immediate ? Kind.STORE_IMMEDIATE : Kind.STORE_REGISTER;
            }
            case Operation.Atomic(var op, var size) -> {
                code.atomics[slot] = op;
                code.sizes[slot] = size;
                yield Kind.ATOMIC;
            }
            case Operation.LoadWide(var wide) -> wide(slot, instruction, wide);
            case Operation.LoadPacket(var size, var indirect) -> {
                Helper load = helpers.packetLoad();
                if (load == null) {
                    yield refuse(slot, "legacy packet loads are not for programs of this type");
                }
                code.sizes[slot] = size;
                code.helpers[slot] = load;
                yield indirect ? Kind.LOAD_PACKET_INDIRECT : Kind.LOAD_PACKET;
            }
            case Operation.AddressSpaceCast _ -> refuse(slot, "the virtual kernel has no arenas to cast pointers of");
        };
    }

    /** Of four kinds in a row: 64 bits by register, 64 by immediate, 32 by register, 32 by immediate. */
    private static int pick(int bits, boolean immediate, int first) {
        return first + (bits == 64 ? 0 : 2) + (immediate ? 1 : 0);
    }

    private int call(int slot, Instruction instruction, Operation.Callee callee) {
        int number = (int) instruction.imm();
        return switch (callee) {
            case LOCAL -> {
                code.targets[slot] = target(slot, number);
                yield Kind.CALL_LOCAL;
            }
            case HELPER -> {
                Helper helper = helpers.helper(number);
                if (helper == null) {
                    yield refuse(slot, "it may not call helper %d, %s".formatted(number, helpers.name(number)));
                }
                code.helpers[slot] = helper;
                yield Kind.CALL_HELPER;
            }
            case KERNEL -> {
                Helper helper = helpers.kernelFunction(number);
                if (helper == null) {
                    yield refuse(slot, "there is no kernel function with BTF id %d".formatted(number));
                }
                code.helpers[slot] = helper;
                yield Kind.CALL_HELPER;
            }
        };
    }

    private int wide(int slot, Instruction instruction, Wide wide) {
        return switch (wide) {
            case VALUE -> Kind.LOAD_WIDE;
            case FUNCTION -> {
                // Such a load keeps its distance as 32 bits without sign.
                int distance = (int) instruction.imm();
                int target = target(slot, distance);
                code.values[slot] = Code.FUNCTIONS + target;
                yield target == Code.NOWHERE ? refuse(slot, "there is no function there") : Kind.LOAD_WIDE;
            }
            default -> refuse(slot, "the loader has left a reference (%s) unresolved".formatted(wide));
        };
    }

    private int refuse(int slot, String reason) {
        code.refuse(slot, reason);
        return Kind.REFUSED;
    }

    private int target(int slot, long distance) {
        long target = slot + 1 + distance;
        boolean exists =
                target >= 0 && target < slots && code.instruction((int) target).isPresent();
        return exists ? (int) target : Code.NOWHERE;
    }

    private static boolean writesFramePointer(Instruction instruction, Operation operation) {
        return switch (operation) {
            case Operation.Alu _,
                    Operation.Swap _,
                    Operation.Load _,
                    Operation.LoadWide _,
                    Operation.AddressSpaceCast _ -> instruction.dst() == FRAME_POINTER;
            case Operation.Atomic atomic
            when atomic.op() == AtomicOp.LOAD_ACQUIRE -> instruction.dst() == FRAME_POINTER;
            case Operation.Atomic atomic -> atomic.op().fetches() && instruction.src() == FRAME_POINTER;
            default -> false;
        };
    }
}
