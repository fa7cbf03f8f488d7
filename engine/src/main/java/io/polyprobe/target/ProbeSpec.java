package io.polyprobe.target;

/** A probe as its user means it; {@link Object#toString} gives the one spelling that {@link #parse} reads. */
public sealed interface ProbeSpec {
    /** {@code kprobe:function[+offset]}: the entry (or an instruction) of a kernel function. */
    record Kprobe(String function, long offset) implements ProbeSpec {
        @Override
        public String toString() {
            return "kprobe:" + function + (offset == 0 ? "" : "+0x" + Long.toHexString(offset));
        }
    }

    /**
     * {@code kretprobe:function}: the return from a kernel function.
     *
     * @param maxActive how many calls may be under way at once, 0 for the kernel's choice
     */
    record Kretprobe(String function, int maxActive) implements ProbeSpec {
        @Override
        public String toString() {
            return "kretprobe:" + function;
        }
    }

    /** {@code tracepoint:category:name}. */
    record Tracepoint(String category, String name) implements ProbeSpec {
        @Override
        public String toString() {
            return "tracepoint:" + category + ":" + name;
        }
    }

    /** {@code raw_tracepoint:name}. */
    record RawTracepoint(String name) implements ProbeSpec {
        @Override
        public String toString() {
            return "raw_tracepoint:" + name;
        }
    }

    /** {@code fentry:function}. */
    record Fentry(String function) implements ProbeSpec {
        @Override
        public String toString() {
            return "fentry:" + function;
        }
    }

    /** {@code fexit:function}. */
    record Fexit(String function) implements ProbeSpec {
        @Override
        public String toString() {
            return "fexit:" + function;
        }
    }

    /** Reads one of the spellings above, with {@code k}, {@code kr}, {@code t}, {@code rt} as short kinds. */
    static ProbeSpec parse(String text) {
        return ProbeParser.parse(text);
    }
}
