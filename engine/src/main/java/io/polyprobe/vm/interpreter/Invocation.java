package io.polyprobe.vm.interpreter;

import io.polyprobe.vm.memory.Memory;

/** The running program as a helper sees it. Valid only until the helper returns. */
public interface Invocation {
    /** The most tail calls in one run ({@code MAX_TAIL_CALL_CNT}). */
    int MAX_TAIL_CALLS = 33;

    /** The address space in which the arguments are pointers. */
    Memory memory();

    /** The program whose code called the helper. */
    Code code();

    /**
     * Asks to go on in another program once the helper has returned: what {@code bpf_tail_call} does. The other
     * program takes over the caller's frame and never returns to it.
     *
     * @param target where to go on
     * @param context the other program's r1
     * @return false where the run has used up its {@value #MAX_TAIL_CALLS} tail calls; the caller then goes on as if
     *     nothing had been asked
     */
    boolean tailCall(Code target, long context);

    /**
     * Runs a function of the calling program, as {@code bpf_loop} and {@code bpf_for_each_map_elem} do.
     *
     * @param function what a wide load of a function ({@code BPF_PSEUDO_FUNC}) left in the register
     * @return the function's r0
     * @throws io.polyprobe.diag.FaultException where it faults, where {@code function} is no function, or where frames have run out
     */
    long callback(long function, long r1, long r2, long r3, long r4, long r5);
}
