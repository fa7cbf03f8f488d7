package io.polyprobe.vm.interpreter;



class InterpreterTest extends EngineContract {
    @Override
    protected Compiler compiler() {
        return Compiler.NONE;
    }
}
