package io.polyprobe.vm.world;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.btf.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Where the fields of one struct of the virtual kernel lie, by its BTF. */
final class StructLayout {
    private final Btf types;
    private final String name;
    private final int id;
    private final Map<String, Place> places = new HashMap<>();

    /** @param size bytes */
    record Place(long offset, int size) {}

    StructLayout(Btf types, String name) {
        this.types = types;
        this.name = name;
        this.id = types.id(BtfType.Struct.class, name)
                .orElseThrow(() -> new IllegalArgumentException("the virtual kernel has no struct " + name));
    }

    String name() {
        return name;
    }

    long size() {
        return types.sizeOf(id);
    }

    /** The fields that somebody has asked for. */
    Stream<String> used() {
        return places.keySet().stream();
    }

    /** @param path C path of the field, such as {@code d_name.len} */
    Place place(String path) {
        return places.computeIfAbsent(path, this::find);
    }

    private Place find(String path) {
        Field field = types.field(id, path)
                .orElseThrow(() -> new IllegalArgumentException("struct " + name + " has no field " + path));
        return new Place(field.offset(), (int) types.sizeOf(field.type()));
    }
}
