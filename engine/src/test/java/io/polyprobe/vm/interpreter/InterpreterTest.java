package io.polyprobe.vm.interpreter;

class InterpreterTest extends EngineContract {
    InterpreterTest() {
        super(Compiler.NONE);
    }
}
