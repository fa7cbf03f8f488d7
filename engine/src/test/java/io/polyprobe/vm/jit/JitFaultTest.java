package io.polyprobe.vm.jit;

import io.polyprobe.vm.interpreter.Compiler;
import io.polyprobe.vm.interpreter.FaultContract;


class JitFaultTest extends FaultContract {
    @Override
    protected Compiler compiler() {
        return new Jit(0, true);
    }
}
