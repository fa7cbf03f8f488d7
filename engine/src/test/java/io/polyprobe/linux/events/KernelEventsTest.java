package io.polyprobe.linux.events;

import io.polyprobe.linux.KernelTarget;
import io.polyprobe.target.EventContract;
import io.polyprobe.target.Target;

class KernelEventsTest extends EventContract {
    @Override
    protected Target open() {
        return KernelTarget.open(note -> {});
    }
}
