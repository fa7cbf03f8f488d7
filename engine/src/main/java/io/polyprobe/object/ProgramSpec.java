package io.polyprobe.object;

import io.polyprobe.diag.Place;
import io.polyprobe.isa.Instruction;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry function with all functions it calls, linked: the entry first, bpf2bpf callees after it, their calls
 * resolved to slot distances.
 *
 * @param name C name of the entry function
 * @param section ELF section that holds it, such as {@code tracepoint/syscalls/sys_enter_openat}
 * @param code instructions; a wide one is one element but two slots
 * @param references what a loader has to fill in
 * @param functions every function in {@code code}, by ascending slot; the first is the entry
 * @param lines source lines from BTF.ext, by ascending slot
 * @param relocations CO-RE relocations from BTF.ext, by ascending slot
 */
public record ProgramSpec(
        String name,
        String section,
        List<Instruction> code,
        List<Reference> references,
        List<Function> functions,
        List<Line> lines,
        List<CoreRelocation> relocations) {
    public ProgramSpec {
        code = List.copyOf(code);
        references = List.copyOf(references);
        functions = List.copyOf(functions);
        lines = List.copyOf(lines);
        relocations = List.copyOf(relocations);
    }

    /**
     * A function of the program.
     *
     * @param slot where it begins
     * @param btfId id of its {@code BTF_KIND_FUNC}, 0 where the object has none
     */
    public record Function(int slot, String name, int btfId) {}

    /**
     * A source line.
     *
     * @param slot the first slot that belongs to it
     * @param text the line's text as the compiler recorded it, possibly empty
     * @param column from 1, 0 where unknown
     */
    public record Line(int slot, String file, String text, int line, int column) {
        /**
         * Where a slot's instruction comes from. What the compiler made up (line 0) belongs to the line before.
         *
         * @param lines by ascending slot
         */
        public static Optional<Place> placeOf(List<Line> lines, int slot) {
            return lines.reversed().stream()
                    .filter(line -> line.slot() <= slot && line.line() > 0)
                    .findFirst()
                    .map(line -> new Place(
                            line.file(),
                            line.line(),
                            line.column(),
                            1,
                            line.text().isEmpty() ? null : line.text()));
        }
    }

    /** Why the instruction at a slot was made one that no verifier accepts, where a CO-RE relocation failed on it. */
    public Optional<String> failureAt(int slot) {
        return relocations.stream()
                .filter(r -> r.slot() == slot)
                .map(CoreRelocation::failure)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /**
     * A CO-RE relocation ({@code struct bpf_core_relo}).
     *
     * @param slot the instruction to patch
     * @param typeId root type in the object's BTF
     * @param access access string such as {@code 0:1:2}
     * @param kind {@code enum bpf_core_relo_kind}
     * @param failure why the target's types do not satisfy it, or null where nobody has tried or it succeeded
     */
    public record CoreRelocation(
            int slot,
            int typeId,
            String access,
            int kind,
            @Nullable String failure) {
        public CoreRelocation(int slot, int typeId, String access, int kind) {
            this(slot, typeId, access, kind, null);
        }
    }
}
