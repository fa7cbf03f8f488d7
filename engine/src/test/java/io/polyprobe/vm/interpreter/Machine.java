package io.polyprobe.vm.interpreter;

import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Instruction;
import io.polyprobe.verifier.Proof;
import io.polyprobe.verifier.Vouched;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A memory, an interpreter, and a few helpers, to run assembly in. */
public final class Machine implements Helpers, AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final Map<Integer, Helper> helpers = new HashMap<>();
    private final Interpreter interpreter;
    private boolean vouched;
    final Memory memory = new Memory();

    public Machine(long budget, Compiler compiler) {
        interpreter = new Interpreter(memory, budget, compiler);
    }

    public Machine with(int id, Helper helper) {
        helpers.put(id, helper);
        return this;
    }

    /** From now on programs count as verified. */
    public Machine vouching() {
        vouched = true;
        return this;
    }

    /** The address space. */
    public Memory memory() {
        return memory;
    }

    /** Zeroed memory that programs may use. */
    public Region map(String name, int size, Access access) {
        return memory.map(name, arena.allocate(size, 8), access);
    }

    public Code code(String name, String assembly) {
        List<Instruction> instructions = Assembler.assemble(name, assembly);
        int slots = instructions.stream().mapToInt(Instruction::slots).sum();
        return Code.of(name, instructions, List.of(), List.of(), this, vouched ? Vouched.forAll(slots) : Proof.NONE);
    }

    public long run(String assembly, long context) {
        return run(code("test", assembly), context);
    }

    public long run(Code code, long context) {
        return interpreter.run(code, context);
    }

    @Override
    public @Nullable Helper helper(int id) {
        return helpers.get(id);
    }

    @Override
    public String name(int id) {
        return "bpf_test_" + id;
    }

    @Override
    public void close() {
        interpreter.close();
        arena.close();
    }
}
