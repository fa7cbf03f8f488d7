package io.polyprobe.object;

import java.util.List;
import java.util.Optional;

/**
 * What BPF needs of an ELF file: its sections, with the relocations that apply to them, and its symbols.
 *
 * @param name for messages
 * @param sections by their index
 * @param symbols by their index, which relocations refer to
 */
record ElfObject(String name, List<Section> sections, List<Symbol> symbols) {
    static final int UNDEFINED = 0;

    Optional<Section> section(String sectionName) {
        return sections.stream().filter(s -> s.name().equals(sectionName)).findFirst();
    }

    /** The section that a symbol is defined in; empty for undefined and absolute symbols. */
    Optional<Section> sectionOf(Symbol symbol) {
        int index = symbol.section();
        return index > 0 && index < sections.size() ? Optional.of(sections.get(index)) : Optional.empty();
    }

    /**
     * A section.
     *
     * @param size bytes in memory, also where the file holds none of them ({@code .bss})
     * @param data bytes in the file
     * @param isCode whether it holds instructions
     * @param isLoaded whether the running program sees it
     */
    record Section(
            int index,
            String name,
            long size,
            byte[] data,
            boolean isCode,
            boolean isLoaded,
            List<Relocation> relocations) {}

    /** A symbol; {@code section} is 0 where it is defined elsewhere. */
    record Symbol(String name, long value, long size, Kind kind, Binding binding, int section) {}

    /**
     * A relocation.
     *
     * @param offset byte in the section
     * @param type {@code R_BPF_*}
     */
    record Relocation(long offset, int type, int symbol) {
        static final int R_BPF_64_64 = 1;
        static final int R_BPF_64_ABS64 = 2;
        static final int R_BPF_64_32 = 10;
    }

    enum Kind {
        OBJECT,
        FUNCTION,
        SECTION,
        OTHER
    }

    enum Binding {
        LOCAL,
        GLOBAL,
        WEAK
    }
}
