package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.memory.Access;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Helpers for strings ({@code bpf-helpers(7)}). */
final class TextHelpers {
    private TextHelpers() {}

    static Map<Integer, Helper> table() {
        return Map.of(
                105,
                (call, text, length, flags, result, _) -> number(call, text, length, flags, result, true),
                106,
                (call, text, length, flags, result, _) -> number(call, text, length, flags, result, false),
                182,
                TextHelpers::compare);
    }

    /** How many bytes the number took, or an error; then the result is 0. */
    private static long number(Invocation call, long text, long length, long flags, long result, boolean signed) {
        call.memory().store(result, Long.BYTES, 0);
        byte[] bytes = MapArguments.bytes(call, text, length);
        var parsed = TextNumber.parse(bytes, flags, signed);
        if (parsed.consumed() > 0) {
            call.memory().store(result, Long.BYTES, parsed.value());
        }
        return parsed.consumed();
    }

    /** {@code bpf_strncmp}: -1, 0 or 1. */
    private static long compare(Invocation call, long text, long length, long other, long r4, long r5) {
        long size = length & 0xffff_ffffL;
        MemorySegment first = call.memory().slice(text, size, Access.READ);
        for (long i = 0; i < size; i++) {
            int a = Byte.toUnsignedInt(first.get(ValueLayout.JAVA_BYTE, i));
            int b = (int) call.memory().load(other + i, 1);
            if (a != b) {
                return a < b ? -1 : 1;
            }
            if (a == 0) {
                return 0;
            }
        }
        return 0;
    }
}
