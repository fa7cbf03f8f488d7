package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps of the section {@code .maps}, whose declaration is all in their type: {@code __uint(type, N)} is a pointer to an
 * array of N elements, {@code __type(key, T)} a pointer to T, {@code __array(values, T)} an array of pointers to T.
 */
final class MapDeclarations {
    static final String SECTION = ".maps";

    private static final int PIN_BY_NAME = 1;
    private static final String BPFFS = "/sys/fs/bpf/";
    private static final int POINTER = 8;

    private final String object;
    private final Btf btf;
    private final ElfObject.Section elf;

    /** @param elf the section in the file, whose bytes say nothing, but whose relocations fill in maps */
    MapDeclarations(String object, Btf btf, ElfObject.Section elf) {
        this.object = object;
        this.btf = btf;
        this.elf = elf;
    }

    /** A map and where its variable lies in the section. */
    record Placed(MapSpec map, int offset) {}

    List<Placed> read() {
        var maps = new ArrayList<Placed>();
        var section = btf.find(BtfType.DataSection.class, SECTION);
        if (section.isPresent()) {
            for (var entry : section.get().variables()) {
                if (btf.type(entry.type()) instanceof BtfType.Variable variable) {
                    maps.add(new Placed(map(variable.name(), variable.type(), entry.offset(), false), entry.offset()));
                }
            }
        }
        requireNoValues(maps);
        return maps;
    }

    /** Initial values are addresses of maps or functions, so each is a relocation. */
    private void requireNoValues(List<Placed> maps) {
        for (var relocation : elf.relocations()) {
            String name = maps.stream()
                    .filter(map -> map.offset() <= relocation.offset())
                    .max(Comparator.comparingInt(Placed::offset))
                    .map(map -> map.map().name())
                    .orElse("?");
            throw MalformedObject.at(
                    object,
                    SECTION,
                    relocation.offset(),
                    "map " + name + ": its declaration puts values into it, which this version cannot do",
                    "Declare the map without values and let the script put them in.");
        }
    }

    private MapSpec map(String name, int type, int offset, boolean isInner) {
        if (!(btf.type(btf.resolve(type)) instanceof BtfType.Struct struct)) {
            throw bad(name, offset, "it is no struct");
        }
        var map = new Fields();
        for (var member : struct.members()) {
            switch (member.name()) {
                case "type" -> map.type = type(name, offset, number(name, offset, member));
                case "key_size" -> map.keySize = number(name, offset, member);
                case "value_size" -> map.valueSize = number(name, offset, member);
                case "max_entries" -> map.maxEntries = number(name, offset, member);
                case "map_extra" -> map.extra = number(name, offset, member);
                case "map_flags" -> map.flags = number(name, offset, member);
                case "key" -> {
                    map.keyType = pointed(name, offset, member);
                    map.keySize = size(name, offset, map.keySize, map.keyType, "key");
                }
                case "value" -> {
                    map.valueType = pointed(name, offset, member);
                    map.valueSize = size(name, offset, map.valueSize, map.valueType, "value");
                }
                case "pinning" -> map.sharing = pinned(name, offset, number(name, offset, member), isInner);
                case "values" -> map.inner = inner(name, offset, member, isInner);
                default -> throw bad(name, offset, "its attribute " + member.name() + " is not known");
            }
        }
        return map.finish(name, offset);
    }

    private final class Fields {
        private @Nullable MapType type;
        private int keySize;
        private int valueSize;
        private int maxEntries;
        private int flags;
        private int extra;
        private int keyType;
        private int valueType;
        private Sharing sharing = Sharing.Scope.NONE;
        private @Nullable MapSpec inner;

        private MapSpec finish(String name, int offset) {
            if (type == null) {
                throw bad(name, offset, "it has no type");
            }
            boolean ofMaps = type == MapType.ARRAY_OF_MAPS || type == MapType.HASH_OF_MAPS;
            // What such a map holds is four bytes to user space: a descriptor.
            boolean holdsDescriptors = ofMaps || type == MapType.PROG_ARRAY;
            return new MapSpec(
                    name,
                    type,
                    keySize,
                    holdsDescriptors && valueSize == 0 ? 4 : valueSize,
                    maxEntries,
                    flags,
                    keyType,
                    valueType,
                    sharing,
                    inner,
                    null,
                    extra);
        }
    }

    private MapType type(String name, int offset, int number) {
        return MapType.of(number).orElseThrow(() -> bad(name, offset, "there is no map type " + number));
    }

    private Sharing pinned(String name, int offset, int number, boolean isInner) {
        if (number < 0 || number > PIN_BY_NAME || (isInner && number != 0)) {
            throw bad(name, offset, "pinning " + number + " is not known");
        }
        return number == PIN_BY_NAME ? new Sharing.Pinned(BPFFS + name) : Sharing.Scope.NONE;
    }

    private int size(String name, int offset, int declared, int type, String what) {
        long size = btf.sizeOf(type);
        if (size > Integer.MAX_VALUE || (declared != 0 && declared != size)) {
            throw bad(name, offset, "its %s has %d bytes, its %s_size is %d".formatted(what, size, what, declared));
        }
        return (int) size;
    }

    /** A number is the length of the array pointed to, or the value of an anonymous enum where it needs 64 bits. */
    private int number(String map, int offset, BtfType.Member member) {
        BtfType type = btf.type(btf.resolve(member.type()));
        if (type instanceof BtfType.Pointer pointer
                && btf.type(btf.resolve(pointer.target())) instanceof BtfType.Array array) {
            return array.count();
        }
        if (type instanceof BtfType.Enum constants && constants.values().size() == 1) {
            long value = constants.values().getFirst().value();
            if (value == (int) value) {
                return (int) value;
            }
            throw bad(map, offset, "its attribute " + member.name() + " does not fit into 32 bits");
        }
        throw bad(map, offset, "its attribute " + member.name() + " is not declared by __uint");
    }

    private int pointed(String map, int offset, BtfType.Member member) {
        if (btf.type(btf.resolve(member.type())) instanceof BtfType.Pointer pointer) {
            return pointer.target();
        }
        throw bad(map, offset, "its attribute " + member.name() + " is not declared by __type");
    }

    private @Nullable MapSpec inner(String map, int offset, BtfType.Member member, boolean isInner) {
        if (!isInner
                && btf.type(btf.resolve(member.type())) instanceof BtfType.Array array
                && btf.sizeOf(array.element()) == POINTER
                && btf.type(btf.resolve(array.element())) instanceof BtfType.Pointer pointer) {
            return switch (btf.type(btf.resolve(pointer.target()))) {
                case BtfType.Struct _ -> map(map + ".inner", pointer.target(), offset, true);
                // A program array's values are functions.
                case BtfType.Prototype _ -> null;
                default -> throw bad(map, offset, "its values are neither maps nor programs");
            };
        }
        throw bad(map, offset, "its attribute values is not declared by __array");
    }

    private RuntimeException bad(String map, int offset, String reason) {
        return MalformedObject.at(
                object,
                SECTION,
                offset,
                "map " + map + ": " + reason,
                "A map is declared by __uint, __type and __array of <bpf/bpf_helpers.h>.");
    }
}
