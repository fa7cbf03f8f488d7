package io.polyprobe.prototype;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * One argument of a helper, or its result.
 *
 * @param nullable whether it may be NULL; of a {@link Kind#SIZE}, whether it may be 0
 * @param modifiers what is said of it beyond its kind
 * @param size bytes that a {@link Kind#FIXED_MEMORY} has, otherwise 0
 * @param structure the kernel's structure that a {@link Kind#BTF} points to, such as {@code task_struct}; empty where it
 *     depends on the call
 */
public record Argument(Kind kind, boolean nullable, Set<Modifier> modifiers, int size, String structure) {
    /** What the kernel's flags beside the kinds say ({@code enum bpf_type_flag}). */
    public enum Modifier {
        /** {@code MEM_RDONLY}: only read. */
        READ,

        /** {@code MEM_WRITE}: written, and initialised before. */
        WRITE,

        /** {@code MEM_UNINIT}: written, and need not be initialised before. */
        UNINIT,

        /** {@code OBJ_RELEASE}: the program has it no more after the call. */
        RELEASE,

        /** {@code DYNPTR_TYPE_LOCAL}: a dynptr to the program's memory. */
        LOCAL,

        /** {@code DYNPTR_TYPE_RINGBUF}: a dynptr to a ring buffer's. */
        RINGBUF,

        /** {@code PTR_TRUSTED}: valid for the whole run. */
        TRUSTED
    }

    public Argument {
        modifiers = Set.copyOf(modifiers);
    }

    /** Whether the helper writes to where it points. */
    public boolean isWritten() {
        return modifiers.contains(Modifier.WRITE) || modifiers.contains(Modifier.UNINIT);
    }

    /** Reads {@code kind=what:modifier?} as {@code prototypes.txt} has it. */
    static Argument parse(String text) {
        boolean nullable = text.contains("?");
        String[] words = text.replace("?", "").split(":", -1);
        int equals = words[0].indexOf('=');
        String what = equals < 0 ? "" : words[0].substring(equals + 1);
        Kind kind = Kind.of(equals < 0 ? words[0] : words[0].substring(0, equals));
        var modifiers = EnumSet.noneOf(Modifier.class);
        for (int i = 1; i < words.length; i++) {
            modifiers.add(Modifier.valueOf(words[i].toUpperCase(Locale.ROOT)));
        }
        boolean fixed = kind == Kind.FIXED_MEMORY;
        return new Argument(kind, nullable, modifiers, fixed ? Integer.parseInt(what) : 0, fixed ? "" : what);
    }
}
