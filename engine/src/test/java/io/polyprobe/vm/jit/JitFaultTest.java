package io.polyprobe.vm.jit;

import io.polyprobe.vm.interpreter.FaultContract;

class JitFaultTest extends FaultContract {
    JitFaultTest() {
        super(new Jit(0));
    }
}
