package io.polyprobe.vm;

import io.polyprobe.vm.helper.Moment;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns messages into lines as Linux' {@code trace_pipe} shows them ({@code Documentation/trace/ftrace.rst}), and hands
 * them to every open stream.
 *
 * <pre>{@code
 *             bash-2101    [001] ...2.   100.312345: bpf_trace_printk: Hello, World!
 * }</pre>
 */
final class TraceBuffer {
    /** Interrupts on, no reschedule wanted, no interrupt, preemption disabled twice, migration enabled. */
    private static final String FLAGS = "...2.";

    private final List<VmTrace> streams = new ArrayList<>();

    void open(VmTrace stream) {
        streams.add(stream);
    }

    void close(VmTrace stream) {
        streams.remove(stream);
    }

    void print(Moment moment, byte[] message) {
        if (streams.isEmpty()) {
            return;
        }
        List<byte[]> lines = lines(format(moment, message));
        for (VmTrace stream : streams) {
            lines.forEach(stream::offer);
        }
    }

    static byte[] format(Moment moment, byte[] message) {
        long micros = (moment.monotonicNanos() + 500) / 1_000;
        String header = "%16s-%-7d [%03d] %s %5d.%06d: bpf_trace_printk: "
                .formatted(name(moment), moment.pid(), moment.cpu(), FLAGS, micros / 1_000_000, micros % 1_000_000);
        var line = new ByteArrayOutputStream();
        line.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        line.writeBytes(message);
        return line.toByteArray();
    }

    private static String name(Moment moment) {
        if (moment.pid() == 0) {
            return "<idle>";
        }
        byte[] comm = moment.comm();
        int end = 0;
        while (end < comm.length && comm[end] != 0) {
            end++;
        }
        return new String(comm, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** A message may hold line feeds; the reader of a pipe sees lines. */
    private static List<byte[]> lines(byte[] text) {
        var lines = new ArrayList<byte[]>();
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i == text.length || text[i] == '\n') {
                lines.add(java.util.Arrays.copyOfRange(text, start, i));
                start = i + 1;
            }
        }
        return lines;
    }
}
