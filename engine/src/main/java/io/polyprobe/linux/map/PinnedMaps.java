package io.polyprobe.linux.map;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.MapInfo;
import io.polyprobe.linux.abi.BpfAttr.ObjectFile;
import io.polyprobe.linux.abi.BpfAttr.ObjectInfo;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.MapSpec;
import io.polyprobe.target.SharedMaps;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Maps that a file in bpffs stands for, so that they outlive who made them ({@code BPF_OBJ_PIN} of bpf(2)). */
final class PinnedMaps {
    private static final Path BPFFS = Path.of("/sys/fs/bpf");

    private PinnedMaps() {}

    /**
     * Opens the map that a file stands for; empty where there is no such file.
     *
     * @param wanted how the object that asks declares it
     * @throws TargetException where the file cannot be opened, or its map is another
     */
    static Optional<KernelMap> open(MapSpec wanted, String path) {
        if (Path.of(path).startsWith(BPFFS)) {
            mount();
        }
        try (var arena = Arena.ofConfined()) {
            long result = SystemCalls.bpf(Bpf.OBJ_GET, Attr.bpf(arena).string(ObjectFile.PATH, path));
            if (Errno.ENOENT.is(result)) {
                return Optional.empty();
            }
            if (result < 0) {
                throw refused("open", wanted, path, result);
            }
            var fd = new Fd(result);
            try {
                return Optional.of(new KernelMap(wanted.over(info(arena, wanted, path, fd)), fd));
            } catch (RuntimeException e) {
                fd.close();
                throw e;
            }
        }
    }

    /** Distributions mount it at boot, small systems and containers do not. */
    private static void mount() {
        try {
            if (!Files.getFileStore(BPFFS).type().equals("bpf")) {
                SystemCalls.mount("bpf", BPFFS.toString());
            }
        } catch (IOException e) {
            // There is no such directory; opening and pinning tell what follows from it.
        }
    }

    /** Has a file stand for a map. */
    static void pin(KernelMap map, String path) {
        try (var arena = Arena.ofConfined()) {
            long result = SystemCalls.bpf(
                    Bpf.OBJ_PIN, Attr.bpf(arena).string(ObjectFile.PATH, path).u32(ObjectFile.FD, map.fd()));
            if (result < 0) {
                throw refused("pin", map.spec(), path, result);
            }
        }
    }

    private static MapSpec info(Arena arena, MapSpec wanted, String path, Fd fd) {
        var info = Attr.of(arena, MapInfo.SIZE);
        long result = SystemCalls.bpf(
                Bpf.OBJ_GET_INFO_BY_FD,
                Attr.bpf(arena)
                        .u32(ObjectInfo.FD, fd.number())
                        .u32(ObjectInfo.LENGTH, MapInfo.SIZE)
                        .attr(ObjectInfo.INFO, info));
        if (result < 0) {
            throw refused("ask about", wanted, path, result);
        }
        SharedMaps.requireType(wanted, info.u32(MapInfo.TYPE), path);
        var found = new MapSpec(
                wanted.name(),
                wanted.type(),
                info.u32(MapInfo.KEY_SIZE),
                info.u32(MapInfo.VALUE_SIZE),
                info.u32(MapInfo.MAX_ENTRIES),
                info.u32(MapInfo.MAP_FLAGS));
        SharedMaps.requireAlike(wanted, found, "the map in " + path);
        return found;
    }

    private static TargetException refused(String operation, MapSpec map, String path, long result) {
        return new TargetException(Diagnostic.error(
                "cannot %s the map '%s' as %s: %s".formatted(operation, map.name(), path, Errno.describe(result)),
                "Maps are pinned in a directory of a bpf file system, by root: mount -t bpf bpf /sys/fs/bpf"));
    }
}
