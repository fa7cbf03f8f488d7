package io.polyprobe.vm.jit;

import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Fault;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Run;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What stands before the accesses of a program that nobody has verified, and what its faults lead to. Each instruction
 * that touches memory remembers the region it has last touched, so that the rule is two comparisons.
 */
final class Guard {
    private static final MemorySegment ZEROS = Arena.global().allocate(Long.BYTES);

    private Guard() {}

    /** The same address, where {@code size} bytes may be read from there. */
    static long readable(long address, int size, Region[] recent, int access, Run run) {
        return recent[access].isReadable(address, size)
                ? address
                : find(address, size, Access.READ, recent, access, run);
    }

    /** The same address, where {@code size} bytes may be written there. */
    static long writable(long address, int size, Region[] recent, int access, Run run) {
        return recent[access].isWritable(address, size)
                ? address
                : find(address, size, Access.READ_WRITE, recent, access, run);
    }

    /** What four bytes hold, which in some contexts is a whole pointer. */
    static long word(long address, Region[] recent, int access, Run run) {
        return recent[access].isReadable(address, Integer.BYTES)
                ? Raw.word(address)
                : findWord(address, recent, access, run);
    }

    /** The same address, or that of zeros where the kernel's object is gone that was there. */
    static long probed(long address, int size, Region[] recent, int access, Run run) {
        if (recent[access].isReadable(address, size)) {
            return address;
        }
        Region found = run.memory().regionAt(address).orElse(Region.NOWHERE);
        recent[access] = found;
        return found.isReadable(address, size) ? address : ZEROS.address();
    }

    private static long find(long address, int size, Access needed, Region[] recent, int access, Run run) {
        recent[access] = run.memory().region(address, size, needed);
        return address;
    }

    private static long findWord(long address, Region[] recent, int access, Run run) {
        Region region = recent[access];
        if (region.isPointer(address)) {
            return region.pointerAt(address);
        }
        long value = run.memory().load(address, Integer.BYTES);
        run.memory().regionAt(address).ifPresent(found -> recent[access] = found);
        return value;
    }

    /** The address of an atomic instruction that reads and writes. */
    static long atomic(long address, int size, Region[] recent, int access, Run run) {
        Run.requireAligned(address, size);
        if (!recent[access].isWritable(address, size)) {
            run.memory().load(address, size);
            find(address, size, Access.READ_WRITE, recent, access, run);
        }
        return address;
    }

    /** Ends a run that would not end by itself. */
    static void requireBudget(long left) {
        if (left < 0) {
            throw Run.exhausted();
        }
    }

    /** What an instruction ends in that must not be executed. */
    static RuntimeException refused(Code code, int slot) {
        return new HelperFault(code.refusal(slot));
    }

    /** What an exception of an instruction becomes. */
    static RuntimeException fault(
            RuntimeException e,
            int slot,
            Code code,
            long r0,
            long r1,
            long r2,
            long r3,
            long r4,
            long r5,
            long r6,
            long r7,
            long r8,
            long r9,
            long r10) {
        return Fault.at(e, code, slot, new long[] {r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10});
    }
}
