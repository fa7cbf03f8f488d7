package io.polyprobe.linux.map;

import io.polyprobe.linux.KernelTarget;
import io.polyprobe.target.MapHelperContract;
import io.polyprobe.target.Target;

class KernelMapHelperTest extends MapHelperContract {
    @Override
    protected Target open() {
        return KernelTarget.open(note -> {});
    }
}
