package io.polyprobe.vm.jit;

import io.polyprobe.isa.Disassembler;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Compiler;
import io.polyprobe.vm.interpreter.Engine;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;

/**
 * Makes a class of each program. What its {@link io.polyprobe.verifier.Proof} does not tell is checked, as in the
 * interpreter: each access to memory whether it falls into a region, each instruction whether the run may go on.
 *
 * @param threshold how often a program is interpreted before
 */
public record Jit(int threshold) implements Compiler {
    /** A class file has room for about this many instructions; longer programs stay with the interpreter. */
    private static final int MOST_SLOTS = 16_384;

    /** The class of a program, readable: below each of its instructions what the JVM does for it. */
    public String listing(Code code) {
        return Listing.of(
                new ProgramWriter(code).write(),
                slot -> slot + ": "
                        + code.instruction(slot).map(Disassembler::text).orElse("(past the end)"));
    }

    @Override
    public Engine compile(Code code, Engine interpreter) {
        if (code.slots() > MOST_SLOTS || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return interpreter;
        }
        var writer = new ProgramWriter(code);
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
