package io.polyprobe.linux.link;

import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.InstructionSet;
import io.polyprobe.isa.Operation;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Puts one instruction in front of some of a program's, or a piece of code in front of all of it, and keeps everything
 * that names a slot right: jumps, calls, references, functions, lines.
 *
 * <p>A jump to an instruction that has got one in front arrives at that one, so no path misses it.
 */
final class Insertion {
    private final ProgramSpec program;

    /** Where each old slot's instruction, what was put in front of it included, begins now; and one for the end. */
    private final int[] begins;

    /** Where each old slot's own instruction is now. */
    private final int[] stands;

    private Insertion(ProgramSpec program, Predicate<Instruction> where, int shift) {
        this.program = program;
        int slots = program.code().stream().mapToInt(Instruction::slots).sum();
        this.begins = new int[slots + 1];
        this.stands = new int[slots + 1];
        int before = 0;
        int now = shift;
        for (Instruction instruction : program.code()) {
            begins[before] = now;
            now += where.test(instruction) ? 1 : 0;
            stands[before] = now;
            if (instruction.isWide()) {
                begins[before + 1] = stands[before + 1] = now + 1;
            }
            before += instruction.slots();
            now += instruction.slots();
        }
        begins[slots] = stands[slots] = now;
    }

    /** The program with {@code extra} in front of each instruction for which {@code where} holds. */
    static ProgramSpec before(ProgramSpec program, Predicate<Instruction> where, Instruction extra) {
        return new Insertion(program, where, 0).apply(List.of(), where, extra);
    }

    /** The program with a function in front that becomes its entry; {@code code} holds no wide instruction. */
    static ProgramSpec inFront(ProgramSpec program, List<Instruction> code) {
        Predicate<Instruction> nowhere = instruction -> false;
        var moved = new Insertion(program, nowhere, code.size()).apply(code, nowhere, code.getFirst());
        List<ProgramSpec.Function> functions = new ArrayList<>(moved.functions());
        functions.addFirst(new ProgramSpec.Function(0, program.name(), 0));
        List<ProgramSpec.Line> lines = new ArrayList<>(moved.lines());
        if (!lines.isEmpty()) {
            var first = lines.getFirst();
            lines.addFirst(new ProgramSpec.Line(0, first.file(), first.text(), first.line(), first.column()));
        }
        return new ProgramSpec(
                moved.name(), moved.section(), moved.code(), moved.references(), functions, lines, moved.relocations());
    }

    private ProgramSpec apply(List<Instruction> front, Predicate<Instruction> where, Instruction extra) {
        List<Instruction> code = new ArrayList<>(front);
        int slot = 0;
        for (Instruction instruction : program.code()) {
            if (where.test(instruction)) {
                code.add(extra);
            }
            code.add(moved(instruction, slot));
            slot += instruction.slots();
        }
        return new ProgramSpec(
                program.name(),
                program.section(),
                code,
                program.references().stream().map(this::moved).toList(),
                program.functions().stream()
                        .map(f -> new ProgramSpec.Function(begins[f.slot()], f.name(), f.btfId()))
                        .toList(),
                program.lines().stream()
                        .map(l -> new ProgramSpec.Line(begins[l.slot()], l.file(), l.text(), l.line(), l.column()))
                        .toList(),
                program.relocations().stream()
                        .map(r -> new ProgramSpec.CoreRelocation(
                                stands[r.slot()], r.typeId(), r.access(), r.kind(), r.failure()))
                        .toList());
    }

    private Instruction moved(Instruction at, int slot) {
        return switch (InstructionSet.operation(at)) {
            case Operation.Jump j -> near(at, slot);
            case Operation.MayGoto m -> near(at, slot);
            case Operation.Goto g -> g.far() ? far(at, slot, slot + 1) : near(at, slot);
            case Operation.Call c when c.callee() == Operation.Callee.LOCAL -> far(at, slot, slot + 1);
            case Operation.LoadWide w when w.wide() == Operation.Wide.FUNCTION -> far(at, slot, slot + 2);
            default -> at;
        };
    }

    private Instruction near(Instruction at, int slot) {
        int distance = begins[slot + 1 + at.offset()] - (stands[slot] + 1);
        return new Instruction(at.opcode(), at.dst(), at.src(), distance, at.imm());
    }

    private Instruction far(Instruction at, int slot, int from) {
        int distance = begins[from + (int) at.imm()] - (stands[slot] + from - slot);
        return new Instruction(at.opcode(), at.dst(), at.src(), at.offset(), distance);
    }

    private Reference moved(Reference reference) {
        int slot = stands[reference.slot()];
        return switch (reference) {
            case Reference.ToMap r -> new Reference.ToMap(slot, r.map());
            case Reference.ToMapValue r -> new Reference.ToMapValue(slot, r.map(), r.offset());
            case Reference.ToKernelSymbol r -> new Reference.ToKernelSymbol(slot, r.symbol(), r.weak());
            case Reference.ToKernelFunction r -> new Reference.ToKernelFunction(slot, r.function(), r.weak());
        };
    }
}
