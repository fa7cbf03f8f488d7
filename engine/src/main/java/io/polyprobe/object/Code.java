package io.polyprobe.object;

import io.polyprobe.isa.Instruction;
import java.util.List;

/**
 * A function as its section holds it, before linking.
 *
 * @param slot its first slot within the section
 * @param slots how many it has
 * @param isGlobal whether other objects could call it, which in a program's section makes it an entry
 * @param relocations those within it
 */
record Code(
        ElfObject.Section section,
        String name,
        int slot,
        int slots,
        boolean isGlobal,
        List<Instruction> instructions,
        List<ElfObject.Relocation> relocations,
        List<ProgramSpec.Line> lines,
        List<ProgramSpec.CoreRelocation> coreRelocations,
        int btfId) {
    int end() {
        return slot + slots;
    }
}
