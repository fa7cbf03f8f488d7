package io.polyprobe.linux.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Encoder;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.program.LoadRequest;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program;
import io.polyprobe.target.TraceStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A raw tracepoint program prints a number of its context; test runs make it print as often as wanted. */
class KernelTraceTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** This process's own, so that lines of other tracers pass by. */
    private static final String TAG =
            "pp" + Long.toHexString(ProcessHandle.current().pid()) + " ";

    private KernelProgram printer;
    private TraceFs fs;

    @BeforeEach
    void load() {
        fs = TraceFs.find();
        byte[] format = (TAG + "%d\n\0").getBytes(StandardCharsets.US_ASCII);
        var padded = ByteBuffer.wrap(Arrays.copyOf(format, 24)).order(ByteOrder.LITTLE_ENDIAN);
        String text = """
                r3 = *(u64 *)(r1 + 0)
                r0 = %d ll
                *(u64 *)(r10 - 24) = r0
                r0 = %d ll
                *(u64 *)(r10 - 16) = r0
                r0 = %d ll
                *(u64 *)(r10 - 8) = r0
                r1 = r10
                r1 += -24
                r2 = %d
                call 6
                r0 = 0
                exit
                """.formatted(padded.getLong(0), padded.getLong(8), padded.getLong(16), format.length);
        byte[] code = Encoder.encode(Assembler.assemble("printer", text), ByteOrder.nativeOrder());
        printer = KernelProgram.load(LoadRequest.of("printer", ProgramType.RAW_TRACEPOINT, code, "GPL"));
    }

    @AfterEach
    void unload() {
        printer.close();
    }

    @Test
    void tenThousandLinesComeInOrderAndWhole() throws InterruptedException {
        try (var trace = KernelTrace.open(fs)) {
            var read = new ArrayList<String>();
            for (int i = 0; i < 10_000; i++) {
                print(i);
                if (i % 1000 == 999) {
                    read.addAll(ours(trace, 1000));
                }
            }
            assertThat(read)
                    .isEqualTo(IntStream.range(0, 10_000)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @Test
    void linesFromBeforeOpeningAreNotInIt() throws InterruptedException {
        print(1);
        try (var trace = KernelTrace.open(fs)) {
            print(2);
            assertThat(ours(trace, 1)).containsExactly("2");
        }
    }

    @Test
    void twoReadersGetEveryLineBoth() throws InterruptedException {
        try (var first = KernelTrace.open(fs);
                var second = KernelTrace.open(fs)) {
            print(5);
            assertThat(ours(first, 1)).containsExactly("5");
            assertThat(ours(second, 1)).containsExactly("5");
        }
    }

    @Test
    void aLineHasItsFields() throws InterruptedException {
        try (var trace = KernelTrace.open(fs)) {
            print(77);
            for (var line = trace.read(LONG); line != null; line = trace.read(LONG)) {
                var fields = line.fields();
                if (fields.isPresent()
                        && new String(fields.get().message(), StandardCharsets.UTF_8).equals(TAG + "77")) {
                    assertThat(fields.get().timestamp()).isPositive();
                    assertThat(fields.get().cpu()).isNotNegative();
                    return;
                }
            }
            throw new AssertionError("no line came");
        }
    }

    @Test
    void anInterruptEndsTheWaitAndLosesNoLine() throws Exception {
        try (var trace = KernelTrace.open(fs)) {
            var outcome = new AtomicReference<Throwable>();
            var reader = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        trace.read(Duration.ofDays(1));
                    }
                } catch (InterruptedException e) {
                    outcome.set(e);
                }
            });
            reader.interrupt();
            reader.join();
            assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
            print(3);
            assertThat(ours(trace, 1)).containsExactly("3");
        }
    }

    @Test
    void aThreadInterruptedBeforehandDoesNotWait() {
        try (var trace = KernelTrace.open(fs)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> trace.read(LONG)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void closingEndsTheWaitOfAnotherThread() throws Exception {
        var trace = KernelTrace.open(fs);
        var failure = new AtomicReference<Throwable>();
        var reader = Thread.ofPlatform().start(() -> {
            try {
                while (trace.read(Duration.ofDays(1)) != null) {
                    // lines of others
                }
            } catch (InterruptedException | RuntimeException e) {
                failure.set(e);
            }
        });
        trace.close();
        reader.join();
        assertThat(failure.get()).isNull();
    }

    private void print(long number) {
        byte[] context = ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(number)
                .array();
        printer.test(new Program.TestInput(null, context, 0));
    }

    /** The next numbers that this test printed. */
    private static List<String> ours(TraceStream trace, int count) throws InterruptedException {
        var found = new ArrayList<String>();
        while (found.size() < count) {
            var line = trace.read(LONG);
            if (line == null) {
                break;
            }
            String text = new String(line.text(), StandardCharsets.UTF_8);
            int at = text.indexOf(": " + TAG);
            if (at >= 0) {
                found.add(text.substring(at + 2 + TAG.length()));
            }
        }
        return found;
    }
}
