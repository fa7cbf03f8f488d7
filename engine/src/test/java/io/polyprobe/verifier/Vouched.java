package io.polyprobe.verifier;

import io.polyprobe.verifier.state.Base;
import java.util.Map;

/** Stands for a verifier where programs are known to be good. */
public final class Vouched {
    private Vouched() {}

    /** That each instruction of a program touches nothing but its own memory. */
    public static Proof forAll(int slots) {
        var proof = new Proof(Map.of());
        for (int slot = 0; slot < slots; slot++) {
            proof.note(slot, new Base.Stack(0));
        }
        return proof;
    }
}
