package io.polyprobe.vm.jit;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;
import static java.lang.constant.ConstantDescs.CD_void;

import io.polyprobe.isa.AtomicOp;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.Size;
import io.polyprobe.vm.interpreter.Stack;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.OptionalLong;

/** Loads, stores and atomics. */
final class MemoryWriter {
    private static final long LOW = 0xffff_ffffL;

    private final Emitter out;
    private final CodeBuilder code;
    private final ProgramWriter program;
    private final Known known;

    MemoryWriter(Emitter out, Known known) {
        this.known = known;
        this.out = out;
        this.code = out.code;
        this.program = out.program;
    }

    void load(int slot, Instruction instruction, Size size, boolean signed) {
        read(slot, instruction, size, signed, false);
    }

    private void read(int slot, Instruction instruction, Size size, boolean signed, boolean atomic) {
        int base = instruction.src();
        boolean probed = program.code().proof().isProbed(slot);
        boolean guarded = !probed && isGuarded(slot, base, instruction.offset(), size);
        out.faulting(slot, () -> {
            if (guarded && size == Size.W && !signed) {
                address(base, instruction.offset());
                requireAligned(slot, size, atomic);
                recent();
                guard("word", Names.REGIONS, CD_int, Names.RUN);
                return;
            }
            program.pushUnsafe(code);
            address(base, instruction.offset());
            requireAligned(slot, size, atomic);
            if (probed) {
                check("probed", size);
            } else if (guarded) {
                check("readable", size);
            }
            get(size, signed);
        });
        out.pop(instruction.dst());
    }

    void store(int slot, Instruction instruction, Size size, boolean immediate) {
        write(slot, instruction, size, immediate, false);
    }

    private void write(int slot, Instruction instruction, Size size, boolean immediate, boolean atomic) {
        int base = instruction.dst();
        out.faulting(slot, () -> {
            program.pushUnsafe(code);
            address(base, instruction.offset());
            requireAligned(slot, size, atomic);
            if (isGuarded(slot, base, instruction.offset(), size)) {
                check("writable", size);
            }
            if (immediate) {
                code.loadConstant(instruction.imm());
            } else {
                out.push(instruction.src());
            }
            set(size);
        });
    }

    void atomic(int slot, Instruction instruction, AtomicOp op, Size size) {
        switch (op) {
            case LOAD_ACQUIRE -> read(slot, instruction, size, false, true);
            case STORE_RELEASE -> write(slot, instruction, size, false, true);
            default -> exchange(slot, instruction, op, size);
        }
    }

    /** Programs run on one thread, so a load and a store are as good as one atomic step. */
    private void exchange(int slot, Instruction instruction, AtomicOp op, Size size) {
        int src = instruction.src();
        address(instruction.dst(), instruction.offset());
        code.lstore(Locals.ADDRESS);
        if (!program.code().proof().isDirect(slot)) {
            out.faulting(slot, () -> {
                code.lload(Locals.ADDRESS);
                check("atomic", size);
                code.pop2();
            });
        }
        program.pushUnsafe(code);
        code.lload(Locals.ADDRESS);
        get(size, false);
        code.lstore(Locals.OLD);
        program.pushUnsafe(code);
        code.lload(Locals.ADDRESS);
        Meaning.of(op, "(JJJ)J").apply(code, _ -> code.lload(Locals.OLD), _ -> out.push(src), _ -> {
            out.push(0);
            if (size == Size.W) {
                code.loadConstant(LOW).land();
            }
        });
        set(size);
        if (op == AtomicOp.CMPXCHG || op.fetches()) {
            code.lload(Locals.OLD);
            out.pop(op == AtomicOp.CMPXCHG ? 0 : src);
        }
    }

    /** What is known to lie in the function's own frame is there and open. */
    private boolean isGuarded(int slot, int base, int offset, Size size) {
        if (program.code().proof().isDirect(slot)) {
            return false;
        }
        OptionalLong distance = known.distance(base);
        if (distance.isEmpty()) {
            return true;
        }
        long from = distance.getAsLong() + offset;
        return from < -Stack.FRAME_BYTES || from + size.bytes() > 0;
    }

    private void address(int base, int offset) {
        out.push(base);
        if (offset != 0) {
            code.loadConstant((long) offset).ladd();
        }
    }

    private void requireAligned(int slot, Size size, boolean atomic) {
        if (atomic && !program.code().proof().isDirect(slot)) {
            code.loadConstant(size.bytes());
            code.invokestatic(Names.RUN, "requireAligned", MethodTypeDesc.of(CD_long, CD_long, CD_int));
        }
    }

    private void check(String rule, Size size) {
        code.loadConstant(size.bytes());
        recent();
        guard(rule, CD_int, Names.REGIONS, CD_int, Names.RUN);
    }

    private void recent() {
        program.pushRecent(code);
        code.loadConstant(program.nextAccess());
        out.pushRun();
    }

    private void guard(String rule, ClassDesc... parameters) {
        code.invokestatic(
                Names.GUARD, rule, MethodTypeDesc.of(CD_long, parameters).insertParameterTypes(0, CD_long));
    }

    private static ClassDesc type(Size size) {
        return switch (size) {
            case B -> CD_byte;
            case H -> CD_short;
            case W -> CD_int;
            case DW -> CD_long;
        };
    }

    private static String name(Size size) {
        return switch (size) {
            case B -> "Byte";
            case H -> "Short";
            case W -> "Int";
            case DW -> "Long";
        };
    }

    private void get(Size size, boolean signed) {
        code.invokevirtual(Names.UNSAFE, "get" + name(size), MethodTypeDesc.of(type(size), CD_long));
        if (size != Size.DW) {
            code.i2l();
            if (!signed) {
                code.loadConstant((1L << size.bits()) - 1).land();
            }
        }
    }

    /** Cuts the long on the stack to the size. */
    private void set(Size size) {
        switch (size) {
            case B -> code.l2i().i2b();
            case H -> code.l2i().i2s();
            case W -> code.l2i();
            case DW -> {}
        }
        code.invokevirtual(Names.UNSAFE, "put" + name(size), MethodTypeDesc.of(CD_void, CD_long, type(size)));
    }
}
