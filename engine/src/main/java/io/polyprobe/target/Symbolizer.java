package io.polyprobe.target;

import java.util.Optional;
import java.util.OptionalLong;

/** Names for addresses of code. Tables are read when first needed and kept until {@link #close}. */
public interface Symbolizer extends AutoCloseable {
    /** The kernel function at an address. */
    Optional<Symbol> kernel(long address);

    /** Where a kernel function starts. */
    OptionalLong kernelAddress(String function);

    /**
     * The function at an address of a process. Where only the file that is mapped there is known, the name is empty
     * and the offset is the one in the file.
     *
     * @param pid of the process, or of a thread of it
     */
    Optional<Symbol> user(int pid, long address);

    /**
     * The function at an offset into a file that has a build id (as {@code BPF_F_USER_BUILD_ID} stacks give it).
     *
     * @param buildId in lower-case hexadecimal; known are the files that {@link #addFile} was given
     */
    Optional<Symbol> buildId(String buildId, long offset);

    /** Makes a file known by its build id. */
    void addFile(String path);

    /** Forgets what is known of a process, or of all processes (-1), as when it has mapped more libraries. */
    void forget(int pid);

    @Override
    void close();
}
