package io.polyprobe.polyglot.script;

import io.polyprobe.target.BpfMap;
import io.polyprobe.target.EventRefusals;
import io.polyprobe.target.EventSink;
import io.polyprobe.target.EventStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** The perf buffers of a script's object, or its ring buffers, with the functions that take their events. */
public final class Events implements AutoCloseable {
    /** Of each CPU's perf buffer, where a script asks for fewer: its functions take events more slowly than BCC's do. */
    private static final int LEAST_PAGES = 64;

    private final EventStream stream;
    private final Module owner;
    private final List<Batch> batches = new ArrayList<>();
    private int opened;
    private boolean delivering;

    Events(EventStream stream, Module owner) {
        this.stream = stream;
        this.owner = owner;
    }

    /**
     * Adds a map.
     *
     * @param pages of each CPU's buffer; at least {@link #LEAST_PAGES} are taken
     * @param first what the function gets first, or null for the CPU's number; then come address and size
     * @param lost gets the number of events that were lost, or null to tell of them on stderr
     */
    void open(BpfMap map, int pages, int wakeupEvents, @Nullable Value first, Value function, @Nullable Value lost) {
        stream.open(map, Math.max(pages, LEAST_PAGES), wakeupEvents, new EventSink() {
            @Override
            public void event(int cpu, long address, int size) {
                function.executeVoid(first == null ? cpu : first, address, size);
            }

            @Override
            public void lost(int cpu, long count) {
                tell(lost, count);
            }
        });
        opened++;
    }

    /**
     * Adds a map whose events come by the batch.
     *
     * @param pages of each CPU's buffer; at least {@link #LEAST_PAGES} are taken
     * @param function see {@link Batch}
     * @param lost gets the number of events that were lost, or null to tell of them on stderr
     */
    Batch openBatch(BpfMap map, int pages, int wakeupEvents, Value function, @Nullable Value lost) {
        var batch = new Batch(function, count -> tell(lost, count));
        stream.open(map, Math.max(pages, LEAST_PAGES), wakeupEvents, batch);
        batches.add(batch);
        opened++;
        return batch;
    }

    private static void tell(@Nullable Value lost, long count) {
        if (lost == null) {
            System.err.println("Possibly lost " + count + " samples");
        } else {
            lost.executeVoid(count);
        }
    }

    /** How many maps there are. */
    public int opened() {
        return opened;
    }

    /** Delivers what is there, waiting at most so long for the first event; says how many there were. */
    public int poll(int millis) {
        return owner.call("cannot read events", () -> deliver(() -> stream.poll(Duration.ofMillis(millis))));
    }

    /** Delivers what is there without waiting; says how many events there were. */
    public int consume() {
        return owner.call("cannot read events", () -> deliver(stream::consume));
    }

    private int deliver(Border.Action<Integer> poll) throws InterruptedException, IOException {
        if (delivering) {
            throw EventRefusals.polledWhileDelivering();
        }
        delivering = true;
        try {
            deliverBatches(); // what a function left that threw an exception
            int count = poll.run();
            deliverBatches();
            return count;
        } finally {
            delivering = false;
        }
    }

    private void deliverBatches() {
        List.copyOf(batches).forEach(Batch::deliver); // a copy: a function may open another map
    }

    @Override
    public void close() {
        stream.close();
    }
}
