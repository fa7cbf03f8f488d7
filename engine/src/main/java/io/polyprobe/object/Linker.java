package io.polyprobe.object;

import io.polyprobe.isa.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Puts an entry function and all that it calls, or hands to a helper as a callback, into one program. Functions follow
 * the entry in the order in which they are first met; none is there twice.
 */
final class Linker {
    /** The kernel's own limit on a program ({@code BPF_COMPLEXITY_LIMIT_INSNS}). */
    private static final int SLOTS = 1_000_000;

    private static final int CALL = 0x85;
    private static final int PSEUDO_CALL = 1;
    private static final int PSEUDO_MAP_FD = 1;
    private static final int PSEUDO_MAP_VALUE = 2;
    private static final int PSEUDO_KFUNC_CALL = 2;
    private static final int PSEUDO_BTF_ID = 3;
    private static final int PSEUDO_FUNC = 4;

    private final Symbols symbols;
    private final Code entry;
    private final IdentityHashMap<Code, Integer> places = new IdentityHashMap<>();
    private final List<Code> queue = new ArrayList<>();
    private final List<Instruction> code = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private int slots;

    private Linker(Symbols symbols, Code entry) {
        this.symbols = symbols;
        this.entry = entry;
    }

    static ProgramSpec link(Symbols symbols, Code entry) {
        return new Linker(symbols, entry).link();
    }

    private ProgramSpec link() {
        place(entry);
        var functions = new ArrayList<ProgramSpec.Function>();
        var lines = new ArrayList<ProgramSpec.Line>();
        var relocations = new ArrayList<ProgramSpec.CoreRelocation>();
        for (int i = 0; i < queue.size(); i++) {
            Code function = queue.get(i);
            int start = placeOf(function);
            int moved = start - function.slot();
            append(function, start);
            functions.add(new ProgramSpec.Function(start, function.name(), function.btfId()));
            function.lines()
                    .forEach(l -> lines.add(
                            new ProgramSpec.Line(l.slot() + moved, l.file(), l.text(), l.line(), l.column())));
            function.coreRelocations()
                    .forEach(r -> relocations.add(
                            new ProgramSpec.CoreRelocation(r.slot() + moved, r.typeId(), r.access(), r.kind())));
        }
        return new ProgramSpec(entry.name(), entry.section().name(), code, references, functions, lines, relocations);
    }

    private int place(Code function) {
        Integer known = places.get(function);
        if (known != null) {
            return known;
        }
        int place = slots;
        slots += function.slots();
        if (slots > SLOTS) {
            throw symbols.bad(
                    entry.section(), entry.slot() * 8L, entry.name() + " has more than a million instructions");
        }
        places.put(function, place);
        queue.add(function);
        return place;
    }

    private int placeOf(Code function) {
        return places.getOrDefault(function, 0);
    }

    private void append(Code function, int start) {
        var relocations = new HashMap<Long, ElfObject.Relocation>();
        function.relocations().forEach(r -> relocations.put(r.offset(), r));
        int slot = start;
        for (var instruction : function.instructions()) {
            long offset = (slot - start + function.slot()) * 8L;
            var relocation = relocations.remove(offset);
            code.add(
                    relocation != null
                            ? relocated(function, instruction, slot, offset, relocation)
                            : unrelocated(function, instruction, slot, offset));
            slot += instruction.slots();
        }
        if (!relocations.isEmpty()) {
            long offset = relocations.keySet().iterator().next();
            throw symbols.bad(function.section(), offset, "a relocation applies to no instruction");
        }
    }

    /** Calls within a section need no relocation: the assembler knew the distance. */
    private Instruction unrelocated(Code function, Instruction instruction, int slot, long offset) {
        if (instruction.opcode() != CALL || instruction.src() != PSEUDO_CALL) {
            return instruction;
        }
        long target = offset + 8 + instruction.imm() * 8;
        int place = place(symbols.function(function.section(), target, offset));
        return new Instruction(CALL, 0, PSEUDO_CALL, 0, place - slot - 1);
    }

    private Instruction relocated(
            Code function, Instruction instruction, int slot, long offset, ElfObject.Relocation relocation) {
        var symbol = symbols.symbol(function.section(), relocation);
        if (relocation.type() == ElfObject.Relocation.R_BPF_64_32 && instruction.opcode() == CALL) {
            return call(function, instruction, slot, offset, symbol);
        }
        if (relocation.type() == ElfObject.Relocation.R_BPF_64_64 && instruction.isWide()) {
            return load(function, instruction, slot, offset, symbol);
        }
        throw symbols.bad(
                function.section(),
                offset,
                "relocation type %d against %s does not fit its instruction"
                        .formatted(relocation.type(), symbol.name()));
    }

    private Instruction call(Code function, Instruction instruction, int slot, long offset, ElfObject.Symbol symbol) {
        if (symbol.section() == ElfObject.UNDEFINED) {
            references.add(new Reference.ToKernelFunction(slot, symbol.name(), isWeak(symbol)));
            return new Instruction(CALL, 0, PSEUDO_KFUNC_CALL, 0, 0);
        }
        var section = symbols.section(function.section(), offset, symbol);
        long target = symbol.value() + (instruction.imm() + 1) * 8;
        int place = place(symbols.function(section, target, offset));
        return new Instruction(CALL, 0, PSEUDO_CALL, 0, place - slot - 1);
    }

    private Instruction load(Code function, Instruction instruction, int slot, long offset, ElfObject.Symbol symbol) {
        if (symbol.section() == ElfObject.UNDEFINED) {
            return extern(instruction, slot, symbol);
        }
        var section = symbols.section(function.section(), offset, symbol);
        long at = symbol.value() + instruction.imm();
        if (section.isCode()) {
            int place = place(symbols.function(section, at, offset));
            // Only the first half of the immediate holds the distance; the kernel wants the second to be 0.
            return new Instruction(
                    Instruction.LDDW, instruction.dst(), PSEUDO_FUNC, 0, (place - slot - 1) & 0xffff_ffffL);
        }
        var globals = symbols.globals(section);
        if (globals != null) {
            if (at < 0 || at > globals.valueSize()) {
                throw symbols.bad(function.section(), offset, "byte %d lies outside %s".formatted(at, section.name()));
            }
            references.add(new Reference.ToMapValue(slot, globals.name(), (int) at));
            return pseudo(instruction, PSEUDO_MAP_VALUE);
        }
        references.add(new Reference.ToMap(slot, symbols.map(function.section(), offset, section, at)));
        return pseudo(instruction, PSEUDO_MAP_FD);
    }

    private Instruction extern(Instruction instruction, int slot, ElfObject.Symbol symbol) {
        var place = symbols.kconfig(symbol.name());
        if (place.isPresent()) {
            references.add(new Reference.ToMapValue(slot, Globals.KCONFIG, place.getAsInt()));
            return pseudo(instruction, PSEUDO_MAP_VALUE);
        }
        references.add(new Reference.ToKernelSymbol(slot, symbol.name(), isWeak(symbol)));
        return pseudo(instruction, PSEUDO_BTF_ID);
    }

    private static boolean isWeak(ElfObject.Symbol symbol) {
        return symbol.binding() == ElfObject.Binding.WEAK;
    }

    private static Instruction pseudo(Instruction instruction, int source) {
        return new Instruction(Instruction.LDDW, instruction.dst(), source, 0, 0);
    }
}
