package io.polyprobe.vm.interpreter;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.FaultException;
import io.polyprobe.isa.Disassembler;
import io.polyprobe.vm.memory.MemoryFault;
import java.util.ArrayList;
import java.util.List;

/** Says of a run that cannot go on what happened, at which instruction, how it came there and with what registers. */
final class Fault {
    private static final int REGISTERS_PER_LINE = 4;

    private Fault() {}

    static FaultException of(MemoryFault fault, Code code, int slot, int frame, Stack stack) {
        Diagnostic diagnostic = describe(fault.getMessage(), code, slot, frame, stack);
        if (fault.isNull()) {
            diagnostic = diagnostic.withHint(
                    "A map lookup returns NULL where there is no such key: compare its result with NULL before using it.");
        }
        return new FaultException(diagnostic, fault);
    }

    static FaultException of(HelperFault fault, Code code, int slot, int frame, Stack stack) {
        Diagnostic diagnostic = describe(fault.getMessage(), code, slot, frame, stack);
        return new FaultException(fault.hint().isEmpty() ? diagnostic : diagnostic.withHint(fault.hint()));
    }

    static FaultException of(String what, Code code, int slot, int frame, Stack stack) {
        return new FaultException(describe(what, code, slot, frame, stack));
    }

    private static Diagnostic describe(String what, Code code, int slot, int frame, Stack stack) {
        var context = new ArrayList<String>();
        context.add("at " + position(code, slot));
        for (int caller = frame - 1; caller >= 0; caller--) {
            context.add("called from " + position(stack.callers[caller], stack.callSlots[caller]));
        }
        context.addAll(registers(stack.registers(frame)));
        return Diagnostic.error("program %s was stopped: %s".formatted(code.name(), what))
                .at(code.placeAt(slot).orElse(null))
                .withContext(context);
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
