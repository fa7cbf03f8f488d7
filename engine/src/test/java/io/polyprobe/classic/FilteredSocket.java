package io.polyprobe.classic;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * A pair of connected datagram sockets, of which one has a filter: Linux runs it over each datagram, and cuts that to as
 * many bytes as the filter returns.
 */
final class FilteredSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_ATTACH_BPF = 50;
    private static final int MSG_DONTWAIT = 0x40;

    /** Bytes of {@code struct sock_filter}. */
    private static final int INSTRUCTION = 8;

    private static final MethodHandle SOCKETPAIR =
            function("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SEND = function("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV = function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT, JAVA_INT);

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment pair = arena.allocate(JAVA_INT, 2);

    FilteredSocket() {
        if ((int) call(SOCKETPAIR, AF_UNIX, SOCK_DGRAM, 0, pair) != 0) {
            throw new IllegalStateException("socketpair");
        }
    }

    private static MethodHandle function(String name, ValueLayout result, MemoryLayout... parameters) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, parameters));
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether Linux takes a filter of classic BPF. */
    boolean attach(List<ClassicInstruction> filter) {
        MemorySegment code = arena.allocate((long) INSTRUCTION * Math.max(1, filter.size()), INSTRUCTION);
        for (int index = 0; index < filter.size(); index++) {
            ClassicInstruction each = filter.get(index);
            long at = (long) INSTRUCTION * index;
            code.set(ValueLayout.JAVA_SHORT, at, (short) each.code());
            code.set(ValueLayout.JAVA_BYTE, at + 2, (byte) each.jt());
            code.set(ValueLayout.JAVA_BYTE, at + 3, (byte) each.jf());
            code.set(JAVA_INT, at + 4, each.k());
        }
        MemorySegment program = arena.allocate(16, 8);
        program.set(ValueLayout.JAVA_SHORT, 0, (short) filter.size());
        program.set(ADDRESS, 8, code);
        return option(SO_ATTACH_FILTER, program);
    }

    /** Whether Linux takes a program of type {@code SOCKET_FILTER}. */
    boolean attach(int program) {
        return option(SO_ATTACH_BPF, arena.allocateFrom(JAVA_INT, program));
    }

    private boolean option(int name, MemorySegment value) {
        return (int) call(SETSOCKOPT, receiver(), SOL_SOCKET, name, value, (int) value.byteSize()) == 0;
    }

    /** How many bytes of a datagram the filter keeps: 0 where it keeps none or is refused it. */
    int kept(byte[] datagram) {
        MemorySegment out = arena.allocateFrom(ValueLayout.JAVA_BYTE, datagram);
        call(SEND, pair.getAtIndex(JAVA_INT, 0), out, out.byteSize(), MSG_DONTWAIT);
        MemorySegment in = arena.allocate(datagram.length);
        return (int) Math.max(0, (long) call(RECV, receiver(), in, in.byteSize(), MSG_DONTWAIT));
    }

    private int receiver() {
        return pair.getAtIndex(JAVA_INT, 1);
    }

    @Override
    public void close() {
        call(CLOSE, pair.getAtIndex(JAVA_INT, 0));
        call(CLOSE, receiver());
        arena.close();
    }
}
