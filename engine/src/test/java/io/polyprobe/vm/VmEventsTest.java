package io.polyprobe.vm;

import io.polyprobe.target.EventContract;
import io.polyprobe.target.Target;

/** The suite that the kernel's events pass too. */
class VmEventsTest extends EventContract {
    @Override
    protected Target open() {
        return VmTarget.open(VmOptions.DEFAULT.withPace(Pace.MAX));
    }
}
