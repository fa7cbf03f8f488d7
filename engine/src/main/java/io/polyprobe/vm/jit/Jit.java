package io.polyprobe.vm.jit;

import io.polyprobe.isa.Disassembler;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Compiler;
import io.polyprobe.vm.interpreter.Engine;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;

/**
 * Makes a class of each program.
 *
 * @param threshold how often a program is interpreted before
 * @param checks whether each access to memory is checked to fall into a region, and instructions are counted: as the
 *     interpreter does it, and as is needed for programs that nobody has verified
 */
public record Jit(int threshold, boolean checks) implements Compiler {
    /** A class file has room for about this many instructions; longer programs stay with the interpreter. */
    private static final int MOST_SLOTS = 16_384;

    /** The class of a program, readable: below each of its instructions what the JVM does for it. */
    public String listing(Code code) {
        return Listing.of(
                new ProgramWriter(code, checks).write(),
                slot -> slot + ": "
                        + code.instruction(slot).map(Disassembler::text).orElse("(past the end)"));
    }

    @Override
    public Engine compile(Code code, Engine interpreter) {
        if (code.slots() > MOST_SLOTS || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return interpreter;
        }
        var writer = new ProgramWriter(code, checks);
        byte[] bytes = writer.write();
        try {
            return (Engine) MethodHandles.lookup()
                    .defineHiddenClassWithClassData(bytes, writer.classData(), true)
                    .lookupClass()
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the class of program " + code.name() + " cannot be used", e);
        }
    }
}
