package io.polyprobe.ptrace;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.abi.Ptrace;
import io.polyprobe.linux.abi.Signals;
import io.polyprobe.linux.sys.ProcessCalls;
import io.polyprobe.linux.sys.ProcessCalls.Status;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** How tracing begins, with a program of ours or in the midst of another's. */
sealed interface Beginning {
    /** A thread that is traced from now on. */
    record Member(int thread, int process) {}

    /**
     * Attaches the calling thread as tracer.
     *
     * @param options {@code PTRACE_O_*}
     * @throws TargetException where that is not possible
     */
    List<Member> begin(int options);

    /** Whether it is a program of ours: then it stands still, about to execute the command. */
    boolean started();

    /** Starts a command. */
    record Command(List<String> words) implements Beginning {
        public Command {
            words = List.copyOf(words);
        }

        @Override
        public boolean started() {
            return true;
        }

        @Override
        public List<Member> begin(int options) {
            int pid = Spawn.start(words);
            long result = ProcessCalls.ptrace(Ptrace.SEIZE, pid, 0, options | Ptrace.O_EXITKILL);
            if (result < 0) {
                ProcessCalls.signal(pid, pid, Signals.SIGKILL);
                throw refused("trace " + words.getFirst(), result);
            }
            awaitStop(pid);
            return List.of(new Member(pid, pid));
        }

        /** The shell stops itself, before or after it is traced; a traced one shows a signal that it gets then. */
        private void awaitStop(int pid) {
            try (var arena = Arena.ofConfined()) {
                var status = arena.allocate(ValueLayout.JAVA_INT);
                while (ProcessCalls.await(pid, status, Ptrace.WALL) == pid) {
                    var news = Status.of(status);
                    if (!news.stopped()) {
                        break;
                    }
                    if (news.event() == 0) {
                        return;
                    }
                    if (news.stopSignal() == Signals.SIGSTOP) {
                        ProcessCalls.signal(pid, pid, Signals.SIGCONT);
                    }
                    ProcessCalls.ptrace(Ptrace.CONT, pid, 0, 0);
                }
            }
            throw new TargetException(Diagnostic.error(
                    "cannot start %s: the shell that was to become it has ended".formatted(words.getFirst())));
        }
    }

    /** Joins a process with all its threads. */
    record Process(int pid) implements Beginning {
        @Override
        public boolean started() {
            return false;
        }

        @Override
        public List<Member> begin(int options) {
            var members = new ArrayList<Member>();
            var known = new HashSet<Integer>();
            boolean more = true;
            while (more) { // threads may be made by threads that are not traced yet
                more = false;
                for (int thread : ProcFs.threads(pid)) {
                    if (known.add(thread)) {
                        more |= join(thread, options, members);
                    }
                }
            }
            if (members.isEmpty()) {
                throw new TargetException(
                        Diagnostic.error("cannot trace process %d: there is no such process".formatted(pid)));
            }
            return members;
        }

        private boolean join(int thread, int options, List<Member> members) {
            long result = ProcessCalls.ptrace(Ptrace.SEIZE, thread, 0, options);
            if (Errno.ESRCH.is(result) || (Errno.EPERM.is(result) && isOurs(thread))) {
                return false; // it has ended meanwhile, or was made by one that we trace and so is traced
            }
            if (result < 0) {
                throw refused("trace process " + pid, result);
            }
            ProcessCalls.ptrace(Ptrace.INTERRUPT, thread, 0, 0);
            members.add(new Member(thread, pid));
            return true;
        }

        /** {@code TracerPid} of proc(5) names a thread, ours where it is one of this process. */
        private static boolean isOurs(int thread) {
            int tracer = ProcFs.number(ProcFs.status(thread), "TracerPid", 0);
            return tracer != 0
                    && ProcFs.process(tracer) == ProcessHandle.current().pid();
        }
    }

    private static TargetException refused(String what, long result) {
        return new TargetException(Diagnostic.error(
                "cannot %s: %s".formatted(what, Errno.describe(result)),
                "ptrace(2) lets you trace your own processes that no debugger or strace holds, and where"
                        + " /proc/sys/kernel/yama/ptrace_scope is not 0 only those that polyprobe itself starts:"
                        + " polyprobe --target vm SCRIPT -- COMMAND."));
    }
}
