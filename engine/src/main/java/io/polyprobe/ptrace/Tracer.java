package io.polyprobe.ptrace;

import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.abi.Ptrace;
import io.polyprobe.linux.abi.Seccomp;
import io.polyprobe.linux.abi.Signals;
import io.polyprobe.linux.sys.ProcessCalls;
import io.polyprobe.linux.sys.ProcessCalls.Status;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that traces: ptrace(2) takes all requests about a thread from the one that attached to it, and from no
 * other. It waits for its tracees, tells what they do, and lets them go on.
 *
 * <p>They stop at the system calls that are wanted: where a seccomp filter could be installed, before the program began,
 * at these alone; else at all of them, of which the unwanted cost the stop and no more.
 */
final class Tracer implements Runnable {
    private static final int FOLLOW = Ptrace.O_TRACESYSGOOD
            | Ptrace.O_TRACEFORK
            | Ptrace.O_TRACEVFORK
            | Ptrace.O_TRACECLONE
            | Ptrace.O_TRACEEXEC
            | Ptrace.O_TRACEEXIT
            | Ptrace.O_TRACESECCOMP;

    /** What tells a stop at a system call from one for a signal. */
    private static final int SYSCALL_STOP = Signals.SIGTRAP | 0x80;

    private final Beginning beginning;
    private final Handover handover;
    private final IntConsumer gone;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
    private final MemorySegment message = arena.allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment call = arena.allocate(Ptrace.SYSCALL_INFO_SIZE, Long.BYTES);
    private final MemorySegment signal = arena.allocate(Ptrace.SIGINFO_SIZE, Long.BYTES);
    private final Registers registers = new Registers(arena);
    private final Map<Integer, Tracee> tracees = new HashMap<>();

    /** What the installed filter stops at; without a tracer, these calls would fail. */
    private @Nullable Demand filtered;

    private volatile Demand demand = Demand.NONE;

    /** Another thread wants all tracees to stop once, for what it has changed. */
    private volatile boolean changed;

    private volatile boolean killing;
    private volatile OptionalInt exitCode = OptionalInt.empty();

    /** Any living tracee, by which another thread can wake this one. */
    private volatile @Nullable Tracee anybody;

    private int program;

    /** @param gone is told the number of each thread that has ended */
    Tracer(Beginning beginning, Handover handover, IntConsumer gone) {
        this.beginning = beginning;
        this.handover = handover;
        this.gone = gone;
    }

    /** Changes what is wanted; any thread may. */
    void want(Demand wanted) {
        demand = wanted;
        change();
    }

    /** Lets all tracees go, or ends them where they cannot do without a tracer; any thread may. */
    void abandon() {
        killing = true;
        change();
    }

    /** Makes this thread come out of its wait: by a signal that programs ignore, and that no tracee will see. */
    private void change() {
        changed = true;
        Tracee one = anybody;
        if (one != null) {
            ProcessCalls.signal(one.process, one.thread, Signals.SIGURG);
        }
    }

    /** What the program ended with, as a shell counts it: its exit code, or 128 and the signal that killed it. */
    OptionalInt exitCode() {
        return exitCode;
    }

    /** The registers of the tracee that an event is about, for as long as that is being dealt with. */
    Registers registers() {
        return registers;
    }

    @Override
    public void run() {
        RuntimeException failure = null;
        try {
            begin();
            while (waitForOne()) {}
        } catch (RuntimeException e) {
            failure = e;
        }
        handover.end(failure);
    }

    private void begin() {
        if (handover.closed()) {
            return;
        }
        for (Beginning.Member member : beginning.begin(FOLLOW)) {
            add(member.thread(), member.process());
        }
        if (beginning.started()) {
            Tracee first = tracees.values().iterator().next();
            program = first.thread;
            Demand wanted = demand;
            if (wanted.wantsCalls() && new Injection(program, arena).filter(wanted)) {
                filtered = wanted;
            }
            resume(first, 0);
        }
    }

    private Tracee add(int thread, int process) {
        var tracee = new Tracee(thread, process);
        tracees.put(thread, tracee);
        anybody = tracee;
        return tracee;
    }

    /** Waits until a tracee stops or ends; false where there are none any more, and the program has ended. */
    private boolean waitForOne() {
        long thread = ProcessCalls.await(-1, status, Ptrace.WALL | Ptrace.WNOTHREAD);
        if (thread < 0) {
            return Errno.EINTR.is(thread);
        }
        var news = Status.of(status);
        if (news.stopped()) {
            stopped((int) thread, news);
        } else {
            ended((int) thread, news);
        }
        if (changed) {
            changed = false;
            tracees.values().forEach(this::interrupt);
        }
        return true;
    }

    private void interrupt(Tracee tracee) {
        if (killing && filtered != null) {
            ProcessCalls.signal(tracee.process, tracee.thread, Signals.SIGKILL);
        } else {
            ProcessCalls.ptrace(Ptrace.INTERRUPT, tracee.thread, 0, 0);
        }
    }

    private void ended(int thread, Status news) {
        Tracee tracee = tracees.remove(thread);
        gone.accept(thread);
        if (thread == program) {
            exitCode = OptionalInt.of(news.exited() ? news.exitCode() : 128 + news.killedBy());
        }
        if (tracee == anybody) {
            anybody = tracees.isEmpty() ? null : tracees.values().iterator().next();
        }
        // A parent that was killed tells of no child; then nobody will say that the child may go on.
        for (Tracee child : List.copyOf(tracees.values())) {
            release(child);
        }
    }

    private void release(Tracee child) {
        if (child.early) {
            child.early = false;
            resume(child, 0);
        }
    }

    private void stopped(int thread, Status news) {
        Tracee tracee = tracees.get(thread);
        if (tracee == null) {
            tracee = add(thread, ProcFs.process(thread));
            tracee.early = news.event() == Ptrace.EVENT_STOP;
            if (tracee.early) {
                return;
            }
        }
        int pass = 0;
        switch (news.event()) {
            case 0 -> pass = news.stopSignal() == SYSCALL_STOP ? atCall(tracee) : signalled(tracee, news.stopSignal());
            case Ptrace.EVENT_SECCOMP -> enter(tracee);
            case Ptrace.EVENT_FORK, Ptrace.EVENT_VFORK, Ptrace.EVENT_CLONE -> forked(tracee);
            case Ptrace.EVENT_EXEC -> tracee = executed(tracee);
            case Ptrace.EVENT_EXIT -> tellOther(tracee, new Event.Exiting(tracee, (int) message(tracee)));
            case Ptrace.EVENT_STOP -> {
                if (news.stopSignal() != Signals.SIGTRAP && !leaving()) { // stopped, as by Ctrl-Z, and stays so
                    ProcessCalls.ptrace(Ptrace.LISTEN, thread, 0, 0);
                    return;
                }
            }
            default -> {}
        }
        resume(tracee, pass);
    }

    private void forked(Tracee parent) {
        int thread = (int) message(parent);
        Tracee child = tracees.get(thread);
        if (child == null) {
            child = add(thread, ProcFs.process(thread));
        }
        child.wantsReturn = parent.wantsReturn;
        tellOther(parent, new Event.Forked(parent, child));
        release(child);
    }

    /** Of a process with several threads the one that called execve(2) is left, under the number of the first. */
    private Tracee executed(Tracee tracee) {
        int before = (int) message(tracee);
        Tracee caller = before == tracee.thread ? tracee : tracees.remove(before);
        if (caller != null) {
            tracee.entered = caller.entered;
            tracee.wantsReturn = caller.wantsReturn;
        }
        tellOther(tracee, new Event.Executed(tracee, before));
        return tracee;
    }

    private long message(Tracee tracee) {
        message.set(ValueLayout.JAVA_LONG, 0, 0);
        ProcessCalls.ptrace(Ptrace.GETEVENTMSG, tracee.thread, 0, message);
        return message.get(ValueLayout.JAVA_LONG, 0);
    }

    private void tellOther(Tracee tracee, Event event) {
        if (demand.others() && registers.read(tracee.thread)) {
            handover.tell(event);
        }
    }

    /** @return the signal to be passed on, none */
    private int atCall(Tracee tracee) {
        long size = ProcessCalls.ptrace(Ptrace.GET_SYSCALL_INFO, tracee.thread, call.byteSize(), call);
        boolean ours =
                size > 0 && call.get(ValueLayout.JAVA_INT, Ptrace.SYSCALL_INFO_ARCH) == Seccomp.AUDIT_ARCH_X86_64;
        switch (ours ? call.get(ValueLayout.JAVA_BYTE, Ptrace.SYSCALL_INFO_OP) : 0) {
            case Ptrace.SYSCALL_INFO_ENTRY -> enter(tracee);
            case Ptrace.SYSCALL_INFO_EXIT -> leave(tracee);
            default -> {}
        }
        return 0;
    }

    private void enter(Tracee tracee) {
        if (tracee.entered || !registers.read(tracee.thread)) {
            return; // it stopped twice: for the filter, and since it was to stop everywhere
        }
        int number = registers.call();
        if (demand.wants(number)) {
            tracee.entered = true;
            tracee.wantsReturn = demand.wantsReturn(number);
            handover.tell(new Event.Entered(tracee, number));
        }
    }

    private void leave(Tracee tracee) {
        boolean known = tracee.entered;
        tracee.entered = false;
        tracee.wantsReturn = false;
        if (registers.read(tracee.thread) && (known || demand.wantsReturn(registers.call()))) {
            handover.tell(new Event.Left(tracee, registers.call(), registers.result()));
        }
    }

    /** @return the signal to be passed on */
    private int signalled(Tracee tracee, int number) {
        boolean known = ProcessCalls.ptrace(Ptrace.GETSIGINFO, tracee.thread, 0, signal) == 0;
        long sender = known ? signal.get(ValueLayout.JAVA_INT, Ptrace.SIGINFO_PID) : 0;
        if (number == Signals.SIGURG && sender == ProcessHandle.current().pid()) {
            return 0; // by change()
        }
        int error = known ? signal.get(ValueLayout.JAVA_INT, Ptrace.SIGINFO_ERRNO) : 0;
        int code = known ? signal.get(ValueLayout.JAVA_INT, Ptrace.SIGINFO_CODE) : 0;
        tellOther(tracee, new Event.Signalled(tracee, number, error, code));
        return number;
    }

    /** Whether tracees are to be left alone; with a filter they cannot do without a tracer. */
    private boolean leaving() {
        return handover.closed() && filtered == null;
    }

    /** Lets a stopped tracee go on; one that is dead tells so by its end. */
    private void resume(Tracee tracee, int pass) {
        if (leaving()) {
            ProcessCalls.ptrace(Ptrace.DETACH, tracee.thread, 0, pass);
            tracees.remove(tracee.thread);
            return;
        }
        Demand now = demand;
        Demand installed = filtered;
        boolean everywhere = now.wantsCalls() && (installed == null || !now.within(installed));
        boolean stops = everywhere || tracee.wantsReturn;
        if (!stops) {
            tracee.entered = false;
        }
        ProcessCalls.ptrace(stops ? Ptrace.SYSCALL : Ptrace.CONT, tracee.thread, 0, pass);
    }
}
