package io.polyprobe.vm.interpreter;

import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The call frames of one run: 512 bytes of memory each, registers, and where to return to.
 *
 * <p>Each frame's memory is a region that is open while the frame is in use, so that a pointer into a frame that has
 * returned faults; unused memory between the frames catches overruns. What a program has not written reads as a
 * pattern that is no likely number and no address, the same in each run.
 */
public final class Stack implements AutoCloseable {
    /** {@code MAX_BPF_STACK}: bytes of a frame. */
    public static final int FRAME_BYTES = 512;

    /** {@code MAX_CALL_FRAMES}: the entry function and seven calls. */
    static final int MAX_FRAMES = 8;

    /** What registers and memory hold that a program has not set. */
    public static final long UNSET = 0xa5a5_a5a5_a5a5_a5a5L;

    private static final byte UNSET_BYTE = (byte) UNSET;

    private final Memory memory;
    private final Arena arena = Arena.ofShared();
    private final Region[] regions = new Region[MAX_FRAMES];
    private final long[][] registers = new long[MAX_FRAMES][11];

    /** Of the caller that each frame holds: its program and the slot of its call. */
    final Code[] callers = new Code[MAX_FRAMES];

    final int[] callSlots = new int[MAX_FRAMES];

    private final boolean watched;

    /** @param watched whether reading what was never written ends in a fault, where that is not known of the program */
    Stack(Memory memory, boolean watched) {
        this.memory = memory;
        this.watched = watched;
        MemorySegment all = arena.allocate(2L * FRAME_BYTES * MAX_FRAMES + FRAME_BYTES, 16);
        for (int frame = 0; frame < MAX_FRAMES; frame++) {
            MemorySegment bytes = all.asSlice(FRAME_BYTES + 2L * FRAME_BYTES * frame, FRAME_BYTES);
            regions[frame] = memory.map("the stack of frame " + frame, bytes, Access.NONE);
        }
    }

    /**
     * Opens a frame with fresh memory and registers.
     *
     * @param unwritten bytes before its end that may be read before they are written
     * @return the registers
     */
    long[] open(int frame, int unwritten) {
        long top = openMemory(frame, unwritten);
        if (watched && unwritten > 0) {
            regions[frame].watch();
        }
        long[] fresh = registers[frame];
        java.util.Arrays.fill(fresh, UNSET);
        fresh[10] = top;
        return fresh;
    }

    /** Opens a frame with fresh memory alone, and returns the address of its end. */
    long openMemory(int frame, int unwritten) {
        if (unwritten > 0) {
            regions[frame].segment().asSlice(FRAME_BYTES - unwritten, unwritten).fill(UNSET_BYTE);
        }
        regions[frame].allow(Access.READ_WRITE);
        return end(frame);
    }

    long end(int frame) {
        return regions[frame].address() + FRAME_BYTES;
    }

    /** The registers of an open frame. */
    long[] registers(int frame) {
        return registers[frame];
    }

    void close(int frame) {
        regions[frame].allow(Access.NONE);
    }

    /** Closes what a fault has left open. */
    void closeFrom(int frame) {
        for (int each = frame; each < MAX_FRAMES; each++) {
            close(each);
        }
    }

    @Override
    public void close() {
        for (Region region : regions) {
            memory.unmap(region);
        }
        arena.close();
    }
}
