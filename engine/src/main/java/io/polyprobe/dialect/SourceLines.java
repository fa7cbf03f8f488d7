package io.polyprobe.dialect;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfBuilder;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramSpec.Line;
import java.util.List;

/** Makes an object's line information name the lines that the text's author wrote. */
final class SourceLines {
    private final CSource source;
    private final List<String> lines;

    private SourceLines(CSource source) {
        this.source = source;
        this.lines = source.text().lines().toList();
    }

    static ObjectSpec of(ObjectSpec object, CSource source) {
        var lines = new SourceLines(source);
        var programs = object.programs().stream().map(lines::of).toList();
        var btf = object.btf();
        return new ObjectSpec(
                object.name(),
                programs,
                object.maps(),
                btf == null ? null : withStrings(btf, programs),
                object.license(),
                object.version());
    }

    /** The kernel knows lines by strings of the types. */
    private static Btf withStrings(Btf btf, List<ProgramSpec> programs) {
        var builder = new BtfBuilder(btf);
        for (var program : programs) {
            for (var line : program.lines()) {
                builder.string(line.file());
                builder.string(line.text());
            }
        }
        return builder.build();
    }

    private ProgramSpec of(ProgramSpec program) {
        return new ProgramSpec(
                program.name(),
                program.section(),
                program.code(),
                program.references(),
                program.functions(),
                // Line 0 marks what the compiler made up; it belongs to the line before.
                program.lines().stream()
                        .filter(line -> line.line() > 0)
                        .map(this::of)
                        .toList(),
                program.relocations());
    }

    private Line of(Line line) {
        if (!line.file().endsWith(Workspace.MAIN) || line.line() > lines.size()) {
            return line;
        }
        var text = lines.get(line.line() - 1);
        // Where the line was edited, its columns are no longer the author's.
        int column = text.equals(line.text()) ? SourceText.of(text).column(1, line.column()) : 0;
        var place = source.origin().place(line.line(), column, 1, text);
        var shown = place.text() == null ? text : place.text();
        return new Line(line.slot(), place.file(), shown, place.line(), place.column());
    }
}
