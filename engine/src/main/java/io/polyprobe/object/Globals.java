package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Maps that hold an object's global variables: one array of one element for each section of data. */
final class Globals {
    /** The largest section of data that is believed. */
    static final int LIMIT = 64 << 20;

    static final String KCONFIG = ".kconfig";

    private Globals() {}

    /** The map of a section, where it is one of data. */
    static Optional<MapSpec> of(String object, ElfObject.Section section, @Nullable Btf btf) {
        boolean constant = isNamed(section.name(), ".rodata");
        boolean data = constant || isNamed(section.name(), ".data") || isNamed(section.name(), ".bss");
        if (!data || section.size() == 0) {
            return Optional.empty();
        }
        if (section.size() < 0 || section.size() > LIMIT) {
            throw MalformedObject.at(
                    object, section.name(), 0, "its %d bytes are more than 64 MiB".formatted(section.size()));
        }
        if (!section.relocations().isEmpty()) {
            throw MalformedObject.at(
                    object,
                    section.name(),
                    section.relocations().getFirst().offset(),
                    "a global variable is initialised with an address, which is not known before the program is loaded",
                    "Assign the address within a function, or use an array of characters instead of a pointer to them.");
        }
        return Optional.of(new MapSpec(
                section.name(),
                MapType.ARRAY,
                4,
                (int) section.size(),
                1,
                constant ? MapSpec.RDONLY_PROG : 0,
                0,
                btf == null
                        ? 0
                        : btf.id(BtfType.DataSection.class, section.name()).orElse(0),
                Sharing.Scope.NONE,
                null,
                Arrays.copyOf(section.data(), (int) section.size())));
    }

    /** The map of {@code extern … __kconfig} variables, whose values {@link Kconfig} fills in. */
    static Optional<MapSpec> kconfig(Btf btf) {
        var id = btf.id(BtfType.DataSection.class, KCONFIG);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        int size = (int) btf.sizeOf(id.getAsInt());
        return Optional.of(new MapSpec(
                KCONFIG,
                MapType.ARRAY,
                4,
                size,
                1,
                MapSpec.RDONLY_PROG,
                0,
                id.getAsInt(),
                Sharing.Scope.NONE,
                null,
                new byte[size]));
    }

    private static boolean isNamed(String section, String prefix) {
        return section.equals(prefix) || section.startsWith(prefix + ".");
    }
}
