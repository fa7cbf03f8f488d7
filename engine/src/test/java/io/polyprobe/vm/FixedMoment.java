package io.polyprobe.vm;

import io.polyprobe.vm.helper.Moment;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A moment of the tests' choice; what is printed in it is kept. */
public class FixedMoment implements Moment {
    public final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final MemorySegment user;

    /** @param user all of user memory */
    public FixedMoment(MemorySegment user) {
        this.user = user;
    }

    @Override
    public long monotonicNanos() {
        return 1_672_479_084_321L;
    }

    @Override
    public int cpu() {
        return 1;
    }

    @Override
    public int pid() {
        return 9321;
    }

    @Override
    public int tgid() {
        return 9320;
    }

    @Override
    public int uid() {
        return 1000;
    }

    @Override
    public int gid() {
        return 100;
    }

    @Override
    public byte[] comm() {
        return Arrays.copyOf("a b c".getBytes(StandardCharsets.US_ASCII), 16);
    }

    @Override
    public long task() {
        return 0x1234;
    }

    @Override
    public long registers() {
        return 0x5678;
    }

    @Override
    public long cgroup() {
        return 77;
    }

    @Override
    public int random() {
        return -1;
    }

    @Override
    public Optional<MemorySegment> user(long address, long enough) {
        long offset = address - user.address();
        return offset >= 0 && offset < user.byteSize() ? Optional.of(user.asSlice(offset)) : Optional.empty();
    }

    @Override
    public void trace(byte[] message) {
        printed.writeBytes(message);
    }
}
