package io.polyprobe.vm.interpreter;



class InterpreterFaultTest extends FaultContract {
    @Override
    protected Compiler compiler() {
        return Compiler.NONE;
    }
}
