package io.polyprobe.vm.jit;

import io.polyprobe.vm.interpreter.EngineContract;

class UncheckedJitTest extends EngineContract {
    UncheckedJitTest() {
        super(new Jit(0, false));
    }
}
