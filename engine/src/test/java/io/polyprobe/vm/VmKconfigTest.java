package io.polyprobe.vm;

import io.polyprobe.target.KconfigContract;
import io.polyprobe.target.Target;

class VmKconfigTest extends KconfigContract {
    @Override
    protected Target open() {
        return VmTarget.open(VmOptions.DEFAULT);
    }
}
