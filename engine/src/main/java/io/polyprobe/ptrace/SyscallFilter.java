package io.polyprobe.ptrace;

import io.polyprobe.linux.abi.Seccomp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A seccomp filter that stops a program at some of its system calls and lets all others pass (seccomp(2)). It is a
 * program in classic BPF: each instruction has 8 bytes, an opcode of 2, two distances of a jump of 1 each, a number of 4.
 */
final class SyscallFilter {
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    private SyscallFilter() {}

    /** System calls of x86-64 alone stop; those of other kinds of programs pass. */
    static byte[] of(Demand demand) {
        List<Long> code = new ArrayList<>();
        code.add(instruction(LOAD_WORD, 0, 0, Seccomp.DATA_ARCH));
        code.add(instruction(JUMP_IF_EQUAL, 1, 0, Seccomp.AUDIT_ARCH_X86_64));
        code.add(instruction(RETURN, 0, 0, Seccomp.RET_ALLOW));
        code.add(instruction(LOAD_WORD, 0, 0, Seccomp.DATA_NR));
        for (int call : demand.calls()) {
            code.add(instruction(JUMP_IF_EQUAL, 0, 1, call));
            code.add(instruction(RETURN, 0, 0, Seccomp.RET_TRACE));
        }
        code.add(instruction(RETURN, 0, 0, demand.everyCall() ? Seccomp.RET_TRACE : Seccomp.RET_ALLOW));
        return bytes(code);
    }

    private static long instruction(int opcode, int ifSo, int ifNot, int number) {
        return opcode | (long) ifSo << 16 | (long) ifNot << 24 | (long) number << 32;
    }

    private static byte[] bytes(List<Long> code) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(ValueLayout.JAVA_LONG, code.size());
            for (int i = 0; i < code.size(); i++) {
                all.setAtIndex(ValueLayout.JAVA_LONG, i, code.get(i));
            }
            return all.toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
