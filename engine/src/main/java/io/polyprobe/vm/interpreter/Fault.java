package io.polyprobe.vm.interpreter;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.FaultException;
import io.polyprobe.isa.Disassembler;
import io.polyprobe.vm.memory.MemoryFault;
import java.util.ArrayList;
import java.util.List;

/**
 * A run that cannot go on, on its way out: knows what happened, at which instruction and with what registers, and each
 * function that it leaves adds where it was.
 */
public final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int REGISTERS_PER_LINE = 4;
    private static final String NULL_HINT =
            "A map lookup returns NULL where there is no such key: compare its result with NULL before using it.";

    private final transient Diagnostic diagnostic;
    private final transient List<String> positions = new ArrayList<>();
    private final transient List<String> registers;

    private Fault(RuntimeException cause, String hint, Code code, int slot, long[] registers) {
        super(null, cause, false, false);
        Diagnostic found = Diagnostic.error("program %s was stopped: %s".formatted(code.name(), cause.getMessage()))
                .at(code.placeAt(slot).orElse(null));
        this.diagnostic = hint.isEmpty() ? found : found.withHint(hint);
        this.registers = registers(registers);
        positions.add("at " + position(code, slot));
    }

    /**
     * What becomes of an exception that leaves an instruction.
     *
     * @param registers r0 to r10 as the instruction found them
     * @return a fault; other exceptions than those of memory, helpers and callees are not the program's, and stay
     */
    public static RuntimeException at(RuntimeException e, Code code, int slot, long[] registers) {
        return switch (e) {
            case Fault fault -> fault.calledFrom(code, slot);
            case MemoryFault fault -> new Fault(fault, fault.isNull() ? NULL_HINT : "", code, slot, registers);
            case HelperFault fault -> new Fault(fault, fault.hint(), code, slot, registers);
            default -> e;
        };
    }

    /** Adds a caller of the function that was left last. */
    Fault calledFrom(Code code, int slot) {
        positions.add("called from " + position(code, slot));
        return this;
    }

    /** The fault as whoever runs programs gets it. */
    FaultException toException() {
        var context = new ArrayList<>(positions);
        context.addAll(registers);
        return new FaultException(diagnostic.withContext(context), getCause());
    }

    private static String position(Code code, int slot) {
        String where = code.functionAt(slot).map(name -> " of " + name).orElse("");
        String text = code.instruction(slot).map(Disassembler::text).orElse("no instruction");
        return "slot %d%s: %s".formatted(slot, where, text);
    }

    private static List<String> registers(long[] registers) {
        var lines = new ArrayList<String>();
        for (int first = 0; first < registers.length; first += REGISTERS_PER_LINE) {
            var line = new ArrayList<String>();
            for (int i = first; i < Math.min(first + REGISTERS_PER_LINE, registers.length); i++) {
                line.add("r%d=%s".formatted(i, value(registers[i])));
            }
            lines.add(String.join(" ", line));
        }
        return lines;
    }

    private static String value(long register) {
        return register == Stack.UNSET ? "unset" : "0x" + Long.toHexString(register);
    }
}
