package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.isa.Decoder;
import io.polyprobe.isa.Instruction;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the functions of an object, each with what the file says of its instructions. */
final class CodeReader {
    private static final int CLASS_JMP = 5;
    private static final int CLASS_JMP32 = 6;
    private static final int OP_JA = 0x00;
    private static final int OP_CALL = 0x80;
    private static final int OP_EXIT = 0x90;

    private final ElfObject elf;
    private final BtfExt ext;
    private final @Nullable Btf btf;

    CodeReader(ElfObject elf, BtfExt ext, @Nullable Btf btf) {
        this.elf = elf;
        this.ext = ext;
        this.btf = btf;
    }

    /** All functions, by section and place. */
    List<Code> read() {
        var functions = new ArrayList<Code>();
        for (var symbol : elf.symbols()) {
            var section = elf.sectionOf(symbol);
            if (symbol.kind() == ElfObject.Kind.FUNCTION && section.isPresent()) {
                functions.add(read(symbol, section.get()));
            }
        }
        functions.sort(Comparator.comparingInt((Code c) -> c.section().index()).thenComparingInt(Code::slot));
        for (int i = 1; i < functions.size(); i++) {
            var before = functions.get(i - 1);
            var function = functions.get(i);
            if (before.section().index() == function.section().index() && before.end() > function.slot()) {
                throw bad(
                        function.section(),
                        function.slot() * 8L,
                        before.name() + " and " + function.name() + " overlap");
            }
        }
        return functions;
    }

    private Code read(ElfObject.Symbol symbol, ElfObject.Section section) {
        long start = symbol.value();
        long size = symbol.size();
        if (!section.isCode()) {
            throw bad(section, start, "function " + symbol.name() + " is in a section without code");
        }
        if (start < 0 || size <= 0 || start % 8 != 0 || size % 8 != 0 || start > section.data().length - size) {
            throw bad(
                    section,
                    start,
                    "function %s has %d bytes, of %d in the section"
                            .formatted(symbol.name(), size, section.data().length));
        }
        int slot = (int) start / 8;
        int end = slot + (int) size / 8;
        var instructions = decode(section, symbol.name(), slot, end);
        checkJumps(section, symbol.name(), instructions, slot, end);
        return new Code(
                section,
                symbol.name(),
                slot,
                end - slot,
                symbol.binding() != ElfObject.Binding.LOCAL,
                instructions,
                section.relocations().stream()
                        .filter(r -> r.offset() >= start && r.offset() < start + size)
                        .toList(),
                BtfExt.within(ext.lines(), section.name(), ProgramSpec.Line::slot, slot, end),
                BtfExt.within(ext.relocations(), section.name(), ProgramSpec.CoreRelocation::slot, slot, end),
                btfId(section, symbol.name(), slot));
    }

    private List<Instruction> decode(ElfObject.Section section, String function, int slot, int end) {
        try {
            return Decoder.decode(Arrays.copyOfRange(section.data(), slot * 8, end * 8), ByteOrder.LITTLE_ENDIAN);
        } catch (ObjectException e) {
            Diagnostic first = e.diagnostics().getFirst();
            throw MalformedObject.at(
                    elf.name(), section.name(), slot * 8L, "in function " + function + ", " + first.message());
        }
    }

    /** Functions are moved apart when they are linked, so a jump from one into another would go astray. */
    private void checkJumps(ElfObject.Section section, String name, List<Instruction> code, int slot, int end) {
        int at = slot;
        for (var instruction : code) {
            int kind = instruction.opcode() & 7;
            int op = instruction.opcode() & 0xf0;
            if ((kind == CLASS_JMP || kind == CLASS_JMP32) && op != OP_CALL && op != OP_EXIT) {
                long distance = kind == CLASS_JMP32 && op == OP_JA ? instruction.imm() : instruction.offset();
                long target = at + 1 + distance;
                if (target < slot || target >= end) {
                    throw bad(section, at * 8L, "a jump leads out of function " + name);
                }
            }
            at += instruction.slots();
        }
    }

    private int btfId(ElfObject.Section section, String name, int slot) {
        var known = BtfExt.within(ext.functions(), section.name(), ProgramSpec.Function::slot, slot, slot + 1);
        if (!known.isEmpty()) {
            return known.getFirst().btfId();
        }
        return btf == null ? 0 : btf.id(BtfType.Function.class, name).orElse(0);
    }

    private RuntimeException bad(ElfObject.Section section, long offset, String reason) {
        return MalformedObject.at(elf.name(), section.name(), offset, reason);
    }
}
