package io.polyprobe.vm.interpreter;

/** Runs the functions of one program: by interpreting or by having been made of it. */
@FunctionalInterface
public interface Engine {
    /**
     * Runs a function to its exit.
     *
     * @param slot where the function begins
     * @param depth the frame that becomes the function's, from 0
     * @return r0
     * @throws Fault where the program does what no program may do
     */
    long run(Run run, int slot, int depth, long r1, long r2, long r3, long r4, long r5);
}
