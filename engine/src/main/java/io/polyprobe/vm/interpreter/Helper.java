package io.polyprobe.vm.interpreter;

/**
 * A function of the virtual kernel that programs call by number (RFC 9669, section 4.3.1; the numbers and signatures
 * are those of {@code bpf-helpers(7)}).
 */
@FunctionalInterface
public interface Helper {
    /**
     * Runs the helper.
     *
     * @param call what the helper may ask of the running program
     * @param r1 first argument; a helper ignores those that its signature lacks, whose registers hold anything
     * @return r0: a helper that fails returns a negative errno
     * @throws io.polyprobe.vm.memory.MemoryFault where an argument does not point to what the signature promises; the
     *     run ends as a fault of the program
     * @throws HelperFault where the program cannot go on for another reason
     */
    long call(Invocation call, long r1, long r2, long r3, long r4, long r5);

    /**
     * This helper for a call that always has the same argument, such as a map: asked once when a program is compiled.
     *
     * @param register 1 to 5
     * @return what does the same and may do it faster
     */
    default Helper withArgument(int register, long value) {
        return this;
    }

    /**
     * This helper for a call whose argument always points to memory that the program may read and write: asked once when
     * a program is compiled.
     *
     * @param register 1 to 5
     * @param bytes how many at least
     * @return what does the same and may do it faster
     */
    default Helper withRoom(int register, long bytes) {
        return this;
    }
}
