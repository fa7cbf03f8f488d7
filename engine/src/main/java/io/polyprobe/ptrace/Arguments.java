package io.polyprobe.ptrace;

import io.polyprobe.vm.world.KernelObject;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * A system call in progress, as the functions behind it are called.
 *
 * @param name of the system call
 * @param values its six arguments
 * @param process who makes it
 */
record Arguments(String name, long[] values, int process, Frames frames) {
    long get(int index) {
        return values[index];
    }

    /** A {@code struct open_how} of flags and a mode. */
    KernelObject how(long flags, long mode) {
        return frames.allocate("open_how").set("flags", flags).set("mode", mode);
    }

    /** The {@code struct open_how} that the program itself has passed. */
    KernelObject howAt(long address) {
        return how(number(address), number(address + Long.BYTES));
    }

    private long number(long address) {
        try (var arena = Arena.ofConfined()) {
            return Remote.bytes(arena, process, address, Long.BYTES)
                    .filter(bytes -> bytes.byteSize() == Long.BYTES)
                    .map(bytes -> bytes.get(ValueLayout.JAVA_LONG, 0))
                    .orElse(0L);
        }
    }

    /** A {@code struct filename} of a path that the program has passed; empty where it is at no good address. */
    Optional<KernelObject> filename(long address) {
        return Remote.string(process, address)
                .map(path -> frames.allocate("filename")
                        .set("name", frames.text(path))
                        .set("uptr", address)
                        .set("refcnt.counter", 1));
    }

    /** The {@code struct file} of a descriptor; empty where it is not open. */
    Optional<KernelObject> file(long descriptor) {
        return OpenFiles.describe(process, (int) descriptor, frames);
    }
}
