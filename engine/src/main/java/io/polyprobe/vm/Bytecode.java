package io.polyprobe.vm;

import io.polyprobe.isa.Decoder;
import io.polyprobe.verifier.Proof;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Compiler;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Helpers;
import io.polyprobe.vm.interpreter.Interpreter;
import io.polyprobe.vm.jit.Jit;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Instructions alone: no object, no maps, no helpers, no kernel around them. */
public final class Bytecode {
    private static final String NAME = "bytecode";

    private Bytecode() {}

    /**
     * Runs a program on a piece of memory: r1 points to it, r2 is its length; both are 0 where it is empty.
     *
     * @param code encoded, little-endian
     * @param compiled whether it runs by JIT rather than by the interpreter
     * @return r0
     * @throws io.polyprobe.diag.ObjectException where an instruction is not one, reserved fields that are set included
     * @throws io.polyprobe.diag.FaultException where the program does what no program may do
     */
    public static long run(byte[] code, byte[] memory, boolean compiled) {
        var instructions = Decoder.decode(code, ByteOrder.LITTLE_ENDIAN);
        var program = Code.of(NAME, instructions, List.of(), List.of(), new NoHelpers(), Proof.NONE);
        var space = new Memory();
        try (var arena = Arena.ofConfined();
                var interpreter =
                        new Interpreter(space, Interpreter.DEFAULT_BUDGET, compiled ? new Jit(0) : Compiler.NONE)) {
            if (memory.length == 0) {
                return interpreter.run(program, 0, 0);
            }
            MemorySegment segment = arena.allocate(memory.length, Long.BYTES);
            segment.copyFrom(MemorySegment.ofArray(memory));
            space.map("memory", segment, Access.READ_WRITE);
            return interpreter.run(program, segment.address(), memory.length);
        }
    }

    private static final class NoHelpers implements Helpers {
        @Override
        public @Nullable Helper helper(int id) {
            return null;
        }

        @Override
        public String name(int id) {
            return "which is not there: bare instructions have no helpers";
        }
    }
}
