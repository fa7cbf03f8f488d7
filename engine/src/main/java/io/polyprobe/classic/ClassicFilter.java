package io.polyprobe.classic;

import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import java.util.List;
import java.util.Map;

/**
 * A packet filter in classic BPF that Linux would take. It returns how many bytes of a packet to keep: 0 for a packet
 * that is not wanted.
 *
 * @param name for messages
 */
public record ClassicFilter(String name, List<ClassicInstruction> instructions) {
    private static final String PROGRAM = "filter";
    private static final String SECTION = "socket";

    /** @throws CompileException where Linux would refuse it; the message names the instruction */
    public ClassicFilter {
        instructions = List.copyOf(instructions);
        var finding = ClassicCheck.find(instructions);
        if (finding != null) {
            throw refused(name, finding.index(), finding.reason());
        }
        for (int index = 0; index < instructions.size(); index++) {
            ClassicInstruction instruction = instructions.get(index);
            if (instruction.isExtension()) {
                Extension extension = Extension.at(instruction.k()).orElseThrow();
                if (!extension.isTranslated()) {
                    throw refused(name, index, "programs cannot ask for the extension " + extension);
                }
            }
        }
    }

    private static CompileException refused(String name, int index, String reason) {
        return new CompileException(List.of(Diagnostic.error(
                "the filter %s cannot be loaded: instruction %d is refused: %s".formatted(name, index, reason))));
    }

    /** Whether a text begins as {@link #read} wants it. */
    public static boolean recognizes(String text) {
        return ClassicReader.recognizes(text);
    }

    /**
     * Reads what {@code tcpdump -ddd} or {@code tcpdump -dd} prints.
     *
     * @throws CompileException where it is something else, or Linux would refuse the filter
     */
    public static ClassicFilter read(String name, String text) {
        return new ClassicFilter(name, ClassicReader.read(name, text));
    }

    /** The instructions as {@code tcpdump -d} prints them. */
    public String listing() {
        return ClassicListing.of(instructions);
    }

    /** An object with one program of type {@code SOCKET_FILTER}, which does the same. */
    public ObjectSpec object() {
        var code = ClassicTranslator.translate(name, instructions);
        var program = new ProgramSpec(
                PROGRAM,
                SECTION,
                code,
                List.of(),
                List.of(new ProgramSpec.Function(0, PROGRAM, 0)),
                List.of(),
                List.of());
        return new ObjectSpec(name, List.of(program), Map.of(), null, "GPL", 0);
    }
}
