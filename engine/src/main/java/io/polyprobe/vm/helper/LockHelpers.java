package io.polyprobe.vm.helper;

import io.polyprobe.prototype.Prototypes;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.SpinLock;
import java.util.Map;

/** Helpers that lock a map's value ({@code bpf-helpers(7)}): other programs and user space wait, if they lock it too. */
final class LockHelpers {
    private LockHelpers() {}

    static Map<Integer, Helper> table() {
        return Map.of(93, LockHelpers::lock, 94, LockHelpers::unlock);
    }

    private static long lock(Invocation call, long lock, long r2, long r3, long r4, long r5) {
        if (!SpinLock.lockSoon(address(call, 93, lock))) {
            throw new HelperFault(
                    "%s waits for a lock that nobody gives back".formatted(Prototypes.name(93)),
                    "A program holds one lock at a time, and not when it ends.");
        }
        return 0;
    }

    private static long unlock(Invocation call, long lock, long r2, long r3, long r4, long r5) {
        SpinLock.unlock(address(call, 94, lock));
        return 0;
    }

    private static long address(Invocation call, int helper, long lock) {
        if (lock % SpinLock.BYTES != 0) {
            throw new HelperFault("%s got 0x%x, where no lock can be".formatted(Prototypes.name(helper), lock));
        }
        return MapArguments.writable(call, lock, SpinLock.BYTES);
    }
}
