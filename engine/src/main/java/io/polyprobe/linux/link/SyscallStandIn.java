package io.polyprobe.linux.link;

import io.polyprobe.linux.link.SyscallFunction.Argument;
import io.polyprobe.linux.link.SyscallFunction.Call;
import io.polyprobe.object.ProgramSpec;
import java.util.List;

/**
 * A kprobe's or kretprobe's program run by the raw tracepoints {@code sys_enter} and {@code sys_exit}.
 *
 * <p>Both hand over the caller's registers; {@code sys_enter} the call's number beside them, {@code sys_exit} its
 * result. The wrapper returns at once unless the call is one of those behind the function, then makes the function's
 * arguments of the call's. Callers in 32-bit mode have other numbers and are left out.
 */
final class SyscallStandIn {
    /** {@code __USER32_CS}: the code segment of 32-bit programs ({@code arch/x86/include/asm/segment.h}). */
    private static final int USER32_CS = 0x23;

    /** Flags of {@code open(2)} on x86-64 ({@code include/uapi/asm-generic/fcntl.h}, {@code include/linux/fcntl.h}). */
    private static final int O_LARGEFILE = 0x8000;

    private static final int O_PATH = 0x200000;
    private static final int O_CREAT_OR_TMPFILE = 0x400040;
    private static final int O_PATH_FLAGS = O_PATH | 0x10000 | 0x20000 | 0x80000;
    private static final int VALID_OPEN_FLAGS = 0x7fffc3;
    private static final int S_IALLUGO = 0xfff;

    /** Where {@code struct open_how} is built: in the three slots before the registers that are set. */
    private static final int HOW = FakeRegisters.begin() - 24;

    /** Where the call's arguments are kept while the registers are rewritten. */
    private static final List<String> HOLDERS = List.of("r1", "r2", "r3", "r4", "r5", "r8");

    /** Which registers hold the call's arguments. */
    private static final List<String> SOURCES = List.of("di", "si", "dx", "r10", "r8", "r9");

    private final StringBuilder text = new StringBuilder();

    private SyscallStandIn() {}

    /** For {@code sys_enter}, whose context is registers and number. */
    static ProgramSpec entry(ProgramSpec program, SyscallFunction function) {
        var made = new SyscallStandIn();
        made.add("r6 = r1", "r7 = *(u64 *)(r6 + 0)", "r9 = *(u64 *)(r6 + 8)");
        made.dispatch(function.calls(), "known");
        made.add("known:");
        made.readRegisters();
        made.dispatch(function.calls(), "call");
        for (Call call : function.calls()) {
            made.add("call" + call.number() + ":");
            made.arguments(call);
            made.add("goto run");
        }
        return FakeRegisters.wrap(program, made.text.toString());
    }

    /** For {@code sys_exit}, whose context is registers and result. */
    static ProgramSpec exit(ProgramSpec program, SyscallFunction function) {
        var made = new SyscallStandIn();
        made.add("r6 = r1", "r7 = *(u64 *)(r6 + 0)");
        made.readRegisters();
        made.add("r9 = " + FakeRegisters.at("orig_ax"));
        made.dispatch(function.calls(), "known");
        made.add("known:", "r9 = *(u64 *)(r6 + 8)", FakeRegisters.clear());
        made.add(FakeRegisters.at("ax") + " = r9");
        return FakeRegisters.wrap(program, made.text.toString());
    }

    /** Goes to the label of the call whose number is in r9, or to one label for all, or out. */
    private void dispatch(List<Call> calls, String label) {
        for (Call call : calls) {
            add("if r9 == %d goto %s".formatted(call.number(), label + (label.equals("call") ? call.number() : "")));
        }
        add("goto out");
    }

    /** Copies the caller's registers over ours. */
    private void readRegisters() {
        read(FakeRegisters.begin(), FakeRegisters.SIZE, "r7", FakeRegisters.FIRST, 113);
        add("r1 = " + FakeRegisters.at("cs"), "if r1 == " + USER32_CS + " goto out");
    }

    private void read(int to, int size, String from, int offset, int helper) {
        add("r3 = " + from, "r3 += " + offset, "r1 = r10", "r1 += " + to, "r2 = " + size, "call " + helper);
        add("if r0 != 0 goto out");
    }

    private void arguments(Call call) {
        for (int i = 0; i < HOLDERS.size(); i++) {
            add("%s = %s".formatted(HOLDERS.get(i), FakeRegisters.at(SOURCES.get(i))));
        }
        add(FakeRegisters.clear());
        for (int i = 0; i < call.arguments().size(); i++) {
            String register = FakeRegisters.ARGUMENTS.get(i);
            String target = FakeRegisters.at(register);
            switch (call.arguments().get(i)) {
                case Argument.Own own -> add(target + " = " + HOLDERS.get(own.position()));
                // A 32-bit move clears the upper half, so 0xffffff9c needs no wide load.
                case Argument.Constant constant -> add("w0 = " + (int) constant.value(), target + " = r0");
                case Argument.Registers registers -> add(target + " = r7");
                case Argument.Flags flags -> {
                    flags(flags.position(), flags.more());
                    add("r9 |= " + O_LARGEFILE, target + " = r9");
                }
                case Argument.OpenHow how -> openHow(how, register, "_" + call.number());
                case Argument.OpenHowOfUser how -> openHowOfUser(how, register);
            }
        }
    }

    /** Flags into r9. */
    private void flags(int position, int more) {
        add(position < 0 ? "r9 = 0" : "w9 = " + HOLDERS.get(position).replace('r', 'w'));
        add("r9 |= " + more);
    }

    /** What the kernel's {@code build_open_how} makes of flags and mode. */
    private void openHow(Argument.OpenHow how, String register, String suffix) {
        flags(how.flags(), how.flags() < 0 ? 0x241 : 0);
        add("r9 |= " + O_LARGEFILE, "r9 &= " + VALID_OPEN_FLAGS);
        add("r0 = r9", "r0 &= " + O_PATH, "if r0 == 0 goto nopath" + suffix, "r9 &= " + O_PATH_FLAGS);
        add("nopath" + suffix + ":");
        String mode = HOLDERS.get(how.mode());
        add(mode + " &= " + S_IALLUGO, "r0 = r9", "r0 &= " + O_CREAT_OR_TMPFILE);
        add("if r0 != 0 goto creates" + suffix, mode + " = 0", "creates" + suffix + ":");
        add("r0 = 0", how(0) + " = r9", how(8) + " = " + mode, how(16) + " = r0");
        pointToHow(register);
    }

    private void openHowOfUser(Argument.OpenHowOfUser how, String register) {
        add("if " + HOLDERS.get(how.size()) + " < 24 goto out");
        read(HOW, 24, HOLDERS.get(how.pointer()), 0, 112);
        add("r9 = " + how(0), "r0 = r9", "r0 &= " + O_PATH, "if r0 != 0 goto path", "r9 |= " + O_LARGEFILE);
        add(how(0) + " = r9", "path:");
        pointToHow(register);
    }

    /** Puts the address of the structure as a plain number, which it becomes by being read as memory. */
    private void pointToHow(String register) {
        add("r0 = r10", "r0 += " + HOW, FakeRegisters.at(register) + " = r0");
        add("r3 = r10", "r3 += " + FakeRegisters.offset(register), "r1 = r3", "r2 = 8", "call 113");
    }

    private static String how(int offset) {
        return FakeRegisters.memory(HOW + offset);
    }

    private void add(String... lines) {
        for (String line : lines) {
            text.append(line).append('\n');
        }
    }
}
