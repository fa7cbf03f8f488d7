package io.polyprobe.target.map;

import io.polyprobe.linux.KernelTarget;
import io.polyprobe.target.Target;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;

/** Where a suite runs: what the kernel does, the virtual kernel does too. */
public enum Place {
    /** The virtual kernel, which interprets programs. */
    VM,
    /** The virtual kernel, which compiles programs before their first run. */
    JIT,
    KERNEL;

    /** Opens one; its owner closes it. */
    public Target open() {
        return switch (this) {
            case VM -> VmTarget.open(VmOptions.DEFAULT.withCompileAfter(VmOptions.NEVER));
            case JIT -> VmTarget.open(VmOptions.DEFAULT.withCompileAfter(0));
            case KERNEL -> KernelTarget.open(_ -> {});
        };
    }
}
