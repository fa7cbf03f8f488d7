package io.polyprobe.object;

import io.polyprobe.isa.Disassembler;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** An {@link ObjectSpec} as text, for approval files. */
final class ObjectText {
    private final StringBuilder out = new StringBuilder();

    private ObjectText() {}

    static String of(ObjectSpec object) {
        var text = new ObjectText();
        text.line("license %s, version 0x%x".formatted(object.license(), object.version()));
        object.maps().values().forEach(map -> text.map("map", map));
        object.programs().forEach(text::program);
        return text.out.toString();
    }

    private void map(String label, MapSpec map) {
        line("%s %s: %s, key %d bytes (type %d), value %d bytes (type %d), %d entries, flags 0x%x%s%s"
                .formatted(
                        label,
                        map.name(),
                        map.type(),
                        map.keySize(),
                        map.keyType(),
                        map.valueSize(),
                        map.valueType(),
                        map.maxEntries(),
                        map.flags(),
                        map.sharing() == Sharing.Scope.NONE ? "" : ", " + map.sharing(),
                        map.contents() == null ? "" : ", " + HexFormat.of().formatHex(map.contents())));
        if (map.inner() != null) {
            map("  of", map.inner());
        }
    }

    private void program(ProgramSpec program) {
        line("");
        line("program %s in %s".formatted(program.name(), program.section()));
        var functions = new TreeMap<Integer, ProgramSpec.Function>();
        program.functions().forEach(f -> functions.put(f.slot(), f));
        Map<Integer, Reference> references = new TreeMap<>();
        program.references().forEach(r -> references.put(r.slot(), r));
        Map<Integer, ProgramSpec.Line> lines = new TreeMap<>();
        program.lines().forEach(l -> lines.put(l.slot(), l));
        int slot = 0;
        for (var instruction : program.code()) {
            var function = functions.get(slot);
            if (function != null) {
                line("%s: (type %d)".formatted(function.name(), function.btfId()));
            }
            var source = lines.get(slot);
            if (source != null) {
                line("; %d:%d %s"
                        .formatted(source.line(), source.column(), source.text().strip()));
            }
            var reference = references.get(slot);
            line("%4d  %s%s"
                    .formatted(slot, Disassembler.text(instruction), reference == null ? "" : "    <- " + reference));
            slot += instruction.slots();
        }
    }

    private void line(String line) {
        out.append(line).append('\n');
    }
}
