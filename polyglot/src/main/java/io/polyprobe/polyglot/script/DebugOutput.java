package io.polyprobe.polyglot.script;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.engine.ProgramListing;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import java.io.IOException;

/**
 * What {@code debug=} shows of a program, by BCC's bits: 1 LLVM's intermediate language, 2 instructions, 4 the C after
 * rewriting, 8 instructions among their lines, 16 as 2, 32 types.
 */
final class DebugOutput {
    private static final int LLVM = 1;
    private static final int INSTRUCTIONS = 2 | 16;
    private static final int C = 4;
    private static final int SOURCE = 8;
    private static final int TYPES = 32;

    private final int flags;

    DebugOutput(int flags) {
        this.flags = flags;
    }

    /** Texts on the way to the object. */
    String before(CText text, Session session) throws InterruptedException, IOException {
        var out = new StringBuilder();
        if ((flags & C) != 0) {
            out.append(session.show(text, Engine.Form.C)).append('\n');
        }
        if ((flags & LLVM) != 0) {
            out.append(session.show(text, Engine.Form.LLVM)).append('\n');
        }
        return out.toString();
    }

    /** The object. */
    String of(ObjectSpec object) {
        var out = new StringBuilder();
        Btf btf = object.btf();
        if ((flags & TYPES) != 0 && btf != null) {
            types(btf, out);
        }
        if ((flags & (INSTRUCTIONS | SOURCE)) != 0) {
            object.programs().forEach(program -> instructions(program, out));
        }
        return out.toString();
    }

    private static void types(Btf btf, StringBuilder out) {
        for (int id = btf.firstId(); id < btf.size(); id++) {
            BtfType type = btf.type(id);
            out.append("[%d] %s%n".formatted(id, type));
        }
    }

    private void instructions(ProgramSpec program, StringBuilder out) {
        out.append("Disassemble of BPF program ").append(program.name()).append(":\n");
        out.append((flags & SOURCE) != 0 ? ProgramListing.withLines(program) : ProgramListing.of(program));
    }
}
