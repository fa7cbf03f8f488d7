package io.polyprobe.verifier;

import io.polyprobe.prototype.Argument;
import io.polyprobe.prototype.Argument.Modifier;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Slot;
import io.polyprobe.verifier.state.Slot.DynptrHalf;
import io.polyprobe.verifier.state.Slot.DynptrKind;
import io.polyprobe.verifier.state.State;

/** Dynptrs: 16 bytes of the stack that helpers make, look through and give back. */
final class DynptrRules {
    private static final int BYTES = 16;

    private final Analysis analysis;
    private final StackRules stack;

    DynptrRules(Analysis analysis, StackRules stack) {
        this.analysis = analysis;
        this.stack = stack;
    }

    void argument(State state, HelperCall call, int register, Argument argument, Pointer pointer) {
        boolean inCallback = pointer.base() == Base.Kind.DYNPTR;
        if (!(pointer.base() instanceof Base.Stack) && !inCallback) {
            throw ArgumentRules.refused(call, register, "is %s, not a dynptr on the stack".formatted(pointer));
        }
        if (argument.modifiers().contains(Modifier.UNINIT)) {
            make(state, call, register, argument, pointer);
            return;
        }
        if (inCallback) {
            requireKind(call, register, argument, DynptrKind.LOCAL);
            return;
        }
        DynptrHalf half = half(state, pointer);
        if (half == null || !half.first()) {
            throw ArgumentRules.refused(
                    call,
                    register,
                    "is no dynptr yet",
                    "Make it by bpf_dynptr_from_mem() or bpf_ringbuf_reserve_dynptr().");
        }
        requireKind(call, register, argument, half.kind());
        call.passed = half.reference();
        if (argument.modifiers().contains(Modifier.RELEASE)) {
            call.released = half.reference();
            stack.put(state, pointer, 0, Slot.EMPTY);
            stack.put(state, pointer, Slot.BYTES, Slot.EMPTY);
        }
    }

    private static void requireKind(HelperCall call, int register, Argument argument, DynptrKind kind) {
        if (argument.modifiers().contains(Modifier.RINGBUF) && kind != DynptrKind.RINGBUF) {
            throw ArgumentRules.refused(call, register, "is a dynptr, but not to a ring buffer's record");
        }
    }

    private @org.jspecify.annotations.Nullable DynptrHalf half(State state, Pointer pointer) {
        Slot slot = stack.slot(state, pointer);
        if (slot == null) {
            return null;
        }
        slot.markRead();
        return slot.dynptr();
    }

    private void make(State state, HelperCall call, int register, Argument argument, Pointer pointer) {
        boolean aligned = pointer.isFixed()
                && pointer.place() % Slot.BYTES == 0
                && pointer.place() <= -BYTES
                && pointer.place() >= -io.polyprobe.verifier.state.Frame.STACK;
        if (!aligned) {
            throw ArgumentRules.refused(call, register, "does not point to 16 aligned bytes of the stack");
        }
        if (half(state, pointer) != null || half(state, pointer.withOffset(pointer.offset() + Slot.BYTES)) != null) {
            throw ArgumentRules.refused(
                    call, register, "would overwrite a dynptr", "Use another variable for each dynptr.");
        }
        boolean ring = argument.modifiers().contains(Modifier.RINGBUF);
        int id = analysis.newId();
        if (ring) {
            state.acquire(new State.Held(id, state.slot(), "a record of a ring buffer"));
        }
        DynptrKind kind = ring ? DynptrKind.RINGBUF : DynptrKind.LOCAL;
        stack.put(state, pointer, 0, Slot.dynptr(new DynptrHalf(kind, true, ring ? id : 0, id)));
        stack.put(state, pointer, Slot.BYTES, Slot.dynptr(new DynptrHalf(kind, false, ring ? id : 0, id)));
        if (!ring && !(Analysis.read(state, 1) instanceof Pointer p && p.base() instanceof Base.MapValue)) {
            throw ArgumentRules.refused(call, 1, "has to be memory in a map's value");
        }
    }
}
