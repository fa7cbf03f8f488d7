package io.polyprobe.linux.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.IterCreate;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;

/**
 * An iterator's program ({@code Documentation/bpf/bpf_iterators.rst}). Each reading opens it anew, and what the program
 * writes comes out of the descriptor as out of a file.
 *
 * @param fd of the link, which {@code owner} holds
 */
record IteratorLink(ProbeSpec.Iterator probe, Fd fd, Owner owner) implements Link {
    private static final int BUFFER = 64 * 1024;

    @Override
    public String mechanism() {
        return "iter";
    }

    @Override
    public byte[] read() {
        try (var arena = Arena.ofConfined();
                var opened = new Fd(required(
                        SystemCalls.bpf(Bpf.ITER_CREATE, Attr.bpf(arena).u32(IterCreate.LINK_FD, fd.number()))))) {
            var all = new ByteArrayOutputStream();
            var buffer = arena.allocate(BUFFER);
            while (true) {
                long count = SystemCalls.read(opened.number(), buffer);
                if (Errno.EAGAIN.is(count) || Errno.EINTR.is(count)) {
                    continue; // the kernel gives up the CPU after a million objects
                }
                if (required(count) == 0) {
                    return all.toByteArray();
                }
                all.writeBytes(buffer.asSlice(0, count).toArray(JAVA_BYTE));
            }
        }
    }

    private long required(long result) {
        if (result < 0) {
            throw new TargetException(Diagnostic.error(
                    "cannot read " + probe + ": " + Errno.describe(result),
                    Errno.E2BIG.is(result)
                            ? "The program writes more about one object than the kernel keeps."
                            : "The program may have returned something else than 0 or 1."));
        }
        return result;
    }

    @Override
    public void close() {
        owner.close();
    }
}
