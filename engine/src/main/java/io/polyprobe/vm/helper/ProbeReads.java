package io.polyprobe.vm.helper;

import io.polyprobe.vm.helper.Peek.Space;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.memory.Access;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** The {@code bpf_probe_read} family: what cannot be read leaves zeros and {@code -EFAULT}. */
final class ProbeReads {
    private final Moment moment;

    ProbeReads(Moment moment) {
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                4, bytes(Space.EITHER),
                45, string(Space.EITHER),
                112, bytes(Space.USER),
                113, bytes(Space.KERNEL),
                114, string(Space.USER),
                115, string(Space.KERNEL));
    }

    private Helper bytes(Space space) {
        return (call, destination, size, source, _, _) -> {
            long length = Integer.toUnsignedLong((int) size);
            var out = call.memory().slice(destination, length, Access.READ_WRITE);
            if (length == 0) {
                return 0;
            }
            var found = new Peek(call.memory(), moment).bytes(source, length, space);
            if (found.isEmpty()) {
                return fault(out);
            }
            out.copyFrom(found.get());
            return 0;
        };
    }

    private Helper string(Space space) {
        return (call, destination, size, source, _, _) -> readString(call, destination, size, source, space);
    }

    private long readString(Invocation call, long destination, long size, long source, Space space) {
        long limit = Integer.toUnsignedLong((int) size);
        var out = call.memory().slice(destination, limit, Access.READ_WRITE);
        if (limit == 0) {
            return 0;
        }
        var found = new Peek(call.memory(), moment).string(source, limit, space);
        if (found.isEmpty()) {
            return fault(out);
        }
        byte[] text = found.get();
        MemorySegment.copy(MemorySegment.ofArray(text), 0, out, 0, text.length);
        return text.length;
    }

    private static long fault(MemorySegment out) {
        out.fill((byte) 0);
        return Errno.EFAULT.result();
    }
}
