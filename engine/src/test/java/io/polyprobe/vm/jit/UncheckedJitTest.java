package io.polyprobe.vm.jit;

import io.polyprobe.vm.interpreter.Compiler;
import io.polyprobe.vm.interpreter.EngineContract;

class UncheckedJitTest extends EngineContract {
    @Override
    protected Compiler compiler() {
        return new Jit(0, false);
    }
}
