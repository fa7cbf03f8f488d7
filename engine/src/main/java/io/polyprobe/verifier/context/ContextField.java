package io.polyprobe.verifier.context;

/**
 * A field of a context.
 *
 * @param offset bytes from its start
 * @param size bytes
 * @param part which parts of it may be read alone
 * @param writable whether it may be written as a whole
 * @param kind what a read gives
 */
public record ContextField(String name, int offset, int size, Part part, boolean writable, Kind kind) {
    /** Aligned parts of a field. */
    public enum Part {
        NONE,
        /** That with which it begins. */
        FIRST,
        /** Any, for reading. */
        NARROW,
        /** Any, for writing too where the field can be written. */
        ANY
    }

    /** What a field holds. */
    public enum Kind {
        NUMBER,
        PACKET,
        PACKET_META,
        PACKET_END,
        SOCK_COMMON_OR_NULL,
        SOCKET,
        SOCKET_OR_NULL,
        FLOW_KEYS
    }

    ContextField writable(boolean whether) {
        return new ContextField(name, offset, size, part, whether, kind);
    }

    boolean covers(int from, int bytes) {
        return from >= offset && from + bytes <= offset + size;
    }

    /** Whether an aligned access within it is one that it allows. */
    boolean allows(int from, int bytes, boolean write) {
        boolean whole = from == offset && bytes == size;
        if (write) {
            return writable && (whole || part == Part.ANY);
        }
        return switch (part) {
            case NONE -> whole;
            case FIRST -> from == offset;
            case NARROW, ANY -> true;
        };
    }
}
