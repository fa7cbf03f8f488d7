package io.polyprobe.vm.map;

import io.polyprobe.target.MapContract;
import io.polyprobe.target.Target;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;

/** The suite that the kernel's maps pass too. */
class VmMapContractTest extends MapContract {
    @Override
    protected Target open() {
        return VmTarget.open(VmOptions.DEFAULT);
    }
}
