package io.polyprobe.conformance;

import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Instruction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Cases made one program. It reads its inputs from the packet and writes its results there, so that one program serves
 * for all inputs and no verifier can compute anything beforehand.
 */
final class Batch {
    /** As many results as fit into the packet of an XDP test run. */
    private static final int MOST_RESULTS = 400;

    private static final int PACKET_BYTES = offset(MOST_RESULTS);

    /** In a program of Linux r1 points to {@code struct xdp_md}; the packet's bounds must be tested. */
    private static final String LINUX_PROLOGUE = """
            r2 = *(u32 *)(r1 + 0)
            r3 = *(u32 *)(r1 + 4)
            r4 = r2
            r4 += %d
            if r4 <= r3 goto begin
            r0 = 0
            exit
            """.formatted(PACKET_BYTES);

    private static final String PLAIN_PROLOGUE = "r2 = r1\n";

    private static final String EPILOGUE = """
            r0 = 2
            exit
            """;

    /** A function; only in programs that call it, since Linux refuses what is never reached. */
    private static final String MIX = """
            mix:    r6 = r1
                    r7 = r2
                    r6 *= 31
                    r7 += r6
                    r7 += r3
                    r7 += r4
                    r7 += r5
                    r0 = r7
                    exit
            """;

    private final List<Case> cases;
    private final String body;

    private Batch(List<Case> cases) {
        this.cases = cases;
        var text = new StringBuilder("begin: *(u64 *)(r10 - 8) = r2\n");
        int slot = 0;
        for (int i = 0; i < cases.size(); i++) {
            text.append(cases.get(i).assembly(i, slot));
            slot += cases.get(i).results().size();
        }
        text.append(EPILOGUE);
        body = text.indexOf("call mix") < 0 ? text.toString() : text.append(MIX).toString();
    }

    static List<Batch> of(List<Case> cases) {
        var batches = new ArrayList<Batch>();
        var batch = new ArrayList<Case>();
        int results = 0;
        for (Case each : cases) {
            if (results + each.results().size() > MOST_RESULTS) {
                batches.add(new Batch(List.copyOf(batch)));
                batch.clear();
                results = 0;
            }
            batch.add(each);
            results += each.results().size();
        }
        batches.add(new Batch(List.copyOf(batch)));
        return batches;
    }

    /** Where in the packet a result lies. */
    static int offset(int slot) {
        return 16 + 8 * slot;
    }

    List<Case> cases() {
        return cases;
    }

    /** The program as Linux wants it. */
    List<Instruction> forLinux() {
        return Assembler.assemble("batch", LINUX_PROLOGUE + body);
    }

    /** The program with the packet's address in r1. */
    List<Instruction> plain() {
        return Assembler.assemble("batch", PLAIN_PROLOGUE + body);
    }

    static byte[] packet(long first, long second) {
        return ByteBuffer.allocate(PACKET_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(first)
                .putLong(second)
                .array();
    }

    /** The results of each case, as the packet holds them after a run. */
    List<List<Long>> results(byte[] packet) {
        var bytes = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
        var all = new ArrayList<List<Long>>();
        int slot = 0;
        for (Case each : cases) {
            var ofCase = new ArrayList<Long>();
            for (int i = 0; i < each.results().size(); i++) {
                ofCase.add(bytes.getLong(offset(slot++)));
            }
            all.add(ofCase);
        }
        return all;
    }
}
