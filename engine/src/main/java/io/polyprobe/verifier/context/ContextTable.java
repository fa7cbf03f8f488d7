package io.polyprobe.verifier.context;

import io.polyprobe.object.AttachType;
import io.polyprobe.object.ProgramType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The contexts of all program types that have one of fixed fields. */
public final class ContextTable {
    private static final ContextReader TABLE = ContextReader.read(resource());

    private ContextTable() {}

    /**
     * The field that an access touches.
     *
     * @param attachType where programs are attached that see other fields at each place
     * @return empty where it is not allowed
     */
    public static Optional<ContextField> field(ProgramType type, int attachType, int offset, int size, boolean write) {
        return find(fields(type, attachType), offset, size, write);
    }

    private static List<ContextField> fields(ProgramType type, int attachType) {
        return AttachType.of(attachType)
                .filter(place -> place.programType() == type)
                .map(TABLE.places()::get)
                .orElseGet(() -> TABLE.programs().getOrDefault(type, List.of()));
    }

    /** The same for a struct that programs have pointers to, such as {@code bpf_sock}. */
    public static Optional<ContextField> structField(String struct, int offset, int size) {
        return find(TABLE.structs().getOrDefault(struct, List.of()), offset, size, false);
    }

    /** Whether programs of a type have a context of fixed fields, at some place at least. */
    public static boolean knows(ProgramType type) {
        return TABLE.programs().containsKey(type)
                || TABLE.places().keySet().stream().anyMatch(place -> place.programType() == type);
    }

    /** The field at an offset, whatever it allows; for messages. */
    public static Optional<ContextField> at(ProgramType type, int attachType, int offset) {
        return fields(type, attachType).stream()
                .filter(field -> field.covers(offset, 1))
                .findFirst();
    }

    private static Optional<ContextField> find(List<ContextField> fields, int offset, int size, boolean write) {
        if (offset < 0 || offset % size != 0) {
            return Optional.empty();
        }
        return fields.stream()
                .filter(field -> field.covers(offset, size) && field.allows(offset, size, write))
                .findFirst();
    }

    /** Whether programs of a type may write to packets ({@code may_access_direct_pkt_data()}). */
    public static boolean writesPackets(ProgramType type) {
        return switch (type) {
            case SCHED_CLS, SCHED_ACT, XDP, LWT_XMIT, SK_SKB, SK_MSG, CGROUP_SOCKOPT -> true;
            default -> false;
        };
    }

    private static String resource() {
        try (var in = ContextTable.class.getResourceAsStream("contexts.txt")) {
            if (in == null) {
                throw new IllegalStateException("contexts.txt is missing from the engine's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
