package io.polyprobe.linux.program;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.isa.Instruction;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.map.KernelMap;
import io.polyprobe.linux.symbols.Kallsyms;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fills in what a program refers to: descriptors of maps, addresses of kernel symbols. */
final class References {
    private final ProgramSpec program;
    private final Map<String, KernelMap> maps;

    private References(ProgramSpec program, Map<String, KernelMap> maps) {
        this.program = program;
        this.maps = maps;
    }

    static List<Instruction> fill(ProgramSpec program, Map<String, KernelMap> maps) {
        return new References(program, maps).fill();
    }

    private List<Instruction> fill() {
        Map<Integer, Reference> bySlot = new HashMap<>();
        program.references().forEach(reference -> bySlot.put(reference.slot(), reference));
        List<Instruction> filled = new ArrayList<>(program.code().size());
        int slot = 0;
        for (Instruction instruction : program.code()) {
            var reference = bySlot.get(slot);
            filled.add(reference == null ? instruction : filled(instruction, reference));
            slot += instruction.slots();
        }
        return filled;
    }

    private Instruction filled(Instruction at, Reference reference) {
        return switch (reference) {
            case Reference.ToMap r -> wide(at, Bpf.PSEUDO_MAP_FD, fd(r.map()));
            case Reference.ToMapValue r ->
                wide(at, Bpf.PSEUDO_MAP_VALUE, fd(r.map()) | Integer.toUnsignedLong(r.offset()) << 32);
            case Reference.ToKernelSymbol r -> wide(at, 0, address(r));
            case Reference.ToKernelFunction r ->
                throw new ObjectException(Diagnostic.error(
                        "the program '" + program.name() + "' calls the kernel function '" + r.function()
                                + "', which this version cannot resolve",
                        "Use a helper instead, if there is one."));
        };
    }

    private static Instruction wide(Instruction at, int source, long imm) {
        return new Instruction(at.opcode(), at.dst(), source, 0, imm);
    }

    private long fd(String map) {
        var found = maps.get(map);
        if (found == null) {
            throw new ObjectException(Diagnostic.error(
                    "the program '" + program.name() + "' uses the map '" + map + "', which its object does not have"));
        }
        return Integer.toUnsignedLong(found.fd());
    }

    private long address(Reference.ToKernelSymbol reference) {
        var address = Kallsyms.address(reference.symbol());
        if (address.isEmpty() && !reference.weak()) {
            throw new ObjectException(Diagnostic.error(
                    "the program '" + program.name() + "' needs the address of the kernel symbol '" + reference.symbol()
                            + "', which /proc/kallsyms does not tell",
                    "Declare it __weak and test it against 0, or set kernel.kptr_restrict to 0 if addresses are"
                            + " hidden."));
        }
        return address.orElse(0);
    }
}
