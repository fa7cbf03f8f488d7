package io.polyprobe.verifier;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.object.MapSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a map's values that programs may not touch but through helpers: locks, timers, pointers to kernel
 * objects. They are found by the names of their types, as Linux finds them ({@code btf_parse_fields()}).
 */
record MapFields(List<Field> fields) {
    private static final int DEPTH = 8;

    enum Kind {
        SPIN_LOCK,
        TIMER,
        /** One that this verifier knows no helper for. */
        OTHER
    }

    record Field(Kind kind, long offset, long size) {
        boolean overlaps(long from, long to) {
            return from < offset + size && offset < to;
        }
    }

    static MapFields of(MapSpec map, @Nullable Btf btf) {
        var fields = new ArrayList<Field>();
        if (btf != null && map.valueType() != 0) {
            collect(btf, map.valueType(), 0, fields, DEPTH);
        }
        return new MapFields(List.copyOf(fields));
    }

    private static void collect(Btf btf, int type, long offset, List<Field> fields, int depth) {
        int resolved = btf.resolve(type);
        switch (btf.type(resolved)) {
            case BtfType.Struct struct
            when kind(struct.name()).isPresent() ->
                fields.add(new Field(kind(struct.name()).get(), offset, struct.size()));
            case BtfType.Struct struct
            when depth > 0 ->
                struct.members().forEach(m -> collect(btf, m.type(), offset + m.bitOffset() / 8, fields, depth - 1));
            case BtfType.DataSection section ->
                section.variables().forEach(v -> {
                    if (btf.type(v.type()) instanceof BtfType.Variable variable) {
                        collect(btf, variable.type(), offset + v.offset(), fields, depth - 1);
                    }
                });
            case BtfType.Array array
            when depth > 0 && array.count() > 0 -> {
                var one = new ArrayList<Field>();
                collect(btf, array.element(), offset, one, depth - 1);
                one.forEach(f -> fields.add(new Field(Kind.OTHER, offset, btf.sizeOf(resolved))));
            }
            case BtfType.Pointer pointer
            when isKernelPointer(btf, pointer.target()) -> fields.add(new Field(Kind.OTHER, offset, Long.BYTES));
            default -> {} // plain data
        }
    }

    private static Optional<Kind> kind(String struct) {
        return switch (struct) {
            case "bpf_spin_lock" -> Optional.of(Kind.SPIN_LOCK);
            case "bpf_timer" -> Optional.of(Kind.TIMER);
            case "bpf_wq",
                    "bpf_list_head",
                    "bpf_list_node",
                    "bpf_rb_root",
                    "bpf_rb_node",
                    "bpf_refcount",
                    "bpf_res_spin_lock",
                    "bpf_task_work" -> Optional.of(Kind.OTHER);
            default -> Optional.empty();
        };
    }

    private static boolean isKernelPointer(Btf btf, int target) {
        return btf.type(target) instanceof BtfType.TypeTag tag
                && List.of("kptr", "kptr_untrusted", "percpu_kptr", "uptr").contains(tag.name());
    }

    Optional<Field> overlapping(long from, long to) {
        return fields.stream().filter(field -> field.overlaps(from, to)).findFirst();
    }

    Optional<Field> of(Kind kind) {
        return fields.stream().filter(field -> field.kind() == kind).findFirst();
    }
}
