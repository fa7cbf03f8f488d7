package io.polyprobe.prototype;

import io.polyprobe.object.ProgramType;
import java.util.List;
import java.util.Set;

/**
 * A helper as some types of programs may call it.
 *
 * @param number what programs call it by ({@code enum bpf_func_id})
 * @param name such as {@code bpf_map_lookup_elem}
 * @param arguments of r1 and the following; what a helper like {@code bpf_trace_printk} takes beyond them is any number
 * @param result r0
 * @param types the program types that may call it so
 */
public record Prototype(
        int number, String name, List<Argument> arguments, Argument result, Set<Trait> traits, Set<ProgramType> types) {
    /** What else holds for all calls. */
    public enum Trait {
        /** {@code gpl_only}: only for programs whose licence is compatible with the GPL. */
        GPL,

        /** {@code might_sleep}: only for programs that may. */
        SLEEPS,

        /** {@code pkt_access}: memory, keys and values may lie in a packet. */
        PACKET,

        /**
         * All pointers into the packet are invalid afterwards ({@code bpf_helper_changes_pkt_data()} in {@code
         * net/core/filter.c}). A tail call from a function has the same effect on its callers.
         */
        MOVES
    }

    public Prototype {
        arguments = List.copyOf(arguments);
        traits = Set.copyOf(traits);
        types = Set.copyOf(types);
    }

    /** Whether something holds. */
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }
}
