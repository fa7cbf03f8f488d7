package io.polyprobe.isa;

import static io.polyprobe.isa.Range.BITS_16;
import static io.polyprobe.isa.Range.BITS_32;
import static io.polyprobe.isa.Range.BITS_64;
import static io.polyprobe.isa.Range.REGISTER;
import static io.polyprobe.isa.Range.ZERO;
import static io.polyprobe.isa.Range.only;

import io.polyprobe.isa.Operation.Callee;
import io.polyprobe.isa.Operation.Wide;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the instruction set's table down, family by family, in the order of RFC 9669. A field that a row does not use
 * is zero there.
 */
final class OpcodeTable {
    /** The opcode byte's source bit: register rather than immediate. */
    private static final int X = 0x08;

    private static final int LD = 0;
    private static final int LDX = 1;
    private static final int ST = 2;
    private static final int STX = 3;
    private static final int ALU = 4;
    private static final int JMP = 5;
    private static final int JMP32 = 6;
    private static final int ALU64 = 7;

    private static final int ABS = 0x20;
    private static final int IND = 0x40;
    private static final int MEM = 0x60;
    private static final int MEMSX = 0x80;
    private static final int ATOMIC = 0xc0;

    private final List<Opcode> rows = new ArrayList<>();

    private OpcodeTable() {}

    static List<Opcode> build() {
        var table = new OpcodeTable();
        for (AluOp op : AluOp.values()) {
            table.alu(op);
        }
        table.byteSwaps();
        for (Condition condition : Condition.values()) {
            table.jump(condition, JMP, "");
            table.jump(condition, JMP32, "32");
        }
        table.control();
        for (Size size : Size.values()) {
            table.moves(size);
            for (AtomicOp op : AtomicOp.values()) {
                if (op.has(size)) {
                    table.atomic(op, size);
                }
            }
        }
        table.wideLoads();
        return List.copyOf(table.rows);
    }

    private void alu(AluOp op) {
        alu(op, ALU64, "");
        if (op != AluOp.MOVSX32) {
            alu(op, ALU, "32");
        }
    }

    private void alu(AluOp op, int family, String width) {
        int bits = width.isEmpty() ? 64 : 32;
        int code = family | op.code();
        Range offset = only(op.offset());
        if (op == AluOp.NEG) {
            String syntax = "{dst#} = -{dst#}".replace("#", width);
            row(code, REGISTER, ZERO, offset, ZERO, new Operation.Alu(op, bits, true), syntax);
            return;
        }
        String assignment = op.isCast() ? "{dst#} = " + op.symbol() : "{dst#} " + op.symbol() + " ";
        String byRegister = (assignment + "{src#}").replace("#", width);
        row(code | X, REGISTER, REGISTER, offset, ZERO, new Operation.Alu(op, bits, false), byRegister);
        if (!op.isCast()) {
            String byImmediate = (assignment + "{imm#}").replace("#", width);
            row(code, REGISTER, ZERO, offset, BITS_32, new Operation.Alu(op, bits, true), byImmediate);
        }
    }

    private void byteSwaps() {
        for (ByteSwap swap : ByteSwap.values()) {
            for (int bits : new int[] {16, 32, 64}) {
                String syntax = "{dst} = %s%d {dst}".formatted(lower(swap), bits);
                row(swap.opcode(), REGISTER, ZERO, ZERO, only(bits), new Operation.Swap(swap, bits), syntax);
            }
        }
        // The immediate holds the two address spaces; only 1 and 0 exist.
        for (int spaces : new int[] {1, 1 << 16}) {
            String syntax = "{dst} = addr_space_cast({src}, %d, %d)".formatted(spaces >> 16, spaces & 0xffff);
            row(ALU64 | 0xb0 | X, REGISTER, REGISTER, only(1), only(spaces), new Operation.AddressSpaceCast(), syntax);
        }
    }

    private void jump(Condition condition, int family, String width) {
        int bits = width.isEmpty() ? 64 : 32;
        String test = "if {dst#} " + condition.symbol();
        String byRegister = (test + " {src#} goto {jump}").replace("#", width);
        String byImmediate = (test + " {imm#} goto {jump}").replace("#", width);
        int code = family | condition.code();
        row(code | X, REGISTER, REGISTER, BITS_16, ZERO, new Operation.Jump(condition, bits, false), byRegister);
        row(code, REGISTER, ZERO, BITS_16, BITS_32, new Operation.Jump(condition, bits, true), byImmediate);
    }

    private void control() {
        row(JMP, ZERO, ZERO, BITS_16, ZERO, new Operation.Goto(false), "goto {jump}");
        row(JMP32, ZERO, ZERO, ZERO, BITS_32, new Operation.Goto(true), "gotol {far}");
        row(JMP | 0xe0, ZERO, ZERO, BITS_16, ZERO, new Operation.MayGoto(), "may_goto {jump}");
        int call = JMP | 0x80;
        row(call, ZERO, ZERO, ZERO, BITS_32, new Operation.Call(Callee.HELPER), "call {imm}");
        // LLVM prints the calls below as it prints that of a helper; so these are ours, the first also the kernel's.
        row(call, ZERO, only(1), ZERO, BITS_32, new Operation.Call(Callee.LOCAL), "call pc{far}", "call {label}");
        row(call, ZERO, only(2), ZERO, BITS_32, new Operation.Call(Callee.KERNEL), "call btf {imm}");
        row(
                call,
                ZERO,
                only(2),
                new Range(0, Short.MAX_VALUE),
                BITS_32,
                new Operation.Call(Callee.KERNEL),
                "call btf {imm} of {module}");
        row(JMP | 0x90, ZERO, ZERO, ZERO, ZERO, new Operation.Exit(), "exit");
    }

    private void moves(Size size) {
        // As LLVM has it since it knows 32-bit registers: narrow values are moved by wN, and rN is accepted.
        String[] widths = size == Size.DW ? new String[] {""} : new String[] {"32", ""};
        String place = "*(u%d *)".formatted(size.bits());
        row(
                LDX | MEM | size.code(),
                REGISTER,
                REGISTER,
                BITS_16,
                ZERO,
                new Operation.Load(size, false),
                each(widths, "{dst#} = " + place + "({src}{offset})"));
        row(
                STX | MEM | size.code(),
                REGISTER,
                REGISTER,
                BITS_16,
                ZERO,
                new Operation.Store(size, false),
                each(widths, place + "({dst}{offset}) = {src#}"));
        row(
                ST | MEM | size.code(),
                REGISTER,
                ZERO,
                BITS_16,
                BITS_32,
                new Operation.Store(size, true),
                place + "({dst}{offset}) = {imm" + (size == Size.DW ? "" : "32") + "}");
        if (size == Size.DW) {
            return;
        }
        row(
                LDX | MEMSX | size.code(),
                REGISTER,
                REGISTER,
                BITS_16,
                ZERO,
                new Operation.Load(size, true),
                "{dst} = *(s%d *)({src}{offset})".formatted(size.bits()));
        String packet = "r0 = *(u%d *)skb".formatted(size.bits());
        row(
                LD | ABS | size.code(),
                ZERO,
                ZERO,
                ZERO,
                BITS_32,
                new Operation.LoadPacket(size, false),
                packet + "[{imm}]");
        row(
                LD | IND | size.code(),
                ZERO,
                REGISTER,
                ZERO,
                ZERO,
                new Operation.LoadPacket(size, true),
                packet + "[{src}]");
        row(
                LD | IND | size.code(),
                ZERO,
                REGISTER,
                ZERO,
                BITS_32,
                new Operation.LoadPacket(size, true),
                packet + "[{src}{plus}]");
    }

    private void atomic(AtomicOp op, Size size) {
        String[] widths = {size == Size.DW ? "" : "32"};
        String cast = "(u%d *)".formatted(size.bits());
        String suffix = size == Size.DW ? "_64" : "32_32";
        String syntax = switch (op) {
            case ADD, OR, AND, XOR -> "lock *" + cast + "({dst}{offset}) " + op.symbol() + " {src#}";
            case FETCH_ADD, FETCH_OR, FETCH_AND, FETCH_XOR ->
                "{src#} = " + op.symbol() + "(" + cast + "({dst}{offset}), {src#})";
            case XCHG -> "{src#} = xchg" + suffix + "({dst}{offset}, {src#})";
            case CMPXCHG -> {
                String expected = size == Size.DW ? "r0" : "w0";
                yield expected + " = cmpxchg" + suffix + "({dst}{offset}, " + expected + ", {src#})";
            }
            case LOAD_ACQUIRE -> "{dst#} = load_acquire(" + cast + "({src}{offset}))";
            case STORE_RELEASE -> "store_release(" + cast + "({dst}{offset}), {src#})";
        };
        row(
                STX | ATOMIC | size.code(),
                REGISTER,
                REGISTER,
                BITS_16,
                only(op.code()),
                new Operation.Atomic(op, size),
                each(widths, syntax));
    }

    private void wideLoads() {
        for (Wide wide : Wide.values()) {
            Range imm = switch (wide) {
                case VALUE, MAP_VALUE_FD, MAP_VALUE_INDEX, VARIABLE -> BITS_64;
                // The high half is unused. The low half is kept as it stands, without sign.
                case MAP_FD, FUNCTION, MAP_INDEX -> new Range(0, 0xffff_ffffL);
            };
            String pseudo = "ld_pseudo {dst}, %d, {imm64}".formatted(wide.number());
            String[] syntax = switch (wide) {
                case VALUE -> new String[] {"{dst} = {imm64} ll"};
                case FUNCTION -> new String[] {pseudo, "{dst} = {label} ll"};
                default -> new String[] {pseudo};
            };
            row(Instruction.LDDW, REGISTER, only(wide.number()), ZERO, imm, new Operation.LoadWide(wide), syntax);
        }
    }

    private void row(int code, Range dst, Range src, Range offset, Range imm, Operation operation, String... syntax) {
        List<Syntax> forms = Stream.of(syntax).map(Syntax::of).toList();
        rows.add(new Opcode(code, dst, src, offset, imm, operation, forms));
    }

    private static String[] each(String[] widths, String syntax) {
        return Stream.of(widths).map(width -> syntax.replace("#", width)).toArray(String[]::new);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT);
    }
}
