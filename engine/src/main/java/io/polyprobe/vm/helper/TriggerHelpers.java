package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;

/** Helpers that tell which function a program was called for, and with what ({@code bpf-helpers(7)}). */
final class TriggerHelpers {
    private final Trigger trigger;

    TriggerHelpers(Trigger trigger) {
        this.trigger = trigger;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                173,
                (_, _, _, _, _, _) -> trigger.function(),
                174,
                (_, _, _, _, _, _) -> 0, // nothing that attaches here gives a cookie
                179,
                this::symbol,
                183,
                this::argument,
                184,
                this::result,
                185,
                (_, _, _, _, _, _) -> trigger.arguments().length);
    }

    private long argument(Invocation call, long context, long index, long value, long r4, long r5) {
        long[] arguments = trigger.arguments();
        long number = index & 0xffff_ffffL;
        if (number >= arguments.length) {
            return Errno.EINVAL.result();
        }
        call.memory().store(value, Long.BYTES, arguments[(int) number]);
        return 0;
    }

    private long result(Invocation call, long context, long value, long r3, long r4, long r5) {
        OptionalLong result = trigger.result();
        if (result.isEmpty()) {
            return Errno.EOPNOTSUPP.result();
        }
        call.memory().store(value, Long.BYTES, result.getAsLong());
        return 0;
    }

    /** {@code bpf_kallsyms_lookup_name}. */
    private long symbol(Invocation call, long name, long size, long flags, long result, long r5) {
        call.memory().store(result, Long.BYTES, 0);
        int length = (int) size;
        if (flags != 0 || length <= 1) {
            return Errno.EINVAL.result();
        }
        byte[] bytes = MapArguments.bytes(call, name, length);
        if (bytes[length - 1] != 0) {
            return Errno.EINVAL.result();
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        OptionalLong address = trigger.symbol(text.substring(0, text.indexOf(0)));
        if (address.isEmpty()) {
            return Errno.ENOENT.result();
        }
        call.memory().store(result, Long.BYTES, address.getAsLong());
        return 0;
    }
}
