package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.memory.Access;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;

/** {@code bpf_trace_printk}, {@code bpf_trace_vprintk} and {@code bpf_snprintf}. */
final class Printing {
    /** Longest message in the trace buffer ({@code BPF_TRACE_PRINTK_SIZE} less its zero byte). */
    private static final int LONGEST = 1023;

    /** {@code MAX_BPRINTF_VARARGS} in bytes. */
    private static final long MOST_DATA = 12 * 8;

    private final Moment moment;

    Printing(Moment moment) {
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.of(6, this::printk, 165, this::snprintf, 177, this::vprintk);
    }

    private long printk(Invocation call, long format, long size, long a, long b, long c) {
        return print(call, format, size, new long[] {a, b, c});
    }

    private long vprintk(Invocation call, long format, long size, long data, long length, long r5) {
        long bytes = Integer.toUnsignedLong((int) length);
        return isArguments(data, bytes)
                ? print(call, format, size, arguments(call, data, bytes))
                : Errno.EINVAL.result();
    }

    private long print(Invocation call, long format, long size, long[] arguments) {
        byte[] raw = call.memory()
                .slice(format, Integer.toUnsignedLong((int) size), Access.READ)
                .toArray(ValueLayout.JAVA_BYTE);
        int end = 0;
        while (end < raw.length && raw[end] != 0) {
            end++;
        }
        if (end == raw.length) {
            return Errno.EINVAL.result();
        }
        var message = new Format(new Peek(call.memory(), moment)).apply(Arrays.copyOf(raw, end), arguments);
        if (message.isEmpty()) {
            return Errno.EINVAL.result();
        }
        byte[] text = message.get();
        moment.trace(text.length > LONGEST ? Arrays.copyOf(text, LONGEST) : text);
        return text.length;
    }

    private long snprintf(Invocation call, long out, long size, long format, long data, long length) {
        long room = Integer.toUnsignedLong((int) size);
        long dataLength = Integer.toUnsignedLong((int) length);
        var peek = new Peek(call.memory(), moment);
        var text = peek.string(format, Integer.MAX_VALUE, Peek.Space.KERNEL);
        if (!isArguments(data, dataLength) || text.isEmpty()) {
            return Errno.EINVAL.result();
        }
        byte[] terminated = text.get();
        var message = new Format(peek)
                .apply(Arrays.copyOf(terminated, terminated.length - 1), arguments(call, data, dataLength));
        if (message.isEmpty()) {
            return Errno.EINVAL.result();
        }
        byte[] bytes = message.get();
        if (room > 0) {
            var destination = call.memory().slice(out, room, Access.READ_WRITE);
            long copied = Math.min(bytes.length, room - 1);
            MemorySegment.copy(MemorySegment.ofArray(bytes), 0, destination, 0, copied);
            destination.set(ValueLayout.JAVA_BYTE, copied, (byte) 0);
        }
        return bytes.length + 1L;
    }

    private static boolean isArguments(long data, long length) {
        return length % 8 == 0 && length <= MOST_DATA && (length == 0 || data != 0);
    }

    private static long[] arguments(Invocation call, long data, long length) {
        var arguments = new long[(int) (length / 8)];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = call.memory().load(data + i * 8L, 8);
        }
        return arguments;
    }
}
