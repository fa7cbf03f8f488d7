package io.polyprobe.vm.world.pcap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of the packets of a port. */
final class Tally {
    /** {@code enum xdp_action}, and what is none. */
    private static final List<String> XDP =
            List.of("XDP_ABORTED", "XDP_DROP", "XDP_PASS", "XDP_TX", "XDP_REDIRECT", "no XDP action");

    private final long[] actions = new long[XDP.size()];
    private long received;
    private long runts;
    private long passed;
    private long stopped;
    private long sent;

    void receive() {
        received++;
    }

    /** A packet is too short to be one. */
    void runt() {
        runts++;
    }

    void action(long action) {
        actions[(int) Math.min(Integer.toUnsignedLong((int) action), XDP.size() - 1)]++;
    }

    /** A packet went up into the network stack. */
    void pass() {
        passed++;
    }

    /** A tc program has dropped a packet or sent it elsewhere. */
    void stop() {
        stopped++;
    }

    /** A packet went out. */
    void send() {
        sent++;
    }

    /** For people: {@code 12 packets received: XDP_PASS 10, XDP_DROP 2; 10 passed up}. */
    String text() {
        var verdicts = new ArrayList<String>();
        for (int i = 0; i < actions.length; i++) {
            add(verdicts, XDP.get(i), actions[i]);
        }
        var rest = new ArrayList<String>();
        add(rest, "stopped by tc", stopped);
        add(rest, "passed up", passed);
        add(rest, "sent", sent);
        add(rest, "too short", runts);
        String first = "%,d received".formatted(received).toLowerCase(Locale.ROOT);
        return first
                + (verdicts.isEmpty() ? "" : ": " + String.join(", ", verdicts))
                + (rest.isEmpty() ? "" : "; " + String.join(", ", rest));
    }

    private static void add(List<String> list, String what, long count) {
        if (count > 0) {
            list.add(String.format(Locale.ROOT, "%s %,d", what, count));
        }
    }
}
