package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfBuilder;
import io.polyprobe.btf.BtfType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finishes an object's BTF as a linker would, so that a kernel takes it: the compiler leaves sizes of data sections and
 * places of global variables open, and marks as extern what the kernel wants to see defined. Ids and string offsets
 * stay as they were.
 */
final class LoadableBtf {
    private static final String KSYMS = ".ksyms";

    private final ElfObject elf;
    private final Btf btf;
    private final BtfBuilder result;

    private LoadableBtf(ElfObject elf, Btf btf) {
        this.elf = elf;
        this.btf = btf;
        this.result = new BtfBuilder(btf);
    }

    static Btf of(ElfObject elf, Btf btf) {
        var fixing = new LoadableBtf(elf, btf);
        int size = btf.size();
        for (int id = 1; id < size; id++) {
            switch (btf.type(id)) {
                case BtfType.DataSection section -> fixing.section(id, section);
                case BtfType.Function function
                when function.linkage() == BtfType.Linkage.EXTERN -> fixing.function(id, function);
                default -> {}
            }
        }
        return fixing.result.build();
    }

    private void section(int id, BtfType.DataSection section) {
        var inFile = elf.section(section.name());
        if (inFile.isPresent()) {
            long size = inFile.get().size();
            if (size <= 0 || size > Globals.LIMIT) {
                throw MalformedObject.at(
                        elf.name(), section.name(), 0, "a section of %d bytes of data".formatted(size));
            }
            result.set(
                    id,
                    new BtfType.DataSection(acceptableName(section.name()), (int) size, places(section, inFile.get())));
        } else {
            result.set(id, externs(section));
        }
    }

    /** Kernels before 6.12 know only letters, digits, underscores and dots in a section's name. */
    private static String acceptableName(String name) {
        return name.replaceAll("[^A-Za-z0-9_.]", "_");
    }

    private List<BtfType.SectionVariable> places(BtfType.DataSection section, ElfObject.Section inFile) {
        Map<String, Long> global = new HashMap<>();
        for (var symbol : elf.symbols()) {
            if (symbol.section() == inFile.index() && symbol.binding() != ElfObject.Binding.LOCAL) {
                global.put(symbol.name(), symbol.value());
            }
        }
        var variables = new ArrayList<BtfType.SectionVariable>();
        for (var entry : section.variables()) {
            // A static variable's place is already there.
            long offset = btf.type(entry.type()) instanceof BtfType.Variable variable
                            && variable.linkage() == BtfType.Linkage.GLOBAL
                    ? global.getOrDefault(variable.name(), (long) entry.offset())
                    : entry.offset();
            if (offset < 0 || entry.size() < 0 || offset > inFile.size() - entry.size()) {
                throw MalformedObject.at(elf.name(), section.name(), offset, "a variable lies outside its section");
            }
            variables.add(new BtfType.SectionVariable(entry.type(), (int) offset, entry.size()));
        }
        variables.sort(Comparator.comparingInt(BtfType.SectionVariable::offset));
        return variables;
    }

    /** A section of which the file has nothing ({@code .ksyms}, {@code .kconfig}): its variables are put in a row. */
    private BtfType.DataSection externs(BtfType.DataSection section) {
        boolean symbols = section.name().equals(KSYMS);
        var variables = new ArrayList<BtfType.SectionVariable>();
        long offset = 0;
        for (var entry : section.variables()) {
            BtfType type = btf.type(entry.type());
            if (type instanceof BtfType.Function function && symbols) {
                int placeholder =
                        result.add(new BtfType.Variable(function.name(), symbolType(), BtfType.Linkage.GLOBAL));
                variables.add(new BtfType.SectionVariable(placeholder, (int) offset, 4));
                offset += 4;
            } else if (type instanceof BtfType.Variable variable) {
                int own = symbols ? symbolType() : variable.type();
                long size = symbols ? 4 : btf.sizeOf(own);
                int align = symbols ? 4 : btf.alignOf(own);
                offset = (offset + align - 1) / align * align;
                result.set(entry.type(), new BtfType.Variable(variable.name(), own, BtfType.Linkage.GLOBAL));
                variables.add(new BtfType.SectionVariable(entry.type(), (int) offset, (int) size));
                offset += size;
            }
            if (offset > Globals.LIMIT) {
                throw MalformedObject.at(elf.name(), section.name(), 0, "its variables are too large");
            }
        }
        return new BtfType.DataSection(section.name(), (int) Math.max(offset, 1), variables);
    }

    /** The type that stands for a symbol of which only the address counts: any integer of 4 bytes. */
    private int symbolType() {
        for (int id = 1; id < btf.size(); id++) {
            if (btf.type(id) instanceof BtfType.Int integer && integer.size() == 4) {
                return id;
            }
        }
        return result.add(new BtfType.Int("int", 4, 32, 0, true, false, false));
    }

    /** The kernel has no extern functions, and wants parameters to have names. */
    private void function(int id, BtfType.Function function) {
        result.set(id, new BtfType.Function(function.name(), function.prototype(), BtfType.Linkage.GLOBAL));
        if (btf.type(function.prototype()) instanceof BtfType.Prototype prototype) {
            var named = new ArrayList<BtfType.Parameter>();
            for (var parameter : prototype.parameters()) {
                String name = parameter.name().isEmpty() ? "arg" + named.size() : parameter.name();
                named.add(new BtfType.Parameter(name, parameter.type()));
            }
            result.set(function.prototype(), new BtfType.Prototype(prototype.result(), named, prototype.variadic()));
        }
    }
}
