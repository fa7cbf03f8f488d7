package io.polyprobe.verifier;

import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Frame;
import java.util.BitSet;
import java.util.Map;

/**
 * What the verifier has found out about an accepted program that whoever runs it can rely on: which instructions touch
 * nothing but memory that is there and open, on every path.
 *
 * <p>That holds as long as helpers return what their prototypes say, and memory that a program may still point into
 * stays until its run has ended.
 */
public final class Proof {
    /** Nothing is known: of a program that nobody has verified. */
    public static final Proof NONE = new Proof();

    private final boolean verified;
    private final Map<Integer, Integer> depths;

    /** Accesses by slot: to stacks, map values, packets and what helpers gave. */
    private final BitSet direct = new BitSet();

    /** To objects of the kernel, which may be gone. */
    private final BitSet probed = new BitSet();

    /** To what is not plain memory: contexts and sockets, some of whose fields are made when they are read. */
    private final BitSet special = new BitSet();

    private boolean unwritten;

    private Proof() {
        verified = false;
        depths = Map.of();
    }

    /** @param depths bytes of stack that each function uses, as far as known */
    Proof(Map<Integer, Integer> depths) {
        this.verified = true;
        this.depths = depths;
    }

    void note(int slot, Base base) {
        var kind = switch (base) {
            case Base.Stack _, Base.MapValue _, Base.MapKey _, Base.Memory _ -> direct;
            case Base.Kind.PACKET, Base.Kind.PACKET_META -> direct;
            case Base.Kernel _ -> probed;
            case Base.Map _, Base.Function _, Base.Kind _ -> special;
        };
        kind.set(slot);
    }

    /** The stack is read where nobody has written. */
    void noteUnwritten() {
        unwritten = true;
    }

    /** Whether the program was accepted: then it ends, keeps within its frames, and calls as prototypes say. */
    public boolean isVerified() {
        return verified;
    }

    /** Whether the memory that an instruction touches is there, and open for it. */
    public boolean isDirect(int slot) {
        return direct.get(slot) && !probed.get(slot) && !special.get(slot);
    }

    /** Whether an instruction reads an object of the kernel: 0, where that is no more. */
    public boolean isProbed(int slot) {
        return probed.get(slot) && !special.get(slot);
    }

    /**
     * How much of a function's stack, from its end, may be read before it is written.
     *
     * @param function its first slot
     */
    public int unwritten(int function) {
        if (!verified) {
            return Frame.STACK;
        }
        return unwritten ? depths.getOrDefault(function, 0) : 0;
    }
}
