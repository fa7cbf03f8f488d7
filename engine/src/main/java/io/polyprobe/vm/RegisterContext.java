package io.polyprobe.vm;

import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;
import java.util.List;

/** The context of kprobes: registers by the C calling convention of x86-64 (System V ABI, section 3.2.3). */
final class RegisterContext {
    private static final List<String> ARGUMENTS = List.of("di", "si", "dx", "cx", "r8", "r9");
    private static final long KERNEL_CODE_SEGMENT = 0x10;

    private final KernelObject registers;
    private final KernelText text;

    RegisterContext(KernelHeap heap, KernelText text) {
        this.text = text;
        registers = heap.alone("pt_regs", "context (struct pt_regs)").set("cs", KERNEL_CODE_SEGMENT);
    }

    long entry(String function, long... values) {
        for (int i = 0; i < ARGUMENTS.size(); i++) {
            registers.set(ARGUMENTS.get(i), i < values.length ? values[i] : 0);
        }
        return registers.set("ax", 0).set("ip", text.address(function)).address();
    }

    /** The argument registers have been used for other things by then. */
    long exit(String function, long result) {
        ARGUMENTS.forEach(register -> registers.set(register, 0));
        return registers.set("ax", result).set("ip", text.address(function)).address();
    }
}
