package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an ELF object as clang writes it for BPF. */
public final class ObjectReader {
    private static final String TEXT = ".text";
    private static final String STRUCT_OPS = ".struct_ops";
    /** All programs of an object together, so that many entries that share code cannot fill the memory. */
    private static final int SLOTS = 4_000_000;

    private final ElfObject elf;
    private final @Nullable Btf btf;
    private final BtfExt ext;
    private final Map<String, MapSpec> maps = new LinkedHashMap<>();
    private final Map<Symbols.Place, String> mapPlaces = new HashMap<>();
    private final Map<Integer, MapSpec> globals = new HashMap<>();

    private ObjectReader(String name, byte[] bytes) {
        this.elf = ElfReader.read(name, bytes);
        var types = elf.section(".BTF").filter(s -> s.data().length > 0);
        this.btf = types.isPresent() ? LoadableBtf.of(elf, Btf.parse(types.get().data())) : null;
        var info = elf.section(".BTF.ext").filter(s -> s.data().length > 0);
        this.ext =
                btf != null && info.isPresent() ? BtfExt.read(name, info.get().data(), btf) : BtfExt.NONE;
    }

    /**
     * Reads an object.
     *
     * @param name where it came from, for messages
     * @throws io.polyprobe.diag.ObjectException where it is damaged, not for little-endian BPF, or asks for what this
     *     engine does not know; the message names section, offset and reason
     */
    public static ObjectSpec read(String name, byte[] bytes) {
        return new ObjectReader(name, bytes).read();
    }

    private ObjectSpec read() {
        readMaps();
        List<Code> functions = new CodeReader(elf, ext, btf).read();
        var symbols = new Symbols(elf, btf, functions, mapPlaces, globals);
        var programs = functions.stream()
                .filter(f -> f.isGlobal() && !f.section().name().equals(TEXT))
                .map(f -> Linker.link(symbols, f));
        var linked = new java.util.ArrayList<ProgramSpec>();
        int[] slots = {0};
        programs.forEach(program -> {
            slots[0] += program.code().size();
            if (slots[0] > SLOTS) {
                throw MalformedObject.file(elf.name(), "its programs have more than 4 million instructions in all");
            }
            linked.add(program);
        });
        return new ObjectSpec(elf.name(), linked, maps, btf, license(), version());
    }

    private void readMaps() {
        for (var section : elf.sections()) {
            if (section.name().startsWith(STRUCT_OPS)) {
                throw MalformedObject.at(
                        elf.name(),
                        section.name(),
                        0,
                        "it holds tables of functions for the kernel (struct_ops), which this version cannot register",
                        "Its functions would never be called: remove the table.");
            }
            if (section.name().equals(MapDeclarations.SECTION)) {
                declared(section);
            } else if (LegacyMaps.isIn(section)) {
                legacy(section);
            } else if (section.isLoaded() && !section.isCode()) {
                Globals.of(elf.name(), section, btf).ifPresent(map -> {
                    add(map);
                    globals.put(section.index(), map);
                });
            }
        }
        if (btf != null) {
            Globals.kconfig(btf).ifPresent(this::add);
        }
        TableNotes.apply(elf, maps);
    }

    private void declared(ElfObject.Section section) {
        if (btf == null) {
            throw MalformedObject.at(
                    elf.name(), section.name(), 0, "maps are declared by their types, but there are no types");
        }
        for (var placed : new MapDeclarations(elf.name(), btf, section).read()) {
            add(placed.map());
            mapPlaces.put(
                    new Symbols.Place(section.index(), placed.offset()),
                    placed.map().name());
        }
    }

    private void legacy(ElfObject.Section section) {
        var reader = new LegacyMaps(elf, btf);
        for (var symbol : elf.symbols()) {
            if (symbol.section() == section.index() && symbol.kind() == ElfObject.Kind.OBJECT) {
                add(reader.read(section, symbol));
                mapPlaces.put(new Symbols.Place(section.index(), symbol.value()), symbol.name());
            }
        }
    }

    private void add(MapSpec map) {
        if (maps.put(map.name(), map) != null) {
            throw MalformedObject.file(elf.name(), "there are two maps named " + map.name());
        }
    }

    private String license() {
        return elf.section("license")
                .map(s -> new String(s.data(), StandardCharsets.UTF_8))
                .map(text -> text.indexOf(0) < 0 ? text : text.substring(0, text.indexOf(0)))
                .orElse("");
    }

    private int version() {
        return elf.section("version")
                .filter(s -> s.data().length >= 4)
                .map(s ->
                        ByteBuffer.wrap(s.data()).order(ByteOrder.LITTLE_ENDIAN).getInt())
                .orElse(0);
    }
}
