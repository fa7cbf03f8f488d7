package io.polyprobe.vm.jit;

import io.polyprobe.vm.interpreter.EngineContract;
import io.polyprobe.vm.interpreter.Interpreter;
import io.polyprobe.vm.interpreter.Machine;

class UncheckedJitTest extends EngineContract {
    UncheckedJitTest() {
        super(new Machine(Interpreter.DEFAULT_BUDGET, new Jit(0)).vouching());
    }
}
