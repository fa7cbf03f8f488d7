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
 * @param sharing who else uses it
 * @param inner the inner map's template for maps of maps
 * @param contents initial bytes of a map of globals
 * @param extra what the type alone knows ({@code map_extra}): of a bloom filter how many hashes a value has, 0 for the
 *     kernel's choice
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
        Sharing sharing,
        @Nullable MapSpec inner,
        byte @Nullable [] contents,
        long extra) {
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
        this(name, type, keySize, valueSize, maxEntries, flags, 0, 0, Sharing.Scope.NONE, null, null);
    }

    /** A map of a type that knows nothing extra. */
    public MapSpec(
            String name,
            MapType type,
            int keySize,
            int valueSize,
            int maxEntries,
            int flags,
            int keyType,
            int valueType,
            Sharing sharing,
            @Nullable MapSpec inner,
            byte @Nullable [] contents) {
        this(name, type, keySize, valueSize, maxEntries, flags, keyType, valueType, sharing, inner, contents, 0);
    }

    /** This map with other first contents. */
    MapSpec withContents(byte[] bytes) {
        return new MapSpec(
                name, type, keySize, valueSize, maxEntries, flags, keyType, valueType, sharing, inner, bytes, extra);
    }

    /** This map shared otherwise. */
    MapSpec withSharing(Sharing other) {
        return new MapSpec(
                name, type, keySize, valueSize, maxEntries, flags, keyType, valueType, other, inner, contents, extra);
    }

    /** This map holding maps of another kind. */
    MapSpec withInner(MapSpec like) {
        return new MapSpec(
                name, type, keySize, valueSize, maxEntries, flags, keyType, valueType, sharing, like, contents, extra);
    }

    /** This map's key and value types over the map that another declaration made. */
    public MapSpec over(MapSpec made) {
        return new MapSpec(
                name,
                made.type,
                made.keySize,
                made.valueSize,
                made.maxEntries,
                made.flags,
                keyType,
                valueType,
                sharing,
                made.inner,
                contents,
                made.extra);
    }

    /** Whether this map holds the variables of a data section ({@code .rodata}, {@code .data}, {@code .bss}). */
    public boolean isGlobals() {
        return contents != null;
    }
}
