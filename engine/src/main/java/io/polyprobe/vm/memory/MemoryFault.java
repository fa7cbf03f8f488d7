package io.polyprobe.vm.memory;

/**
 * A program, or a helper on its behalf, touched memory it may not touch. Whoever runs the program turns it into a
 * {@link io.polyprobe.diag.FaultException} that names the instruction; a helper that reads with tolerance
 * ({@code bpf_probe_read}) catches it and returns {@code -EFAULT}.
 */
public final class MemoryFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Below this no pointer points. */
    static final long NULL_PAGE = 4096;

    private final String message;
    private final long address;
    private final long size;
    private final Access needed;

    /** @param reason why not, for people: which region refuses, or which ones are near */
    MemoryFault(long address, long size, Access needed, String reason) {
        // No stack trace: tolerant reads of bad addresses are everyday work of tracing programs.
        super(null, null, false, false);
        message = "%s of %d byte%s at 0x%x: %s"
                .formatted(needed == Access.READ_WRITE ? "write" : "read", size, size == 1 ? "" : "s", address, reason);
        this.address = address;
        this.size = size;
        this.needed = needed;
    }

    /** What was tried and why it may not be: one line for people. */
    @Override
    public String getMessage() {
        return message;
    }

    /** The first byte of the access. */
    public long address() {
        return address;
    }

    /** Whether the address is NULL or an offset from it. */
    public boolean isNull() {
        return Long.compareUnsigned(address, NULL_PAGE) < 0;
    }

    /** How many bytes were asked for. */
    public long size() {
        return size;
    }

    /** What was wanted: {@link Access#READ} or {@link Access#READ_WRITE}. */
    public Access needed() {
        return needed;
    }
}
