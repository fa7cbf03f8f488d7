package io.polyprobe.linux;

import io.polyprobe.target.KconfigContract;
import io.polyprobe.target.Target;

class KernelKconfigTest extends KconfigContract {
    @Override
    protected Target open() {
        return KernelTarget.open(note -> {});
    }
}
