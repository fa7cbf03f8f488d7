package io.polyprobe.linux.events;

import io.polyprobe.TestClang;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.target.EventSink;
import io.polyprobe.target.ProbeSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Objects;

/**
 * Measures how many events a second come through: a thread makes cheap system calls, each of which a program turns into
 * an event, and a sink reads and counts them.
 *
 * <p>Arguments: {@code perf} or {@code ring}, pages of each CPU's ring, events per wake-up, seconds, and system calls a
 * second (0 for as many as possible). Prints what came and what was lost.
 */
final class EventRateMain {
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private EventRateMain() {}

    private static final class Counter implements EventSink {
        long events;
        long lost;
        long sum;

        @Override
        public void event(int cpu, long address, int size) {
            events++;
            sum += ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
        }

        @Override
        public void lost(int cpu, long count) {
            lost += count;
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        String map = arguments[0];
        int pages = Integer.parseInt(arguments[1]);
        int wakeup = Integer.parseInt(arguments[2]);
        long nanos = Duration.ofSeconds(Long.parseLong(arguments[3])).toNanos();
        long rate = Long.parseLong(arguments[4]);
        try (var target = KernelTarget.open(note -> {});
                var events = target.events()) {
            var object = target.load(ObjectReader.read("rate.o", TestClang.object(program())));
            var counter = new Counter();
            events.open(Objects.requireNonNull(object.maps().get(map)), pages, wakeup, counter);
            object.attach("on_" + map, new ProbeSpec.RawTracepoint("sys_enter"));
            var caller = new Thread(() -> call(rate, nanos));
            long start = System.nanoTime();
            caller.start();
            long polls = 0;
            while (caller.isAlive()) {
                events.poll(Duration.ofMillis(100));
                polls++;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            events.consume();
            System.out.printf(
                    "%s, %d pages, wake-up after %d: %,d events in %.2f s, %,.0f a second, %,d lost, %,d polls, sum %d%n",
                    map,
                    pages,
                    wakeup,
                    counter.events,
                    seconds,
                    counter.events / seconds,
                    counter.lost,
                    polls,
                    counter.sum);
        }
    }

    /** Makes system calls at a rate, in bursts of a millisecond's. */
    private static void call(long rate, long nanos) {
        long start = System.nanoTime();
        long made = 0;
        for (long now = 0; now < nanos; now = System.nanoTime() - start) {
            long due = rate == 0 ? made + 1000 : rate * now / 1_000_000_000;
            for (; made < due; made++) {
                SystemCalls.effectiveUser();
            }
            if (rate != 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static String program() {
        return """
                #define SEC(name) __attribute__((section(name), used))
                typedef unsigned long long u64;
                static u64 (*pid_tgid)(void) = (void *)14;
                static u64 (*now)(void) = (void *)5;
                static long (*perf_output)(void *ctx, void *map, u64 flags, void *data, u64 size) = (void *)25;
                static long (*ring_output)(void *map, void *data, u64 size, u64 flags) = (void *)130;
                struct { int (*type)[4]; int (*key_size)[4]; int (*value_size)[4]; } perf SEC(".maps");
                struct { int (*type)[27]; int (*max_entries)[1 << 20]; } ring SEC(".maps");
                struct event { u64 time, call, pid; };
                static __attribute__((always_inline)) int wanted(u64 *ctx, struct event *event)
                {
                    event->pid = pid_tgid() >> 32;
                    event->call = ctx[1];
                    event->time = now();
                    return event->pid == %d && event->call == 107;
                }
                SEC("raw_tracepoint") int on_perf(u64 *ctx)
                {
                    struct event event;
                    if (wanted(ctx, &event))
                        perf_output(ctx, &perf, 0xffffffff, &event, sizeof event);
                    return 0;
                }
                SEC("raw_tracepoint") int on_ring(u64 *ctx)
                {
                    struct event event;
                    if (wanted(ctx, &event))
                        ring_output(&ring, &event, sizeof event, 0);
                    return 0;
                }
                char LICENSE[] SEC("license") = "GPL";
                """.formatted(ProcessHandle.current().pid());
    }
}
