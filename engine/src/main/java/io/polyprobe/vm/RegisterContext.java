package io.polyprobe.vm;

import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The context of kprobes: registers by the C calling convention of x86-64 (System V ABI, section 3.2.3). */
final class RegisterContext {
    private static final List<String> ARGUMENTS = List.of("di", "si", "dx", "cx", "r8", "r9");
    private static final long TEXT = 0xffff_ffff_8100_0000L;
    private static final long FUNCTION = 0x400;
    private static final long KERNEL_CODE_SEGMENT = 0x10;

    private final KernelObject registers;
    private final Map<String, Long> addresses = new HashMap<>();

    RegisterContext(KernelHeap heap) {
        registers = heap.alone("pt_regs", "context (struct pt_regs)").set("cs", KERNEL_CODE_SEGMENT);
    }

    long entry(String function, long... values) {
        for (int i = 0; i < ARGUMENTS.size(); i++) {
            registers.set(ARGUMENTS.get(i), i < values.length ? values[i] : 0);
        }
        return registers.set("ax", 0).set("ip", address(function)).address();
    }

    /** The argument registers have been used for other things by then. */
    long exit(String function, long result) {
        ARGUMENTS.forEach(register -> registers.set(register, 0));
        return registers.set("ax", result).set("ip", address(function)).address();
    }

    /** Each function that is met gets an address of its own. */
    private long address(String function) {
        return addresses.computeIfAbsent(function, _ -> TEXT + addresses.size() * FUNCTION);
    }
}
