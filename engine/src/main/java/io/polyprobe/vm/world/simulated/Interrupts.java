package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.Hits;

/** What breaks into whatever runs on a CPU: hardware interrupts, and the soft ones behind them. */
final class Interrupts {
    /** Soft interrupts by their numbers ({@code include/linux/interrupt.h}). */
    enum Soft {
        TIMER(1),
        NET_RX(3),
        BLOCK(4),
        SCHED(7),
        RCU(9);

        final int number;

        Soft(int number) {
            this.number = number;
        }
    }

    private static final String[] HARD = {"asm_common_interrupt", "common_interrupt", "__handle_irq_event_percpu"};
    private static final String[] SOFT = {"asm_common_interrupt", "irq_exit_rcu", "handle_softirqs"};

    private final Machine machine;

    Interrupts(Machine machine) {
        this.machine = machine;
    }

    /**
     * A device asks for attention.
     *
     * @param work what its handler does
     * @param then what follows as a soft interrupt
     */
    void hard(int cpu, int number, String device, Runnable work, Soft then, Runnable later) {
        Hits hits = machine.hits;
        within(cpu, HARD, () -> {
            hits.tracepoint("irq", "irq_handler_entry", (long) number, device);
            hits.rawTracepoint("irq_handler_entry", number, 0);
            work.run();
        });
        machine.later(1_000 + machine.chance.below(12_000), () -> {
            within(cpu, HARD, () -> {
                hits.tracepoint("irq", "irq_handler_exit", (long) number, 1L);
                hits.rawTracepoint("irq_handler_exit", number, 0, 1);
            });
            soft(cpu, then, later);
        });
    }

    /** A soft interrupt is raised and soon handled. */
    void soft(int cpu, Soft kind, Runnable work) {
        within(cpu, HARD, () -> hit("softirq_raise", kind));
        machine.later(
                800 + machine.chance.below(600),
                () -> within(cpu, SOFT, () -> {
                    hit("softirq_entry", kind);
                    work.run();
                }));
        machine.later(2_500 + machine.chance.below(9_000), () -> within(cpu, SOFT, () -> hit("softirq_exit", kind)));
    }

    private void hit(String tracepoint, Soft kind) {
        machine.hits.tracepoint("irq", tracepoint, (long) kind.number);
        machine.hits.rawTracepoint(tracepoint, kind.number);
    }

    /** Breaks into what runs on a CPU. */
    private void within(int cpu, String[] functions, Runnable work) {
        machine.scheduler.visit(cpu);
        Frames frames = machine.scheduler.current().frames;
        int depth = frames.depth();
        frames.stand(functions);
        work.run();
        frames.unwind(depth, 0);
    }
}
