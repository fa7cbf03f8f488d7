package io.polyprobe.usdt;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The registers of x86-64 and aarch64 as {@code struct pt_regs} names them. */
final class Registers {
    private static final boolean IS_X86 = System.getProperty("os.arch", "").equals("amd64");

    /** The one that tells where the program is. */
    static final String INSTRUCTION_POINTER = IS_X86 ? "ip" : "pc";

    private static final Map<String, String> X86 = x86();

    private Registers() {}

    /** The name of a register of which the assembler's name may mean a part; nothing for one that is not kept. */
    static Optional<String> named(String name) {
        if (name.matches("[xw]([0-9]|[12][0-9]|30)")) {
            return Optional.of("regs[" + name.substring(1) + "]");
        }
        return Optional.ofNullable(X86.get(name));
    }

    private static Map<String, String> x86() {
        var names = new HashMap<String, String>();
        for (String name : new String[] {"ax", "bx", "cx", "dx", "si", "di", "bp", "sp"}) {
            String lowest = name.endsWith("x") ? name.charAt(0) + "l" : name + "l";
            Stream.of("r" + name, "e" + name, name, lowest).forEach(part -> names.put(part, name));
        }
        for (int i = 8; i < 16; i++) {
            String name = "r" + i;
            Stream.of("", "d", "w", "b").forEach(suffix -> names.put(name + suffix, name));
        }
        names.put("rip", INSTRUCTION_POINTER);
        return names;
    }
}
