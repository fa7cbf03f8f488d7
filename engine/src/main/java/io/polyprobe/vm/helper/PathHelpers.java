package io.polyprobe.vm.helper;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.vm.helper.Peek.Space;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;

/** {@code bpf_d_path}: the name of a file, from the names of the directories above it. */
final class PathHelpers {
    /** Directories deeper than this are none: what is followed is no {@code struct path}. */
    private static final int DEEPEST = 1000;

    /** {@code NAME_MAX} and a zero byte. */
    private static final int LONGEST_NAME = 256;

    private final Btf types;
    private final Moment moment;

    PathHelpers(Btf types, Moment moment) {
        this.types = types;
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.of(147, this::path);
    }

    /** How many bytes it is with its zero byte. */
    private long path(Invocation call, long path, long buffer, long size, long r4, long r5) {
        long room = size & 0xffff_ffffL;
        if (room == 0) {
            return 0;
        }
        byte[] text = name(call.memory(), call.memory().load(path + offset("path", "dentry"), Long.BYTES));
        MemorySegment out = call.memory().slice(buffer, room, Access.READ_WRITE);
        if (text.length > room) {
            return Errno.ENAMETOOLONG.result();
        }
        MemorySegment.copy(MemorySegment.ofArray(text), 0, out, 0, text.length);
        return text.length;
    }

    private byte[] name(Memory memory, long dentry) {
        byte[] all = {0};
        long at = dentry;
        for (int depth = 0; depth < DEEPEST; depth++) {
            long parent = memory.load(at + offset("dentry", "d_parent"), Long.BYTES);
            if (parent == at) {
                return all.length == 1 ? new byte[] {'/', 0} : all;
            }
            long name = memory.load(at + offset("dentry", "d_name") + offset("qstr", "name"), Long.BYTES);
            byte[] own = new Peek(memory, moment)
                    .string(name, LONGEST_NAME, Space.KERNEL)
                    .orElseThrow(() -> new HelperFault("0x%x is no name of a file".formatted(name)));
            byte[] longer = Arrays.copyOf(new byte[] {'/'}, own.length + all.length);
            System.arraycopy(own, 0, longer, 1, own.length - 1);
            System.arraycopy(all, 0, longer, own.length, all.length);
            all = longer;
            at = parent;
        }
        throw new HelperFault("0x%x is in no directory that ends at the root".formatted(dentry));
    }

    private long offset(String struct, String field) {
        int id = types.id(BtfType.Struct.class, struct).orElseThrow();
        return types.field(id, field).orElseThrow().offset();
    }
}
