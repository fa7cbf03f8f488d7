package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A map whose values are maps ({@code Documentation/bpf/map_of_maps.rst}). User space puts descriptors in and reads ids;
 * programs get the map itself. One map may be in several.
 */
public abstract sealed class OuterMap extends VmMap permits ArrayOfMaps, HashOfMaps {
    /** {@code BPF_F_INNER_MAP}: arrays may differ in the number of their entries. */
    private static final int INNER_MAP = 1 << 12;

    private final MapSpace space;

    OuterMap(MapSpec spec, Identity identity, MapSpace space) {
        super(spec, identity);
        this.space = space;
    }

    /**
     * {@code bpf_map_lookup_elem}.
     *
     * @param key its address
     * @return what a register holds for the map there, 0 where there is none
     */
    public abstract long inner(long key);

    /** The map whose descriptor a value is, or null. */
    final @Nullable VmMap named(long value) {
        return space.map(Raw.getUnaligned(value));
    }

    /** The map that a register holds that for, or null. */
    final @Nullable VmMap withHandle(long handle) {
        return space.at(handle);
    }

    /** Whether a map is like the template, so that programs find what they were made for. */
    final boolean admits(VmMap map) {
        MapSpec template = Objects.requireNonNull(spec().inner(), "every outer map has a template");
        MapSpec spec = map.spec();
        return spec.type() == template.type()
                && spec.keySize() == template.keySize()
                && spec.valueSize() == template.valueSize()
                && spec.flags() == template.flags()
                && (isElastic(spec) || spec.maxEntries() == template.maxEntries());
    }

    private static boolean isElastic(MapSpec spec) {
        return spec.type() != MapType.ARRAY || (spec.flags() & INNER_MAP) != 0;
    }
}
