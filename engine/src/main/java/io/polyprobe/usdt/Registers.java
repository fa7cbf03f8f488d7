package io.polyprobe.usdt;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registers of x86-64 and aarch64 as members of {@code struct pt_regs}. */
final class Registers {
    private static final boolean IS_X86 = System.getProperty("os.arch", "").equals("amd64");

    /** C that gives where the program is. */
    static final String INSTRUCTION_POINTER = IS_X86 ? "ctx->ip" : "ctx->pc";

    private static final Map<String, String> X86 = x86();

    private Registers() {}

    /** C that gives a register's value, its part's value in the lowest bits; null for a register that is not kept. */
    static @Nullable String expression(String name) {
        if (name.matches("[xw]([0-9]|[12][0-9]|30)")) {
            return "ctx->regs[" + name.substring(1) + "]";
        }
        return name.equals("sp") && !IS_X86 ? "ctx->sp" : X86.get(name);
    }

    private static Map<String, String> x86() {
        var names = new HashMap<String, String>();
        for (String name : new String[] {"ax", "bx", "cx", "dx"}) {
            String letter = name.substring(0, 1);
            for (String part : new String[] {"r" + name, "e" + name, name, letter + "l"}) {
                names.put(part, "ctx->" + name);
            }
            names.put(letter + "h", "(ctx->" + name + " >> 8)");
        }
        for (String name : new String[] {"si", "di", "bp", "sp"}) {
            for (String part : new String[] {"r" + name, "e" + name, name, name + "l"}) {
                names.put(part, "ctx->" + name);
            }
        }
        for (int i = 8; i < 16; i++) {
            for (String suffix : new String[] {"", "d", "w", "b"}) {
                names.put("r" + i + suffix, "ctx->r" + i);
            }
        }
        names.put("rip", "ctx->ip");
        return names;
    }
}
