package io.polyprobe.ptrace;

import io.polyprobe.target.ProbeSpec;
import io.polyprobe.vm.world.SyscallTable;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a program's doings somebody wants to know, by what is attached.
 *
 * @param everyCall whether it is all its system calls
 * @param everyReturn whether it is also what each of them returns
 * @param calls numbers of single ones
 * @param returns those of which the end is wanted
 * @param others whether forks, executions, ends and signals are wanted
 */
record Demand(boolean everyCall, boolean everyReturn, Set<Integer> calls, Set<Integer> returns, boolean others) {
    static final Demand NONE = new Demand(false, false, Set.of(), Set.of(), false);

    /** How raw tracepoints, and those of the category that has all system calls in one, are called. */
    private static final String ENTRY = "sys_enter";

    private static final String RETURN = "sys_exit";

    static Demand of(Set<ProbeSpec> probes) {
        var builder = new Builder();
        probes.forEach(builder::add);
        return new Demand(
                builder.everyCall,
                builder.everyReturn,
                Set.copyOf(builder.calls),
                Set.copyOf(builder.returns),
                builder.others);
    }

    /** Whether a system call is to stop when it begins. */
    boolean wants(int call) {
        return everyCall || calls.contains(call);
    }

    /** Whether a system call is to stop when it ends. */
    boolean wantsReturn(int call) {
        return everyReturn || returns.contains(call);
    }

    boolean wantsCalls() {
        return everyCall || !calls.isEmpty();
    }

    /** Whether a program that stops for another demand stops for all of this too. */
    boolean within(Demand other) {
        return other.everyCall || (!everyCall && other.calls.containsAll(calls));
    }

    /** The kernel function that a probe is about. */
    static Optional<String> function(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Kprobe p -> Optional.of(p.function());
            case ProbeSpec.Fentry p -> Optional.of(p.function());
            case ProbeSpec.Kretprobe p -> Optional.of(p.function());
            case ProbeSpec.Fexit p -> Optional.of(p.function());
            default -> Optional.empty();
        };
    }

    private static final class Builder {
        private boolean everyCall;
        private boolean everyReturn;
        private final Set<Integer> calls = new TreeSet<>();
        private final Set<Integer> returns = new TreeSet<>();
        private boolean others;

        void add(ProbeSpec probe) {
            switch (probe) {
                case ProbeSpec.RawTracepoint p -> tracepoint(p.name());
                case ProbeSpec.TypedTracepoint p -> tracepoint(p.name());
                case ProbeSpec.Tracepoint p -> tracepoint(p.name());
                default -> {
                    boolean onReturn = probe instanceof ProbeSpec.Kretprobe || probe instanceof ProbeSpec.Fexit;
                    Demand.function(probe).ifPresent(name -> calls(name, onReturn));
                }
            }
        }

        private void calls(String name, boolean onReturn) {
            Set<Integer> about = KernelFunctions.calls(name);
            others |= about.isEmpty();
            calls.addAll(about);
            if (onReturn) {
                returns.addAll(about);
            }
        }

        private void tracepoint(String name) {
            boolean entry = name.startsWith(ENTRY);
            boolean end = name.startsWith(RETURN);
            if (!entry && !end) {
                others = true;
            } else if (name.equals(ENTRY) || name.equals(RETURN)) {
                everyCall = true;
                everyReturn |= end;
            } else {
                String call = name.substring(name.indexOf('_', "sys_".length()) + 1);
                int number = SyscallTable.named(call).orElseThrow().number();
                calls.add(number);
                if (end) {
                    returns.add(number);
                }
            }
        }
    }
}
