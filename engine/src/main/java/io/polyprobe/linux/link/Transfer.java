package io.polyprobe.linux.link;

import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Owns what is opened on the way to a link, and closes it unless it gets there. */
final class Transfer implements AutoCloseable {
    private final Failures failures;
    private final Owner owner = new Owner();
    private boolean done;

    Transfer(Failures failures) {
        this.failures = failures;
    }

    KernelProgram load(Supplier<KernelProgram> load) {
        var program = load.get();
        owner.own(program::close);
        return program;
    }

    void own(Owner.Resource resource) {
        owner.own(resource);
    }

    Fd own(Fd fd) {
        return owner.own(fd);
    }

    /** Takes over a descriptor, which may be a negated error number. */
    Fd own(ProbeSpec probe, long result) {
        if (result < 0) {
            throw failures.event(probe, result);
        }
        return owner.own(new Fd(result));
    }

    /** Runs a program on an event, which is taken over. */
    void run(KernelProgram program, long event, ProbeSpec probe) {
        enable(prepare(program, event, probe), probe);
    }

    /** Gives an event its program and takes it over: it runs once the event is enabled. */
    Fd prepare(KernelProgram program, long event, ProbeSpec probe) {
        Fd fd = own(probe, event);
        require(PerfEvents.setProgram(fd.number(), program.fd()), probe);
        return fd;
    }

    void enable(Fd event, ProbeSpec probe) {
        require(PerfEvents.enable(event.number()), probe);
    }

    private void require(long result, ProbeSpec probe) {
        if (result < 0) {
            throw failures.event(probe, result);
        }
    }

    Link run(KernelProgram program, long event, ProbeSpec probe, String mechanism) {
        run(program, event, probe);
        return link(probe, mechanism);
    }

    Link open(KernelProgram program, @Nullable String tracepoint, ProbeSpec probe, String mechanism) {
        long result = Trampolines.open(program, tracepoint);
        if (Errno.ENOENT.is(result)) {
            throw failures.unknown(probe);
        }
        own(probe, result);
        return link(probe, mechanism);
    }

    Link link(ProbeSpec probe, String mechanism) {
        return new KernelLink(probe, mechanism, keep());
    }

    /** Hands over all that has been opened. */
    Owner keep() {
        done = true;
        return owner;
    }

    @Override
    public void close() {
        if (!done) {
            owner.close();
        }
    }
}
