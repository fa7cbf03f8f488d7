package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import java.util.Map;

/** {@code bpf_loop}: calls a function of the program again and again. */
final class LoopHelpers {
    /** {@code BPF_MAX_LOOPS}. */
    private static final long MOST = 8L << 20;

    private LoopHelpers() {}

    static Map<Integer, Helper> table() {
        return Map.of(181, LoopHelpers::loop);
    }

    /** How often it was called: until it returns something else than 0. */
    private static long loop(Invocation call, long count, long function, long context, long flags, long r5) {
        long times = count & 0xffff_ffffL;
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        if (times > MOST) {
            return Errno.E2BIG.result();
        }
        for (long i = 0; i < times; i++) {
            if (call.callback(function, i, context, 0, 0, 0) != 0) {
                return i + 1;
            }
        }
        return times;
    }
}
