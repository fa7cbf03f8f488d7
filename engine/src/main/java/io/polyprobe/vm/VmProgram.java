package io.polyprobe.vm;

import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program;
import io.polyprobe.vm.interpreter.Code;

/** A program that the virtual kernel has accepted. */
record VmProgram(String name, ProgramType type, Code code, int fd, VmObject object) implements Program {
    @Override
    public TestResult test(TestInput input) {
        return object.test(this, input);
    }
}
