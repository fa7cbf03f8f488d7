package io.polyprobe.vm.jit;

import io.polyprobe.vm.interpreter.EngineContract;

class JitTest extends EngineContract {
    JitTest() {
        super(new Jit(0));
    }
}
