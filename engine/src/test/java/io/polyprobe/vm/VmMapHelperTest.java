package io.polyprobe.vm;

import io.polyprobe.target.MapHelperContract;
import io.polyprobe.target.Target;

/** The suite that the kernel's helpers pass too. */
class VmMapHelperTest extends MapHelperContract {
    @Override
    protected Target open() {
        return VmTarget.open(VmOptions.DEFAULT);
    }
}
