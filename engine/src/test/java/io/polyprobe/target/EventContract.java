package io.polyprobe.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What streams of events do on every target. Test runs of raw tracepoint programs send as many as wanted. */
public abstract class EventContract {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration FOREVER = Duration.ofDays(10_000);
    private static final int PAGES = 8;

    private static ObjectSpec spec;

    private Target target;
    private LoadedObject object;
    private EventStream events;

    /** The target under test; closed after each test. In a virtual one time passes as fast as it can. */
    protected abstract Target open();

    @BeforeAll
    static void compile() throws IOException {
        try (var source = Objects.requireNonNull(EventContract.class.getResourceAsStream("events.c"))) {
            spec = ObjectReader.read(
                    "events.o", TestClang.object(new String(source.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    @BeforeEach
    void openTarget() {
        target = open();
        object = target.load(spec);
        events = target.events();
    }

    @AfterEach
    void closeTarget() {
        target.close();
    }

    @ParameterizedTest
    @CsvSource({"perf, to_perf", "ring, to_ring", "ring, reserved"})
    void eventsComeInOrderWithTheirBytes(String map, String program) {
        var sink = open(map, 1); // small, so that it wraps often
        for (int i = 0; i < 2000; i += 2) {
            send(program, i);
            events.consume();
        }
        assertThat(sink.numbers)
                .isEqualTo(LongStream.range(0, 1000).mapToObj(i -> 2 * i).toList());
        assertThat(sink.lost).isZero();
        assertThat(events.consume()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"perf, to_perf", "ring, to_ring"})
    void manyAreDeliveredAtOnce(String map, String program) throws InterruptedException {
        var sink = open(map, PAGES);
        for (int i = 0; i < 100; i++) {
            send(program, i);
        }
        assertThat(events.poll(FOREVER)).isEqualTo(100);
        assertThat(sink.numbers).hasSize(100);
        assertThat(events.poll(NONE)).isZero();
    }

    @Test
    void aFullPerfRingCountsWhatItLost() {
        var sink = open("perf", 1);
        int sent = 0;
        for (; sent < 1000; sent++) {
            send("to_perf", sent);
        }
        // The loss is told with the next event that finds room on the same CPU.
        for (events.consume(); sink.lost + sink.numbers.size() < sent; events.consume()) {
            send("to_perf", sent++);
        }
        assertThat(sink.lost).isPositive();
        assertThat(sink.lost + sink.numbers.size()).isEqualTo(sent);
    }

    @Test
    void aFullRingBufferTellsTheProgram() {
        var sink = open("ring", PAGES);
        int sent = 0;
        while (send("to_ring", sent) == 0) {
            sent++;
        }
        assertThat(send("to_ring", sent)).isEqualTo(-11); // EAGAIN
        assertThat(sent).isEqualTo(4096 / 24);
        assertThat(events.consume()).isEqualTo(sent);
        assertThat(send("to_ring", sent)).isZero();
        assertThat(events.consume()).isEqualTo(1);
        assertThat(sink.lost).isZero();
    }

    @Test
    void whatIsDiscardedIsNotDelivered() {
        var sink = open("ring", PAGES);
        for (int i = 0; i < 10; i++) {
            send("reserved", i);
        }
        assertThat(events.consume()).isEqualTo(5);
        assertThat(sink.numbers).containsExactly(0L, 2L, 4L, 6L, 8L);
    }

    @Test
    void aRingBufferTellsHowFullItIs() {
        open("ring", PAGES);
        assertThat(send("query", 1)).isEqualTo(4096); // BPF_RB_RING_SIZE
        send("to_ring", 1);
        send("to_ring", 2);
        assertThat(send("query", 0)).isEqualTo(48); // BPF_RB_AVAIL_DATA
        events.consume();
        assertThat(send("query", 0)).isZero();
        assertThat(send("query", 2)).isEqualTo(48); // BPF_RB_CONS_POS
        assertThat(send("query", 3)).isEqualTo(48); // BPF_RB_PROD_POS
    }

    @ParameterizedTest
    @CsvSource({"perf", "ring"})
    void waitingEndsWithTheFirstEvent(String map) throws Exception {
        var sink = open(map, PAGES);
        object.attach("opened", ProbeSpec.parse("tracepoint:syscalls:sys_enter_openat"));
        var opener = new Thread(() -> {
            while (!Thread.interrupted()) {
                Files.isReadable(Path.of("/etc/hostname"));
                try {
                    Files.readString(Path.of("/etc/hostname"));
                } catch (IOException e) {
                    return; // The thread was interrupted within.
                }
            }
        });
        opener.start();
        try {
            assertThat(events.poll(FOREVER)).isPositive();
        } finally {
            opener.interrupt();
            opener.join();
        }
        assertThat(sink.numbers).isNotEmpty().containsOnly(1L);
    }

    @Test
    void bothKindsInOneStream() {
        var perf = open("perf", PAGES);
        var ring = open("ring", PAGES);
        send("to_perf", 1);
        send("to_ring", 2);
        assertThat(events.consume()).isEqualTo(2);
        assertThat(perf.numbers).containsExactly(1L);
        assertThat(ring.numbers).containsExactly(2L);
    }

    @ParameterizedTest
    @CsvSource({"perf, to_perf", "ring, to_ring"})
    void anExceptionOfASinkReachesThePollerAndCostsOneEvent(String map, String program) {
        var sink = open(map, PAGES);
        sink.action = () -> {
            sink.action = () -> {};
            throw new IllegalStateException("of the sink");
        };
        for (int i = 0; i < 3; i++) {
            send(program, i);
        }
        assertThatThrownBy(events::consume).hasMessage("of the sink");
        int before = sink.numbers.size();
        assertThat(events.consume()).isEqualTo(3 - before);
        assertThat(sink.numbers).containsExactlyInAnyOrder(0L, 1L, 2L);
    }

    @ParameterizedTest
    @CsvSource({"perf, to_perf", "ring, to_ring"})
    void aSinkMayCloseTheStream(String map, String program) throws InterruptedException {
        var sink = open(map, PAGES);
        sink.action = events::close;
        send(program, 1);
        send(program, 2);
        assertThat(events.consume()).isEqualTo(1);
        assertThat(events.poll(FOREVER)).isZero();
        assertThat(sink.numbers).hasSize(1);
    }

    @Test
    void aSinkMayOpenAnotherMapButNotPoll() {
        var perf = open("perf", PAGES);
        var ring = new Sink();
        perf.action = () -> {
            events.open(map("ring"), PAGES, 1, ring);
            assertThatThrownBy(events::consume)
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("while one is being delivered");
        };
        send("to_perf", 1);
        assertThat(events.consume()).isEqualTo(1);
        send("to_ring", 2);
        assertThat(events.consume()).isEqualTo(1);
        assertThat(ring.numbers).containsExactly(2L);
    }

    @Test
    void whatCannotBeOpenedIsRefusedWithTheReason() {
        open("perf", PAGES);
        refused("perf", PAGES, "open already");
        refused("hash", PAGES, "HASH have no events");
        events.close();
        refused("ring", PAGES, "closed");
        events = target.events();
        refused("perf", 3, "3 pages");
        refused("perf", 0, "0 pages");
        open("perf", PAGES);
    }

    private void refused(String map, int pages, String why) {
        assertThatThrownBy(() -> events.open(map(map), pages, 1, new Sink()))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("'" + map + "'")
                .hasMessageContaining(why);
    }

    @Test
    void closingEndsTheWaitOfAnotherThread() throws InterruptedException {
        open("perf", PAGES);
        var outcome = new AtomicReference<Object>();
        var waiting = new Thread(() -> outcome.set(outcomeOfWaiting()));
        waiting.start();
        events.close();
        waiting.join();
        assertThat(outcome.get()).isEqualTo(0);
    }

    @Test
    void anInterruptEndsTheWaitAndLosesNothing() throws InterruptedException {
        var sink = open("perf", PAGES);
        var outcome = new AtomicReference<Object>();
        var waiting = new Thread(() -> outcome.set(outcomeOfWaiting()));
        waiting.start();
        waiting.interrupt();
        waiting.join();
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        send("to_perf", 5);
        assertThat(events.poll(FOREVER)).isEqualTo(1);
        assertThat(sink.numbers).containsExactly(5L);
    }

    private Object outcomeOfWaiting() {
        try {
            return events.poll(FOREVER);
        } catch (InterruptedException | RuntimeException e) {
            return e;
        }
    }

    @ParameterizedTest
    @CsvSource({"perf, to_perf", "ring, to_ring"})
    void whatAnObjectLeftIsDeliveredAfterItsClosing(String map, String program) {
        var sink = open(map, PAGES);
        send(program, 7);
        object.close();
        assertThat(events.consume()).isEqualTo(1);
        assertThat(sink.numbers).containsExactly(7L);
    }

    @Test
    void aStreamThatIsClosedDeliversNothingAndAnotherTakesOver() {
        open("perf", PAGES);
        send("to_perf", 1);
        events.close();
        assertThat(events.consume()).isZero();
        assertThat(send("to_perf", 2)).isEqualTo(-2); // ENOENT: nobody listens
        events = target.events();
        var sink = open("perf", PAGES);
        send("to_perf", 3);
        assertThat(events.consume()).isEqualTo(1);
        assertThat(sink.numbers).containsExactly(3L);
    }

    private Sink open(String map, int pages) {
        var sink = new Sink();
        events.open(map(map), pages, 1, sink);
        return sink;
    }

    private BpfMap map(String name) {
        return Objects.requireNonNull(object.maps().get(name));
    }

    /** Runs a program on a number; gives what it returned. */
    private int send(String program, long number) {
        byte[] context = ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(number)
                .array();
        return object.program(program, ProgramType.RAW_TRACEPOINT)
                .test(new Program.TestInput(null, context, 0))
                .returnValue();
    }

    /** Keeps the numbers it is told. */
    private static final class Sink implements EventSink {
        final List<Long> numbers = new ArrayList<>();
        long lost;
        Runnable action = () -> {};

        @Override
        public void event(int cpu, long address, int size) {
            assertThat(cpu).isNotNegative();
            assertThat(size).isBetween(16, 28);
            var event = MemorySegment.ofAddress(address).reinterpret(size);
            numbers.add(event.get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
            assertThat(event.get(ValueLayout.JAVA_LONG_UNALIGNED, 8)).isEqualTo(2 * numbers.getLast());
            action.run();
        }

        @Override
        public void lost(int cpu, long count) {
            lost += count;
        }
    }
}
