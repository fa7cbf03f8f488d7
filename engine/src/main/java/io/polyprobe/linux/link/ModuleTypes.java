package io.polyprobe.linux.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.BtfInfo;
import io.polyprobe.linux.abi.BpfAttr.GetFdById;
import io.polyprobe.linux.abi.BpfAttr.GetInfo;
import io.polyprobe.linux.abi.BpfAttr.NextId;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.SystemCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Types of kernel modules: they follow those of the kernel, and the kernel holds each module's as an object. */
final class ModuleTypes {
    private static final Path FOLDER = Path.of("/sys/kernel/btf");
    private static final int NAME_LENGTH = 64;

    private ModuleTypes() {}

    /** The id of a module's function. */
    static OptionalInt id(Btf kernel, String module, String function) {
        try {
            return Btf.parse(Files.readAllBytes(FOLDER.resolve(module)), kernel).id(BtfType.Function.class, function);
        } catch (IOException e) {
            return OptionalInt.empty(); // built without types
        }
    }

    /** Opens a module's types; nothing where there are none, or they must not be looked at. */
    static Optional<Fd> open(String module) {
        try (var arena = Arena.ofConfined()) {
            for (int id = next(arena, 0); id != 0; id = next(arena, id)) {
                long opened =
                        SystemCalls.bpf(Bpf.BTF_GET_FD_BY_ID, Attr.bpf(arena).u32(GetFdById.ID, id));
                if (opened >= 0) {
                    var fd = new Fd(opened);
                    if (name(arena, fd).equals(module)) {
                        return Optional.of(fd);
                    }
                    fd.close();
                }
            }
            return Optional.empty();
        }
    }

    private static int next(Arena arena, int id) {
        var attr = Attr.bpf(arena).u32(NextId.START_ID, id);
        return SystemCalls.bpf(Bpf.BTF_GET_NEXT_ID, attr) < 0 ? 0 : attr.u32(NextId.NEXT_ID);
    }

    private static String name(Arena arena, Fd fd) {
        var name = arena.allocate(NAME_LENGTH);
        var info = arena.allocate(BtfInfo.SIZE, 8);
        info.set(JAVA_LONG, BtfInfo.NAME, name.address());
        info.set(JAVA_INT, BtfInfo.NAME_LEN, NAME_LENGTH);
        var attr = Attr.bpf(arena)
                .u32(GetInfo.BPF_FD, fd.number())
                .u32(GetInfo.INFO_LEN, BtfInfo.SIZE)
                .pointer(GetInfo.INFO, info);
        return SystemCalls.bpf(Bpf.OBJ_GET_INFO_BY_FD, attr) < 0 ? "" : name.getString(0);
    }
}
