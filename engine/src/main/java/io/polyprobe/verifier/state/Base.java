package io.polyprobe.verifier.state;

import io.polyprobe.object.MapSpec;

/** What a pointer points to. */
public sealed interface Base {
    /** Those that have no more to them than their kind. */
    enum Kind implements Base {
        CONTEXT("the context"),
        PACKET("the packet"),
        PACKET_META("the packet's metadata"),
        PACKET_END("the end of the packet"),
        SOCKET("a socket"),
        SOCK_COMMON("a socket"),
        TCP_SOCK("a TCP socket"),
        XDP_SOCK("an XDP socket"),
        FLOW_KEYS("flow keys"),
        DYNPTR("a dynptr");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** @param frame the function's number in the chain of calls, 0 for the program itself */
    record Stack(int frame) implements Base {
        @Override
        public String toString() {
            return "the stack";
        }
    }

    /**
     * A map itself.
     *
     * @param lookup tells inner maps of different lookups apart, 0 for a map of the object
     */
    record Map(MapSpec map, int lookup) implements Base {
        @Override
        public String toString() {
            return "the map '" + map.name() + "'";
        }
    }

    record MapValue(MapSpec map, int lookup) implements Base {
        @Override
        public String toString() {
            return map.isGlobals() ? "global variables (" + map.name() + ")" : "a value of '" + map.name() + "'";
        }
    }

    record MapKey(MapSpec map) implements Base {
        @Override
        public String toString() {
            return "a key of '" + map.name() + "'";
        }
    }

    /**
     * Plain memory.
     *
     * @param size bytes
     * @param record whether it is a record of a ring buffer
     */
    record Memory(long size, boolean readOnly, boolean record) implements Base {
        @Override
        public String toString() {
            return record ? "a record of a ring buffer" : "%d bytes of memory".formatted(size);
        }
    }

    /**
     * An object of the kernel. Reading it never faults, since a failed read gives 0.
     *
     * @param type its id in the kernel's BTF
     * @param name the type's
     * @param trusted whether the kernel vouches that it exists
     */
    record Kernel(int type, String name, boolean trusted) implements Base {
        @Override
        public String toString() {
            return "struct " + name;
        }
    }

    /** @param slot where the function begins */
    record Function(int slot) implements Base {
        @Override
        public String toString() {
            return "the function at " + slot;
        }
    }
}
