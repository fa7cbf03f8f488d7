package io.polyprobe.vm.interpreter;

/** Makes of a program something that runs faster than the interpreter. */
public interface Compiler {
    /** Leaves all programs to the interpreter. */
    Compiler NONE = new Compiler() {
        @Override
        public int threshold() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Engine compile(Code code, Engine interpreter) {
            return interpreter;
        }
    };

    /** How often a program is interpreted before it is compiled. */
    int threshold();

    /**
     * Compiles a program.
     *
     * @param interpreter what has run it until now, and may go on to
     */
    Engine compile(Code code, Engine interpreter);
}
