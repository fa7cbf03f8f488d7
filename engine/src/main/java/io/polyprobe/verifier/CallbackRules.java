package io.polyprobe.verifier;

import io.polyprobe.object.MapSpec;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Checkpoint;
import io.polyprobe.verifier.state.Frame;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Trail;
import io.polyprobe.verifier.state.Value;
import java.util.HashSet;
import java.util.Set;

/**
 * Functions that helpers run. One that runs in the middle of the call is explored as a loop around the call: from there
 * one path goes on without it, another into it and back. One that runs later is explored by itself.
 */
final class CallbackRules {
    private final Analysis analysis;
    private final Set<String> later = new HashSet<>();

    CallbackRules(Analysis analysis) {
        this.analysis = analysis;
    }

    /** Whether a helper runs a function before it returns. */
    static boolean repeats(String helper) {
        return switch (helper) {
            case "bpf_loop", "bpf_for_each_map_elem", "bpf_user_ringbuf_drain", "bpf_find_vma" -> true;
            default -> false;
        };
    }

    void call(State state, HelperCall call) {
        Base.Function function = call.callback;
        if (function == null) {
            return;
        }
        if (call.helper.name().equals("bpf_timer_set_callback")) {
            runLater(state, call, function);
            return;
        }
        if (!repeats(call.helper.name())) {
            throw Rejection.because("callbacks of %s are not known to this verifier yet".formatted(call.helper.name()));
        }
        boolean bounded = call.helper.name().equals("bpf_loop");
        if (bounded && state.get(1) instanceof Quantity rounds) {
            rounds.requirePrecise();
            long most = rounds.scalar().wide().umax();
            if (Long.compareUnsigned(state.frame().depth(), most) >= 0) {
                state.frame().surface();
                return;
            }
        }
        State round = state.copy();
        round.frame().deepen();
        Frame callee = FunctionRules.enter(round, function.slot(), state.slot(), Frame.Callback.REPEATED);
        arguments(round, call, callee);
        widen(round, state.slot());
        round.note(new Trail.Step(state.slot(), "runs its callback"));
        round.goTo(function.slot());
        analysis.fork(round);
        state.frame().surface();
    }

    private void arguments(State round, HelperCall call, Frame callee) {
        Frame caller = round.frames().get(callee.index() - 1);
        switch (call.helper.name()) {
            case "bpf_loop" -> {
                callee.set(1, Quantity.unknown());
                callee.set(2, caller.get(3));
            }
            case "bpf_for_each_map_elem" -> {
                MapSpec map = call.map();
                callee.set(1, Pointer.to(new Base.Map(map, call.lookup())));
                callee.set(2, Pointer.to(new Base.MapKey(map)));
                callee.set(3, Pointer.to(new Base.MapValue(map, call.lookup())).withId(analysis.newId()));
                callee.set(4, caller.get(3));
            }
            case "bpf_user_ringbuf_drain" -> {
                callee.set(1, Pointer.to(Base.Kind.DYNPTR));
                callee.set(2, caller.get(3));
            }
            default ->
                throw Rejection.because(
                        "callbacks of %s are not known to this verifier yet".formatted(call.helper.name()));
        }
    }

    /** What changed since the last round, and did not matter so far, may be anything in the rounds to come. */
    private void widen(State round, int callSite) {
        State before = lastRound(round, callSite);
        if (before != null) {
            widen(before, round);
        }
    }

    static void widen(State before, State round) {
        for (int i = 0; i < before.frames().size(); i++) {
            Frame was = before.frames().get(i);
            Frame now = round.frames().get(i);
            for (int r = 0; r < 10; r++) {
                now.set(r, widened(was.get(r), now.get(r)));
            }
            for (int s = 0; s < Math.min(was.slots(), now.slots()); s++) {
                Value old = was.slot(s).spilled();
                Value spilled = now.slot(s).spilled();
                if (old != null && spilled != null) {
                    now.setSlot(s, now.slot(s).withSpilled(widened(old, spilled)));
                }
            }
        }
    }

    private static Value widened(Value was, Value now) {
        boolean differ = was instanceof Quantity a
                && now instanceof Quantity b
                && !a.isPrecise()
                && !b.isPrecise()
                && !a.scalar().equals(b.scalar());
        return differ ? ((Quantity) now).then(Scalar.UNKNOWN) : now;
    }

    private static @org.jspecify.annotations.Nullable State lastRound(State round, int callSite) {
        int frames = round.frames().size() - 1;
        for (Checkpoint at = round.parent(); at != null; at = at.parent()) {
            State state = at.state();
            if (state.slot() == callSite
                    && state.frames().size() == frames
                    && state.frame().depth() < round.frames().get(frames - 1).depth() - 1) {
                return state;
            }
        }
        return null;
    }

    private void runLater(State state, HelperCall call, Base.Function function) {
        Pointer timer = call.field;
        if (timer == null || !(timer.base() instanceof Base.MapValue value)) {
            throw new IllegalStateException("a timer is in a map's value");
        }
        if (!later.add(function.slot() + " " + value.map().name())) {
            return;
        }
        var start = new State(function.slot());
        start.set(1, Pointer.to(new Base.Map(value.map(), 0)));
        start.set(2, Pointer.to(new Base.MapKey(value.map())));
        start.set(3, Pointer.to(new Base.MapValue(value.map(), 0)).withId(analysis.newId()));
        start.note(new Trail.Step(state.slot(), "starts a timer, whose callback runs later"));
        analysis.fork(start);
    }

    /** Whether a function runs later, for the kernel. */
    boolean isLater(int function) {
        return later.stream().anyMatch(key -> key.startsWith(function + " "));
    }
}
