package io.polyprobe.verifier;

import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.Operation;
import io.polyprobe.isa.Operation.Callee;
import io.polyprobe.isa.Operation.Wide;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.object.Reference;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Checkpoint;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Trail;
import io.polyprobe.verifier.state.Value;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks all paths through a program, the last opened first, and ends those that lead to what was seen before. */
final class Explorer {
    /** {@code BPF_COMPLEXITY_LIMIT_INSNS}. */
    private static final int LIMIT = 1_000_000;

    private final Analysis analysis;
    private final Flow flow;
    private final AluRules alu;
    private final JumpRules jumps;
    private final MemoryRules memory;
    private final FunctionRules functions;
    private final HelperRules helpers;
    private final ExitRules exits;
    private final Memory seen;
    private final Journal journal;
    private final @Nullable Witness witness;
    private long processed;

    /** @param witness sees each state, null for none */
    Explorer(Analysis analysis, Journal journal, @Nullable Witness witness) {
        this.analysis = analysis;
        this.journal = journal;
        this.witness = witness;
        this.flow = analysis.flow();
        this.alu = new AluRules(analysis);
        this.jumps = new JumpRules(analysis);
        var stack = new StackRules(analysis, alu);
        var bounds = new BoundsRules(analysis);
        var helperMemory = new HelperMemory(analysis, stack, bounds);
        this.memory = new MemoryRules(analysis, stack, bounds);
        this.functions = new FunctionRules(analysis, helperMemory);
        this.helpers = new HelperRules(analysis, stack, helperMemory);
        this.exits = new ExitRules(analysis, helpers.callbacks(), functions);
        this.seen = new Memory(flow, witness != null, this::isLoop);
    }

    /** How many instructions were looked at. */
    long processed() {
        return processed;
    }

    /** How many states are kept. */
    int states() {
        return seen.size();
    }

    /** A rejection with the path that led to it. */
    static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Rejection rejection;
        private final transient State state;

        Found(Rejection rejection, State state) {
            super(rejection.reason(), null, false, false);
            this.rejection = rejection;
            this.state = state;
        }

        Rejection rejection() {
            return rejection;
        }

        State state() {
            return state;
        }
    }

    /** @throws Found where a path does what no program may */
    void explore() {
        var start = new State(0);
        start.set(1, Pointer.to(Base.Kind.CONTEXT));
        walk(start);
        Set<Integer> verified = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (int function : Set.copyOf(functions.called())) {
                if (verified.add(function)) {
                    more = true;
                    walk(functions.entry(function));
                }
            }
        }
    }

    private void walk(State start) {
        analysis.fork(start);
        for (State state = analysis.nextPath(); state != null; state = analysis.nextPath()) {
            try {
                while (goOn(state)) {
                    // Each step has changed the state.
                }
            } catch (Rejection rejection) {
                throw new Found(rejection, state);
            }
            Checkpoint.end(state.parent());
        }
    }

    /** @return whether the path goes on */
    private boolean goOn(State state) {
        int slot = state.slot();
        if (flow.isJoin(slot) || isLoop(slot)) {
            if (seen.ends(state, processed)) {
                journal.note(state, "seen before");
                return false;
            }
        }
        if (++processed > LIMIT) {
            throw Rejection.because(
                    "the verifier has looked at a million instructions on its paths, and not seen them all",
                    "A loop is walked round by round: give it a constant bound, or call bpf_loop(). Put long stretches into global functions, which are"
                            + " verified once.");
        }
        journal.before(state);
        if (witness != null) {
            witness.see(state);
        }
        Instruction at = flow.at(slot);
        switch (flow.operation(slot)) {
            case Operation.Alu operation -> alu.step(state, at, operation);
            case Operation.Swap _ -> alu.swap(state, at);
            case Operation.Jump jump -> {
                seen.countJump();
                return jumps.step(state, at, jump);
            }
            case Operation.Goto _ -> {
                seen.countJump();
                state.goTo(flow.target(slot));
                return true;
            }
            case Operation.MayGoto _ -> {
                mayGoto(state);
                return true;
            }
            case Operation.Load load -> memory.load(state, at, load);
            case Operation.Store store -> memory.store(state, at, store);
            case Operation.Atomic atomic -> memory.atomic(state, at, atomic);
            case Operation.LoadWide load -> Analysis.write(state, at.dst(), wide(slot, at, load.wide()));
            case Operation.LoadPacket load -> packet(state, at, load);
            case Operation.Call call -> {
                seen.countJump();
                call(state, call);
                return true;
            }
            case Operation.Exit _ -> {
                return exit(state);
            }
            case Operation.AddressSpaceCast _ ->
                throw Rejection.because("address spaces need an arena, which this verifier does not know yet");
        }
        state.goTo(flow.next(slot));
        return true;
    }

    private void call(State state, Operation.Call call) {
        switch (call.callee()) {
            case HELPER -> helpers.call(state);
            case LOCAL -> functions.call(state);
            case KERNEL ->
                throw Rejection.because(
                        "it calls a kernel function (kfunc), which this verifier does not know yet",
                        "Use a helper instead, if there is one.");
        }
    }

    private boolean exit(State state) {
        if (state.frames().size() > 1) {
            functions.leave(state);
            return true;
        }
        exits.end(state);
        return false;
    }

    /** A jump that the machine takes when it has had enough: the loop may go on any number of times. */
    private void mayGoto(State state) {
        State on = state.copy();
        int slot = state.slot();
        on.countGoto();
        on.goTo(slot + 1);
        seen.widen(on, slot);
        analysis.fork(on);
        state.note(new Trail.Step(slot, "leaves the loop"));
        state.goTo(flow.target(slot));
    }

    /** Whether a slot is where rounds of unknown number begin. */
    private boolean isLoop(int slot) {
        return switch (flow.operation(slot)) {
            case Operation.MayGoto _ -> true;
            case Operation.Call call ->
                call.callee() == Callee.HELPER
                        && CallbackRules.repeats(io.polyprobe.prototype.Prototypes.name(
                                (int) flow.at(slot).imm()));
            default -> false;
        };
    }

    private Value wide(int slot, Instruction at, Wide wide) {
        return switch (wide) {
            case VALUE -> Quantity.constant(at.imm());
            case MAP_FD, MAP_INDEX -> Pointer.to(new Base.Map(map(slot), 0));
            case MAP_VALUE_FD, MAP_VALUE_INDEX -> {
                if (!(analysis.reference(slot) instanceof Reference.ToMapValue value)) {
                    throw Rejection.because("it refers to no map that is known");
                }
                MapSpec map = analysis.map(value.map());
                if (value.offset() > map.valueSize()) {
                    throw Rejection.because("it refers to byte %d of '%s', which has %d"
                            .formatted(value.offset(), map.name(), map.valueSize()));
                }
                yield Pointer.to(new Base.MapValue(map, 0), value.offset());
            }
            case FUNCTION -> {
                int function = flow.target(slot);
                if (functions.isGlobal(function)) {
                    throw Rejection.because("a callback must be a static function", "Declare it static.");
                }
                yield Pointer.to(new Base.Function(function));
            }
            // The kernel's own variables are numbers here, since their types are not looked up.
            case VARIABLE -> Quantity.unknown();
        };
    }

    private MapSpec map(int slot) {
        if (analysis.reference(slot) instanceof Reference.ToMap reference) {
            return analysis.map(reference.map());
        }
        throw Rejection.because("it refers to no map that is known");
    }

    private void packet(State state, Instruction at, Operation.LoadPacket load) {
        ProgramType type = analysis.subject().type();
        boolean may =
                type == ProgramType.SOCKET_FILTER || type == ProgramType.SCHED_CLS || type == ProgramType.SCHED_ACT;
        if (!may) {
            throw Rejection.because("programs of type %s have no packet to load from so".formatted(type));
        }
        boolean context = state.get(6) instanceof Pointer p && p.base() == Base.Kind.CONTEXT && p.offset() == 0;
        if (!context) {
            throw Rejection.because("r6 is %s; a packet load wants the context there".formatted(state.get(6)));
        }
        if (state.lock() != null || !state.references().isEmpty()) {
            throw Rejection.because("a packet load may end the program, which holds something it has to give back");
        }
        if (load.indirect()) {
            Analysis.read(state, at.src());
        }
        FunctionRules.forgetArguments(state.frame());
        state.set(0, Quantity.of(Scalar.unknown(load.size().bits())));
    }
}
