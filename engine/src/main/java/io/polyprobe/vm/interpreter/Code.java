package io.polyprobe.vm.interpreter;

import io.polyprobe.diag.Place;
import io.polyprobe.isa.AluOp;
import io.polyprobe.isa.AtomicOp;
import io.polyprobe.isa.ByteSwap;
import io.polyprobe.isa.Condition;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.Size;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.verifier.Proof;
import io.polyprobe.vm.memory.Region;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program made ready to be run: linked, its helpers found, and its instructions spread over arrays by slot. It
 * changes in one thing only, which is by what it is run.
 *
 * <p>What cannot be executed at all, such as a call of a helper that is not there, is no error until a run comes to it.
 */
public final class Code {
    /** A function's address in a register: this and its slot. No memory is ever mapped there. */
    static final long FUNCTIONS = 0xbf0c_0de0_0000_0000L;

    /** Where a jump leads that has no instruction to lead to. */
    public static final int NOWHERE = -1;

    private final String name;
    private final List<ProgramSpec.Function> functions;
    private final List<ProgramSpec.Line> lines;
    private final @Nullable Instruction[] instructions;
    private final String[] refusals;
    private final Proof proof;

    /**
     * The {@link Kind}, dst and src of each instruction in one number, as the loop wants all three at once. Two more than
     * slots: running past the last meets a refusal, and behind it is {@link #leavingSlot}.
     */
    final int[] heads;

    /** Of loads, stores and atomics. */
    final int[] offsets;
    /** Immediates, sign-extended, and the values of wide loads. */
    final long[] values;
    /** Slots of jumps and calls, or {@link #NOWHERE}. */
    final int[] targets;

    final AluOp[] alu;
    final ByteSwap[] swaps;
    final Condition[] conditions;
    final AtomicOp[] atomics;
    final Size[] sizes;
    final Helper[] helpers;

    /** The region that each load and store has touched last, where it will most likely be the next time. */
    final Region[] recent;

    private int runs;
    private boolean compiled;
    private Engine engine =
            (run, slot, depth, r1, r2, r3, r4, r5) -> run.interpret(this, slot, depth, r1, r2, r3, r4, r5);

    Code(String name, int slots, List<ProgramSpec.Function> functions, List<ProgramSpec.Line> lines, Proof proof) {
        this.proof = proof;
        this.name = name;
        this.functions = List.copyOf(functions);
        this.lines = List.copyOf(lines);
        instructions = new Instruction[slots];
        int length = slots + 2;
        refusals = new String[length];
        heads = new int[length];
        offsets = new int[length];
        values = new long[length];
        targets = new int[length];
        alu = new AluOp[length];
        swaps = new ByteSwap[length];
        conditions = new Condition[length];
        atomics = new AtomicOp[length];
        sizes = new Size[length];
        helpers = new Helper[length];
        recent = new Region[length];
        Arrays.fill(recent, Region.NOWHERE);
    }

    /**
     * Prepares a program.
     *
     * @param name for messages
     * @param instructions the linked program: each wide load of a map or global already holds the address, with
     *     {@code src} 0
     * @param functions as {@link ProgramSpec#functions()}; may be empty
     * @param lines as {@link ProgramSpec#lines()}; may be empty
     * @param helpers what it may call
     * @param proof what a verifier has found out about it
     * @throws io.polyprobe.diag.ObjectException where an instruction is not one
     */
    public static Code of(
            String name,
            List<Instruction> instructions,
            List<ProgramSpec.Function> functions,
            List<ProgramSpec.Line> lines,
            Helpers helpers,
            Proof proof) {
        return new CodeBuilder(name, instructions, functions, lines, helpers, proof).build();
    }

    /** The program's name. */
    public String name() {
        return name;
    }

    /**
     * How much of a function's frame is to be filled, since it may be read before it is written.
     *
     * @param function its first slot
     */
    public int unwritten(int function) {
        return proof.unwritten(function);
    }

    /** What is known of it. */
    public Proof proof() {
        return proof;
    }

    /** What its functions are run by: from some number of runs on, what a compiler makes of it. */
    Engine engine(Compiler compiler) {
        if (!compiled) {
            countRun(compiler);
        }
        return engine;
    }

    private void countRun(Compiler compiler) {
        if (runs < compiler.threshold()) {
            runs++;
        } else {
            compiled = true;
            engine = compiler.compile(this, engine);
        }
    }

    /** An exit that no instruction is: where those go on that end the function besides. */
    int leavingSlot() {
        return instructions.length + 1;
    }

    static int head(int kind, int dst, int src) {
        return kind | dst << 8 | src << 12;
    }

    static int kind(int head) {
        return head & 0xff;
    }

    static int dst(int head) {
        return head >> 8 & 15;
    }

    static int src(int head) {
        return head >> 12;
    }

    void set(int slot, Instruction instruction) {
        instructions[slot] = instruction;
    }

    /** Makes a slot one that must not be executed. */
    void refuse(int slot, String reason) {
        heads[slot] = Kind.REFUSED;
        refusals[slot] = reason;
    }

    /** How many slots it has. */
    public int slots() {
        return instructions.length;
    }

    /** Whether a slot must not be executed: past the last instruction, too. */
    public boolean isRefused(int slot) {
        return kind(heads[slot]) == Kind.REFUSED;
    }

    /** Why a slot is not to be executed. */
    public String refusal(int slot) {
        return refusals[slot];
    }

    /** The instruction that begins at a slot; none at a wide one's second half and past the end. */
    public Optional<Instruction> instruction(int slot) {
        return slot >= 0 && slot < instructions.length ? Optional.ofNullable(instructions[slot]) : Optional.empty();
    }

    /** Where a function begins, given what a wide load of it left in a register; {@link #NOWHERE} for other values. */
    public int functionSlot(long value) {
        long slot = value - FUNCTIONS;
        return slot >= 0 && slot < instructions.length && instructions[(int) slot] != null ? (int) slot : NOWHERE;
    }

    /** Where a jump or a call leads; {@link #NOWHERE} where that is no instruction. */
    public int target(int slot) {
        return targets[slot];
    }

    /** What a wide load leaves in its register, a function's address included. */
    public long value(int slot) {
        return values[slot];
    }

    /** What a call calls that is no function of the program. */
    public Helper helper(int slot) {
        return helpers[slot];
    }

    /** The C function that a slot belongs to. */
    Optional<String> functionAt(int slot) {
        return functions.reversed().stream()
                .filter(function -> function.slot() <= slot)
                .map(ProgramSpec.Function::name)
                .findFirst();
    }

    /** The source line that a slot was compiled from. */
    Optional<Place> placeAt(int slot) {
        return ProgramSpec.Line.placeOf(lines, slot);
    }
}
