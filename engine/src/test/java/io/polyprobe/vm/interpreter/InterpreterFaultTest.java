package io.polyprobe.vm.interpreter;

class InterpreterFaultTest extends FaultContract {
    InterpreterFaultTest() {
        super(Compiler.NONE);
    }
}
