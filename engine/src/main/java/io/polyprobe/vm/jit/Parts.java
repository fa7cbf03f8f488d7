package io.polyprobe.vm.jit;

import io.polyprobe.isa.Operation;
import io.polyprobe.vm.jit.Function.Step;
import java.util.ArrayList;
import java.util.List;

/** Cuts a function into stretches that HotSpot compiles. */
final class Parts {
    /**
     * The most bytes of JVM instructions that are meant to be in a method. HotSpot leaves longer ones than 8,000
     * ({@code HugeMethodLimit}) to its interpreter for ever; estimates are rough, and entering and leaving takes some.
     */
    private static final int MOST = 6_000;

    private Parts() {}

    /** In ascending order; one where the function is short. */
    static List<List<Step>> of(List<Step> steps, boolean checked) {
        var parts = new ArrayList<List<Step>>();
        var part = new ArrayList<Step>();
        int size = 0;
        for (Step step : steps) {
            int bytes = bytes(step.operation(), checked);
            if (size + bytes > MOST) {
                parts.add(List.copyOf(part));
                part.clear();
                size = 0;
            }
            part.add(step);
            size += bytes;
        }
        parts.add(List.copyOf(part));
        return parts;
    }

    /** About how long an instruction becomes. */
    private static int bytes(Operation operation, boolean checked) {
        return switch (operation) {
            case Operation.Alu alu -> alu.op().isDivision() ? 24 : alu.bits() == 64 ? 8 : 16;
            case Operation.Jump _ -> checked ? 26 : 14;
            case Operation.Load _, Operation.Store _ -> checked ? 40 : 24;
            case Operation.Atomic _ -> checked ? 80 : 50;
            case Operation.Call _, Operation.LoadPacket _ -> checked ? 110 : 70;
            default -> 20;
        };
    }
}
