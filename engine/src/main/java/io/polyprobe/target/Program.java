package io.polyprobe.target;

import io.polyprobe.object.ProgramType;
import org.jspecify.annotations.Nullable;

/** A program that a target has accepted. */
public interface Program {
    String name();

    ProgramType type();

    /** What stands for it in a {@code PROG_ARRAY}: in the kernel its file descriptor. */
    int fd();

    /** Runs it once, {@code BPF_PROG_TEST_RUN}'s way. */
    TestResult test(TestInput input);

    /**
     * @param data packet bytes, or null for program types without a packet
     * @param context bytes of the context, or null for an empty one
     */
    record TestInput(byte @Nullable [] data, byte @Nullable [] context, int repeat) {}

    /**
     * @param returnValue r0 as the target gives it: 32 bits
     * @param data the packet afterwards, empty where there was none
     * @param context the context afterwards where one was given and the type of program has one that can change,
     *     otherwise empty: of packets the fields that a caller may fill in, of a program of type SYSCALL all of it
     * @param nanos mean duration of one run
     */
    record TestResult(int returnValue, byte[] data, byte[] context, long nanos) {}
}
