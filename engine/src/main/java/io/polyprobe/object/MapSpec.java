package io.polyprobe.object;

import org.jspecify.annotations.Nullable;

/**
 * A map as an object declares it.
 *
 * @param name its C name, or the section's (".rodata", ".bss", ".data.x") for a map of globals
 * @param keySize bytes
 * @param valueSize bytes (of one CPU's value in a per-CPU map)
 * @param maxEntries as declared; 0 where the declaration leaves it to the loader (perf event arrays)
 * @param flags {@code BPF_F_*} of map creation
 * @param keyType BTF type id of the key in the object's BTF, 0 where unknown
 * @param valueType BTF type id of the value in the object's BTF, 0 where unknown
 * @param pinned whether the map is to be shared by name in bpffs ({@code LIBBPF_PIN_BY_NAME})
 * @param inner the inner map's template for maps of maps
 * @param contents initial bytes of a map of globals
 */
public record MapSpec(
        String name,
        MapType type,
        int keySize,
        int valueSize,
        int maxEntries,
        int flags,
        int keyType,
        int valueType,
        boolean pinned,
        @Nullable MapSpec inner,
        byte @Nullable [] contents) {
    /** {@code BPF_F_RDONLY_PROG}: programs may only read. */
    public static final int RDONLY_PROG = 1 << 7;

    /** {@code BPF_F_WRONLY_PROG}: programs may only write. */
    public static final int WRONLY_PROG = 1 << 8;

    /** {@code BPF_F_RDONLY}: user space may only read. */
    public static final int RDONLY = 1 << 3;

    /** {@code BPF_F_WRONLY}: user space may only write. */
    public static final int WRONLY = 1 << 4;

    /** A map with no BTF, pinning, inner map or contents. */
    public MapSpec(String name, MapType type, int keySize, int valueSize, int maxEntries, int flags) {
        this(name, type, keySize, valueSize, maxEntries, flags, 0, 0, false, null, null);
    }

    /** This map with other first contents. */
    MapSpec withContents(byte[] bytes) {
        return new MapSpec(name, type, keySize, valueSize, maxEntries, flags, keyType, valueType, pinned, inner, bytes);
    }

    /** Whether this map holds the variables of a data section ({@code .rodata}, {@code .data}, {@code .bss}). */
    public boolean isGlobals() {
        return contents != null;
    }
}
