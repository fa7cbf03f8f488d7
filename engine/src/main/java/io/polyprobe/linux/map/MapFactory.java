package io.polyprobe.linux.map;

import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.MapCreate;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.Sharing;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes maps in the kernel.
 *
 * @param btf the loaded BTF of the object that declares them, or null without
 * @param publicMaps those that objects of the same target share
 */
public record MapFactory(@Nullable Fd btf, PublicMaps publicMaps) {
    /**
     * Creates a map and fills it with its initial contents, or opens the one that its declaration means.
     *
     * @throws io.polyprobe.diag.TargetException where the kernel refuses it
     */
    public KernelMap create(MapSpec declared) {
        return switch (declared.sharing()) {
            case Sharing.Scope.NONE -> make(declared);
            case Sharing.Scope.EXTERN -> publicMaps.open(declared);
            case Sharing.Scope.PUBLIC -> make(declared, publicMaps::publish);
            case Sharing.Pinned(var path) ->
                PinnedMaps.open(sized(declared), path)
                        .orElseGet(() -> make(declared, map -> PinnedMaps.pin(map, path)));
        };
    }

    private KernelMap make(MapSpec declared, Consumer<KernelMap> share) {
        var map = make(declared);
        try {
            share.accept(map);
            return map;
        } catch (RuntimeException e) {
            map.close();
            throw e;
        }
    }

    private KernelMap make(MapSpec declared) {
        var spec = sized(declared);
        try (var temporary = new Owner()) {
            var inner = spec.inner();
            int template = 0;
            if (inner != null) {
                var map = make(inner);
                temporary.own(map::close);
                template = map.fd();
            }
            var map = new KernelMap(spec, new Fd(create(spec, template)));
            try {
                fill(map);
                return map;
            } catch (RuntimeException e) {
                map.close();
                throw e;
            }
        }
    }

    /** Perf event arrays have a slot a CPU where the declaration does not say. */
    private static MapSpec sized(MapSpec spec) {
        if (spec.maxEntries() != 0 || spec.type() != MapType.PERF_EVENT_ARRAY) {
            return spec;
        }
        return new MapSpec(
                spec.name(),
                spec.type(),
                spec.keySize() == 0 ? Integer.BYTES : spec.keySize(),
                spec.valueSize() == 0 ? Integer.BYTES : spec.valueSize(),
                Cpus.possible(),
                spec.flags(),
                spec.keyType(),
                spec.valueType(),
                spec.sharing(),
                spec.inner(),
                spec.contents());
    }

    private long create(MapSpec spec, int template) {
        long result = btf != null && spec.valueType() != 0 ? attempt(spec, template, btf) : -1;
        if (result < 0) {
            // Not every type of map may have BTF, and kernels differ in the BTF they take.
            result = attempt(spec, template, null);
        }
        if (result < 0) {
            throw MapFailure.of("create", spec, result);
        }
        return result;
    }

    private static long attempt(MapSpec spec, int template, @Nullable Fd btf) {
        try (var arena = Arena.ofConfined()) {
            var attr = Attr.bpf(arena)
                    .u32(MapCreate.MAP_TYPE, spec.type().number())
                    .u32(MapCreate.KEY_SIZE, spec.keySize())
                    .u32(MapCreate.VALUE_SIZE, spec.valueSize())
                    .u32(MapCreate.MAX_ENTRIES, spec.maxEntries())
                    .u32(MapCreate.MAP_FLAGS, spec.flags())
                    .u32(MapCreate.INNER_MAP_FD, template)
                    .u64(MapCreate.MAP_EXTRA, spec.extra())
                    .name(MapCreate.MAP_NAME, spec.name());
            if (btf != null) {
                attr.u32(MapCreate.BTF_FD, btf.number())
                        .u32(MapCreate.BTF_KEY_TYPE_ID, spec.keyType())
                        .u32(MapCreate.BTF_VALUE_TYPE_ID, spec.valueType());
            }
            return SystemCalls.bpf(Bpf.MAP_CREATE, attr);
        }
    }

    private static void fill(KernelMap map) {
        byte[] contents = map.spec().contents();
        if (contents == null) {
            return;
        }
        byte[] value = Arrays.copyOf(contents, map.spec().valueSize());
        map.update(new byte[map.spec().keySize()], value, 0);
        if ((map.spec().flags() & MapSpec.RDONLY_PROG) != 0) {
            map.tryFreeze(); // constants that could be changed do no harm
        }
    }
}
