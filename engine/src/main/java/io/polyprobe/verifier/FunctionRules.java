package io.polyprobe.verifier;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Frame;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Trail;
import io.polyprobe.verifier.state.Value;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the program's own functions. A static one is followed with what its caller passes; a global one is verified
 * once, for whatever its C prototype admits, so that a call need only be checked against that.
 */
final class FunctionRules {
    /** {@code MAX_CALL_FRAMES}. */
    static final int FRAMES = 8;

    private static final int ARGUMENTS = 5;

    private final Analysis analysis;
    private final HelperMemory memory;
    private final Map<Integer, BtfType.Function> globals = new HashMap<>();
    private final Map<Integer, Boolean> moving = new HashMap<>();
    private final Set<Integer> called = new LinkedHashSet<>();

    FunctionRules(Analysis analysis, HelperMemory memory) {
        this.analysis = analysis;
        this.memory = memory;
        Btf btf = analysis.subject().btf();
        for (ProgramSpec.Function function : analysis.subject().program().functions()) {
            if (btf != null
                    && function.slot() != 0
                    && function.btfId() != 0
                    && btf.type(function.btfId()) instanceof BtfType.Function type
                    && type.linkage() == BtfType.Linkage.GLOBAL) {
                globals.put(function.slot(), type);
            }
        }
    }

    /** The global functions that were called, which have to be verified themselves. */
    Set<Integer> called() {
        return called;
    }

    boolean isGlobal(int function) {
        return globals.containsKey(function);
    }

    void call(State state) {
        int slot = state.slot();
        int function = analysis.flow().target(slot);
        BtfType.Function global = globals.get(function);
        if (global != null) {
            callGlobal(state, function, global);
            state.goTo(slot + 1);
            return;
        }
        Frame callee = enter(state, function, slot, Frame.Callback.NONE);
        Frame caller = state.frames().get(callee.index() - 1);
        for (int i = 1; i <= ARGUMENTS; i++) {
            callee.set(i, caller.get(i));
        }
        forgetArguments(caller);
        state.note(new Trail.Step(slot, "enters the function"));
        state.goTo(function);
    }

    static void forgetArguments(Frame caller) {
        for (int i = 0; i <= ARGUMENTS; i++) {
            caller.set(i, Value.Unset.UNSET);
        }
    }

    static Frame enter(State state, int function, int slot, Frame.Callback callback) {
        if (state.frames().size() == FRAMES) {
            throw Rejection.because(
                    "the call would be the %dth function within functions, of which there may be %d"
                            .formatted(FRAMES + 1, FRAMES),
                    "Functions cannot call themselves: use a loop.");
        }
        var frame = new Frame(state.frames().size(), function, slot, callback);
        state.frames().add(frame);
        return frame;
    }

    private BtfType.Prototype prototype(BtfType.Function function) {
        Btf btf = analysis.subject().btf();
        if (btf != null && btf.type(function.prototype()) instanceof BtfType.Prototype prototype) {
            return prototype;
        }
        throw Rejection.because("the function '%s' has no prototype in the object's BTF".formatted(function.name()));
    }

    private void callGlobal(State state, int function, BtfType.Function type) {
        if (state.lock() != null) {
            throw Rejection.because(
                    "it calls the global function '%s' while it holds a lock".formatted(type.name()),
                    "Declare the function static.");
        }
        var parameters = prototype(type).parameters();
        if (parameters.size() > ARGUMENTS) {
            throw Rejection.because("the function '%s' has more than 5 parameters".formatted(type.name()));
        }
        for (int i = 0; i < parameters.size(); i++) {
            pass(state, i + 1, type, parameters.get(i));
        }
        called.add(function);
        Frame frame = state.frame();
        forgetArguments(frame);
        if (!isVoid(type)) {
            frame.set(0, Quantity.unknown());
        }
        // What it does with the packet is not followed.
        if (movesPackets(function)) {
            Analysis.forgetPackets(state);
        }
    }

    /** Whether a global function gives nothing back. */
    boolean isVoid(int function) {
        BtfType.Function type = globals.get(function);
        return type != null && isVoid(type);
    }

    private boolean isVoid(BtfType.Function type) {
        return prototype(type).result() == 0;
    }

    private boolean movesPackets(int function) {
        Boolean known = moving.get(function);
        if (known != null) {
            return known;
        }
        boolean moves = analysis.flow().calleesOf(function).stream().anyMatch(this::movesPackets);
        for (int slot = function;
                slot < analysis.flow().endOf(function) && !moves;
                slot = analysis.flow().next(slot)) {
            moves = HelperRules.movesPacket(analysis, slot);
        }
        moving.put(function, moves);
        return moves;
    }

    private void pass(State state, int register, BtfType.Function function, BtfType.Parameter parameter) {
        Value value = Analysis.read(state, register);
        switch (expected(parameter, true)) {
            case Quantity _ -> {
                if (!(value instanceof Quantity)) {
                    throw wrong(register, function, parameter, "a number", value);
                }
            }
            case Pointer pointer
            when pointer.base() == Base.Kind.CONTEXT -> {
                boolean whole = value instanceof Pointer p && p.base() == Base.Kind.CONTEXT && p.offset() == 0;
                if (!whole) {
                    throw wrong(register, function, parameter, "the context", value);
                }
            }
            case Pointer pointer -> {
                long size = ((Base.Memory) pointer.base()).size();
                boolean absent = value instanceof Quantity q && q.scalar().isConstant(0);
                if (!absent) {
                    if (!(value instanceof Pointer given)) {
                        throw wrong(register, function, parameter, "a pointer to %d bytes".formatted(size), value);
                    }
                    memory.check(
                            state, register, given.nullable() ? given.present(given.id()) : given, size, true, true);
                }
            }
            case Value.Unset _ -> throw new IllegalStateException("a parameter is something");
        }
    }

    private static Rejection wrong(
            int register, BtfType.Function function, BtfType.Parameter parameter, String wanted, Value value) {
        return Rejection.because("r%d holds %s, but the parameter '%s' of '%s' takes %s"
                .formatted(register, value, parameter.name(), function.name(), wanted));
    }

    /** What a global function is given, as far as its prototype tells. */
    private Value expected(BtfType.Parameter parameter, boolean called) {
        Btf btf = analysis.subject().btf();
        if (btf == null) {
            throw new IllegalStateException("global functions are known by BTF");
        }
        int type = btf.resolve(parameter.type());
        return switch (btf.type(type)) {
            case BtfType.Int _, BtfType.Enum _ -> Quantity.unknown();
            case BtfType.Pointer pointer when isContext(btf, pointer.target()) -> Pointer.to(Base.Kind.CONTEXT);
            case BtfType.Pointer pointer
            when pointee(btf, pointer.target()) > 0 ->
                Pointer.to(new Base.Memory(pointee(btf, pointer.target()), false, false))
                        .orNull(called ? 1 : analysis.newId());
            default ->
                throw Rejection.because(
                        "the parameter '%s' of a global function is neither a number nor a pointer to memory of known"
                                        .formatted(parameter.name())
                                + " size",
                        "Declare the function static.");
        };
    }

    private static long pointee(Btf btf, int target) {
        return switch (btf.type(btf.resolve(target))) {
            case BtfType.Int _, BtfType.Enum _, BtfType.Struct _, BtfType.Union _, BtfType.Array _ ->
                btf.sizeOf(target);
            default -> 0;
        };
    }

    /** By the name of the structure that C programs of the type take ({@code include/linux/bpf_types.h}). */
    private boolean isContext(Btf btf, int target) {
        String name = btf.type(btf.resolve(target)).name();
        ProgramType type = analysis.subject().type();
        return switch (type) {
            case XDP -> name.equals("xdp_md");
            case KPROBE, PERF_EVENT ->
                name.equals("pt_regs") || name.equals("bpf_user_pt_regs_t") || name.equals("bpf_perf_event_data");
            case RAW_TRACEPOINT -> name.equals("bpf_raw_tracepoint_args");
            case SOCK_OPS -> name.equals("bpf_sock_ops");
            case CGROUP_SOCK_ADDR -> name.equals("bpf_sock_addr");
            default -> name.equals("__sk_buff");
        };
    }

    /** The state in which a global function begins. */
    State entry(int function) {
        BtfType.Function type = globals.get(function);
        if (type == null) {
            throw new IllegalArgumentException("not global: " + function);
        }
        var state = new State(function);
        var parameters = prototype(type).parameters();
        for (int i = 0; i < parameters.size(); i++) {
            state.set(i + 1, expected(parameters.get(i), false));
        }
        return state;
    }

    /** The end of a function that was called; the path goes on in its caller. */
    void leave(State state) {
        Frame callee = state.frame();
        Value result = callee.get(0);
        if (result instanceof Pointer pointer && pointer.base() instanceof Base.Stack) {
            throw Rejection.because("the function returns a pointer to a stack, which is gone when it ends");
        }
        state.note(new Trail.Step(state.slot(), "returns"));
        state.frames().removeLast();
        if (callee.callback() == Frame.Callback.NONE) {
            state.set(0, result);
            state.goTo(callee.callSite() + 1);
            return;
        }
        requireResult(result, 1);
        // Another round begins where the helper was called, with the same arguments.
        state.goTo(callee.callSite());
    }

    /** What a callback returns must be known to be small, since the helper acts on it. */
    static void requireResult(@Nullable Value result, int most) {
        if (!(result instanceof Quantity quantity)) {
            throw Rejection.because("the callback returns %s".formatted(result), "Return a number.");
        }
        quantity.requirePrecise();
        Scalar scalar = quantity.scalar();
        if (scalar.wide().smin() < 0 || scalar.wide().smax() > most) {
            throw Rejection.because(
                    "the callback returns %s".formatted(scalar),
                    most == 0 ? "It has to return 0." : "Return 0 to go on, 1 to stop.");
        }
    }
}
