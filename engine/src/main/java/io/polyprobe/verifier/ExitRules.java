package io.polyprobe.verifier;

import io.polyprobe.object.AttachType;
import io.polyprobe.object.ProgramType;
import io.polyprobe.verifier.number.Scalar;
import io.polyprobe.verifier.state.Quantity;
import io.polyprobe.verifier.state.State;
import io.polyprobe.verifier.state.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The end of a program, of a global function and of a callback that runs later. */
final class ExitRules {
    private final Analysis analysis;
    private final CallbackRules callbacks;
    private final FunctionRules functions;

    ExitRules(Analysis analysis, CallbackRules callbacks, FunctionRules functions) {
        this.analysis = analysis;
        this.callbacks = callbacks;
        this.functions = functions;
    }

    /** What a program may return. */
    private record Results(long min, long max) {}

    /** The last frame ends. */
    void end(State state) {
        if (state.lock() != null) {
            throw Rejection.because("it ends while it holds a lock", "Call bpf_spin_unlock() on every path.");
        }
        if (!state.references().isEmpty()) {
            throw Rejection.because(
                    "it ends without giving back " + String.join(", ", Analysis.held(state)),
                    "Give it back on every path: bpf_ringbuf_submit() or bpf_ringbuf_discard(), bpf_sk_release().");
        }
        int function = state.frame().function();
        if (function != 0 && callbacks.isLater(function)) {
            FunctionRules.requireResult(state.get(0), 0);
            return;
        }
        if (function != 0 && functions.isGlobal(function)) {
            if (!functions.isVoid(function) && !(state.get(0) instanceof Quantity)) {
                throw Rejection.because("the global function returns no number (r0 is %s)".formatted(state.get(0)));
            }
            return;
        }
        Value result = Analysis.read(state, 0);
        results(
                        analysis.subject().type(),
                        AttachType.of(analysis.subject().attachType()).orElse(null))
                .ifPresent(allowed -> require(result, allowed));
    }

    private void require(Value result, Results allowed) {
        if (!(result instanceof Quantity quantity)) {
            throw Rejection.because("the program returns %s, not a number".formatted(result));
        }
        quantity.requirePrecise();
        Scalar scalar = quantity.scalar();
        if (scalar.wide().smin() < allowed.min || scalar.wide().smax() > allowed.max) {
            throw Rejection.because("the program returns %s, where programs of type %s return %s"
                    .formatted(
                            scalar,
                            analysis.subject().type(),
                            allowed.min == allowed.max ? allowed.min : "%d to %d".formatted(allowed.min, allowed.max)));
        }
    }

    private static Optional<Results> results(ProgramType type, @Nullable AttachType place) {
        return switch (type) {
            case TRACING, SYSCALL -> type == ProgramType.TRACING ? Optional.of(new Results(0, 0)) : Optional.empty();
            case CGROUP_SKB ->
                Optional.of(place == AttachType.CGROUP_INET_EGRESS ? new Results(0, 3) : new Results(0, 1));
            case CGROUP_SOCK_ADDR -> Optional.of(address(place));
            case CGROUP_SOCK, CGROUP_DEVICE, CGROUP_SYSCTL, CGROUP_SOCKOPT, SOCK_OPS, SK_LOOKUP, NETFILTER ->
                Optional.of(new Results(0, 1));
            default -> Optional.empty();
        };
    }

    /** Where an address is only told, nothing can be refused; binding may leave out a check of privileges as well. */
    private static Results address(@Nullable AttachType place) {
        return switch (place) {
            case CGROUP_INET4_BIND, CGROUP_INET6_BIND -> new Results(0, 3);
            case CGROUP_UDP4_RECVMSG,
                    CGROUP_UDP6_RECVMSG,
                    CGROUP_INET4_GETPEERNAME,
                    CGROUP_INET6_GETPEERNAME,
                    CGROUP_INET4_GETSOCKNAME,
                    CGROUP_INET6_GETSOCKNAME -> new Results(1, 1);
            case null, default -> new Results(0, 1);
        };
    }
}
