package io.polyprobe.linux.program;

import java.util.List;
import java.util.regex.Pattern;

/** What to do about the verifier's well-known complaints. */
final class Advice {
    private record Entry(Pattern complaint, String hint) {
        static Entry of(String complaint, String hint) {
            return new Entry(Pattern.compile(complaint), hint);
        }
    }

    private static final List<Entry> KNOWN = List.of(
            Entry.of(
                    "invalid mem access '.*_or_null'",
                    "The pointer may be null: test it first (if (!p) return 0;). A map lookup finds nothing for an"
                            + " unknown key."),
            Entry.of(
                    "invalid mem access 'scalar'|invalid mem access 'inv'",
                    "This is a number to the verifier, not a pointer it knows: read kernel memory by"
                            + " bpf_probe_read_kernel() and user memory by bpf_probe_read_user()."),
            Entry.of(
                    "invalid bpf_context access",
                    "The context is smaller than what is read from it, or of another kind: check the type of the"
                            + " function's argument against the probe."),
            Entry.of(
                    "cannot call GPL-restricted function",
                    "The program's license must be compatible with the GPL: char LICENSE[] SEC(\"license\") ="
                            + " \"GPL\";"),
            Entry.of(
                    "unknown func|program of this type cannot use helper|invalid func ",
                    "The helper does not exist in this kernel, or not for programs of this type."),
            Entry.of(
                    "indirect read from stack|invalid read from stack|invalid indirect read",
                    "Part of what is passed was never written: set the variable to zero first, its padding too"
                            + " (struct s v = {}; or __builtin_memset)."),
            Entry.of(
                    "infinite loop detected|back-edge|BPF program is too large|loop is not bounded",
                    "The verifier must see that each loop ends: give it a constant bound."),
            Entry.of("unreachable insn", "There is code that nothing reaches: remove it."),
            Entry.of(
                    "combined stack size|invalid write to stack.*off=-5[1-9][0-9]|stack.* 512",
                    "All functions called in a chain have 512 bytes of stack together: move large variables into a"
                            + " per-CPU array."),
            Entry.of("R\\d+ !read_ok", "A variable is used that was not set on every path."),
            Entry.of("R0 !read_ok", "The function ends without a return value on some path."),
            Entry.of(
                    "min value is negative|unbounded memory access|invalid access to map value|outside of the allowed",
                    "The verifier must see that the offset or length is within bounds: test or mask it before its"
                            + " use (n &= 0xff)."));

    private Advice() {}

    static List<String> on(String reason) {
        return KNOWN.stream()
                .filter(entry -> entry.complaint().matcher(reason).find())
                .map(Entry::hint)
                .toList();
    }
}
