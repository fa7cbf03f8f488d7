package io.polyprobe.verifier;

import io.polyprobe.btf.BtfType;
import io.polyprobe.isa.Operation;
import io.polyprobe.object.CoreRelocator;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.prototype.Argument;
import io.polyprobe.prototype.Argument.Modifier;
import io.polyprobe.prototype.Kind;
import io.polyprobe.prototype.Prototype;
import io.polyprobe.prototype.Prototype.Trait;
import io.polyprobe.prototype.Prototypes;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Base;
import io.polyprobe.verifier.state.Pointer;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.State.Lock;
import io.polyprobe.verifier.state.Trail;
import io.polyprobe.verifier.state.Value;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Calls of helpers: what they take is checked, what they give and take away is known by their prototypes. */
final class HelperRules {
    static final int TAIL_CALL = 12;
    private static final int SPIN_LOCK = 93;
    private static final int SPIN_UNLOCK = 94;
    private static final int MAX_ERRNO = 4095;

    /** The turn of a path at which something is given back. */
    static final String GIVES_BACK = "gives back what was acquired";

    private final Analysis analysis;
    private final ArgumentRules arguments;
    private final CallbackRules callbacks;

    HelperRules(Analysis analysis, StackRules stack, HelperMemory memory) {
        this.analysis = analysis;
        this.arguments = new ArgumentRules(analysis, stack, memory);
        this.callbacks = new CallbackRules(analysis);
    }

    CallbackRules callbacks() {
        return callbacks;
    }

    /** Whether an instruction calls a helper that moves the packet. */
    static boolean movesPacket(Analysis analysis, int slot) {
        return analysis.flow().operation(slot) instanceof Operation.Call call
                && call.callee() == Operation.Callee.HELPER
                && Prototypes.of(
                                (int) analysis.flow().at(slot).imm(),
                                analysis.subject().type())
                        .filter(helper -> helper.is(Trait.MOVES))
                        .isPresent();
    }

    void call(State state) {
        int number = (int) analysis.at(state).imm();
        Prototype helper = require(state, number);
        if (state.lock() != null && number != SPIN_UNLOCK) {
            throw Rejection.because(
                    "it calls %s while it holds a lock".formatted(helper.name()),
                    "Between bpf_spin_lock() and bpf_spin_unlock() only memory may be touched.");
        }
        var call = new HelperCall(helper);
        arguments.check(state, call);
        if (number == TAIL_CALL && !state.references().isEmpty()) {
            throw Rejection.because(
                    "the tail call never returns, and would leave behind: " + String.join(", ", Analysis.held(state)));
        }
        lock(state, call, number);
        if (call.released != 0) {
            int released = call.released;
            state.release(released);
            state.note(new Trail.Step(state.slot(), GIVES_BACK));
            Analysis.forget(state, pointer -> pointer.reference() == released);
        }
        callbacks.call(state, call);
        Value result = result(state, call);
        FunctionRules.forgetArguments(state.frame());
        state.set(0, result);
        if (helper.is(Trait.MOVES)) {
            Analysis.forgetPackets(state);
        }
        state.goTo(state.slot() + 1);
    }

    private Prototype require(State state, int number) {
        var program = analysis.subject().program();
        if (number == CoreRelocator.POISON) {
            throw Rejection.because(
                    program.failureAt(state.slot()).orElse("a CO-RE relocation failed here"),
                    "Ask bpf_core_field_exists() first.");
        }
        var type = analysis.subject().type();
        Prototype helper = Prototypes.of(number, type).orElseThrow(() -> unknown(number));
        if (helper.is(Trait.GPL) && !analysis.subject().gpl()) {
            throw Rejection.because(
                    "%s is for programs with a GPL-compatible license".formatted(helper.name()),
                    "Declare it: char LICENSE[] SEC(\"license\") = \"GPL\";");
        }
        if (helper.is(Trait.SLEEPS) && !analysis.subject().sleepable()) {
            throw Rejection.because(
                    "%s may sleep, which this program may not".formatted(helper.name()),
                    "Programs of sections such as fentry.s and lsm.s may, and those of type SYSCALL.");
        }
        return helper;
    }

    private Rejection unknown(int number) {
        List<Prototype> others = Prototypes.of(number);
        if (others.isEmpty()) {
            return Rejection.because("there is no helper with number " + number);
        }
        String types = others.stream()
                .flatMap(other -> other.types().stream())
                .map(type -> type.name().toLowerCase(Locale.ROOT))
                .sorted()
                .distinct()
                .collect(Collectors.joining(", "));
        return Rejection.because(
                "programs of type %s cannot call %s"
                        .formatted(
                                analysis.subject().type().name().toLowerCase(Locale.ROOT),
                                others.getFirst().name()),
                instead(others.getFirst().name()),
                "It is there for: " + types + ".");
    }

    /** What does the same for other programs. */
    private static String instead(String helper) {
        return switch (helper) {
            case "bpf_redirect_map" -> "In tc, bpf_redirect() sends a packet to another device.";
            case "bpf_skb_load_bytes" -> "In XDP, bpf_xdp_load_bytes() copies from a packet.";
            case "bpf_xdp_load_bytes" -> "In tc and socket filters, bpf_skb_load_bytes() copies from a packet.";
            case "bpf_probe_read" -> "Use bpf_probe_read_kernel() or bpf_probe_read_user().";
            case "bpf_get_stack", "bpf_get_stackid" -> "Tracing programs have it.";
            default -> "See bpf-helpers(7) for what programs of this type may call.";
        };
    }

    private void lock(State state, HelperCall call, int number) {
        Pointer pointer = call.field;
        if (pointer == null || (number != SPIN_LOCK && number != SPIN_UNLOCK)) {
            return;
        }
        var lock = new Lock(pointer.base(), pointer.id());
        if (number == SPIN_LOCK) {
            state.setLock(lock);
        } else if (!lock.equals(state.lock())) {
            throw Rejection.because("it unlocks another lock than the one it holds");
        } else {
            state.setLock(null);
        }
    }

    private Value result(State state, HelperCall call) {
        Argument result = call.helper.result();
        Value value = switch (result.kind()) {
            case VOID -> Value.Unset.UNSET;
            case INTEGER -> integer(call);
            case VALUE -> value(call);
            case RING_BUFFER_MEMORY ->
                acquired(state, "a record of a ring buffer", new Base.Memory(call.allocation, false, true));
            case DYNPTR_MEMORY ->
                Pointer.to(new Base.Memory(call.allocation, false, false)).withReference(call.passed);
            case SOCKET -> socket(state, call, Base.Kind.SOCKET);
            case SOCK_COMMON -> socket(state, call, Base.Kind.SOCK_COMMON);
            case TCP_SOCK -> socket(state, call, Base.Kind.TCP_SOCK);
            case BTF -> kernel(result, call);
            default ->
                throw Rejection.because("the result of %s is of a kind that this verifier does not know yet"
                        .formatted(call.helper.name()));
        };
        boolean found = result.kind() == Kind.VALUE
                && call.helper.name().equals("bpf_map_lookup_elem")
                && ArgumentRules.alwaysFound(call);
        return value instanceof Pointer pointer && result.nullable() && !found
                ? pointer.orNull(pointer.reference() == 0 || call.passed != 0 ? analysis.newId() : pointer.reference())
                : value;
    }

    /** Some helpers return how many bytes they copied, or an error. */
    private static Quantity integer(HelperCall call) {
        return switch (call.helper.name()) {
            case "bpf_get_stack",
                    "bpf_get_task_stack",
                    "bpf_probe_read_str",
                    "bpf_probe_read_kernel_str",
                    "bpf_probe_read_user_str" ->
                Quantity.of(Scalar.signed(-MAX_ERRNO, call.size.wide().umax()));
            default -> Quantity.unknown();
        };
    }

    private Pointer value(HelperCall call) {
        MapSpec map = call.map();
        MapSpec inner = map.inner();
        boolean outer = map.type() == MapType.ARRAY_OF_MAPS || map.type() == MapType.HASH_OF_MAPS;
        int id = analysis.newId();
        if (outer && inner != null) {
            return Pointer.to(new Base.Map(inner, id)).withId(id);
        }
        return switch (map.type()) {
            case XSKMAP -> Pointer.to(Base.Kind.XDP_SOCK).withId(id);
            case SOCKMAP, SOCKHASH ->
                throw Rejection.because("lookups in maps of sockets are not known to this verifier yet");
            default -> Pointer.to(new Base.MapValue(map, call.lookup())).withId(id);
        };
    }

    private Pointer acquired(State state, String what, Base base) {
        int id = analysis.newId();
        state.acquire(new State.Held(id, state.slot(), what));
        return Pointer.to(base).withReference(id);
    }

    private Pointer socket(State state, HelperCall call, Base.Kind kind) {
        boolean acquires = call.helper.name().startsWith("bpf_sk_lookup_")
                || call.helper.name().startsWith("bpf_skc_lookup_");
        return acquires ? acquired(state, "a socket", kind) : Pointer.to(kind).withReference(call.passed);
    }

    private Value kernel(Argument result, HelperCall call) {
        var types = analysis.subject().kernel();
        var id = types == null ? java.util.OptionalInt.empty() : types.id(BtfType.Struct.class, result.structure());
        if (id.isEmpty()) {
            throw Rejection.because("%s gives a struct %s, which the types of this kernel do not have"
                    .formatted(call.helper.name(), result.structure()));
        }
        boolean trusted = result.modifiers().contains(Modifier.TRUSTED);
        return Pointer.to(new Base.Kernel(id.getAsInt(), result.structure(), trusted))
                .withReference(call.passed);
    }
}
