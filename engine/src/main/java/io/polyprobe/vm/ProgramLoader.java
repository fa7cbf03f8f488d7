package io.polyprobe.vm;

import io.polyprobe.btf.Btf;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.InstructionSet;
import io.polyprobe.isa.Operation;
import io.polyprobe.object.CoreRelocator;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.object.Reference;
import io.polyprobe.verifier.Proof;
import io.polyprobe.verifier.Subject;
import io.polyprobe.verifier.Subject.Hook;
import io.polyprobe.verifier.Verdict;
import io.polyprobe.verifier.Verifier;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Helpers;
import io.polyprobe.vm.map.VmMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a program of an object ready to run: what it refers to is filled in, and what it may not call refused. */
final class ProgramLoader {
    private static final int CALL = 0x85;
    private static final int LARGEST = 1_000_000;

    private final ObjectSpec object;
    private final Map<String, VmMap> maps;
    private final Function<ProgramType, Helpers> helpers;
    private final Btf types;
    private final boolean verifies;

    /**
     * @param helpers what programs of a type may call
     * @param types the virtual kernel's
     * @param verifies whether programs are verified
     */
    ProgramLoader(
            ObjectSpec object,
            Map<String, VmMap> maps,
            Function<ProgramType, Helpers> helpers,
            Btf types,
            boolean verifies) {
        this.verifies = verifies;
        this.types = types;
        this.object = object;
        this.maps = maps;
        this.helpers = helpers;
    }

    /** @param hook what a program of type TRACING is about */
    Code load(String function, ProgramType type, int attachType, Optional<Hook> hook) {
        ProgramSpec written = object.program(function)
                .orElseThrow(() -> new ObjectException(
                        Diagnostic.error("there is no function '%s' in %s".formatted(function, object.name()))));
        Btf local = object.btf();
        ProgramSpec program = local == null ? written : CoreRelocator.relocate(written, local, types);
        List<Instruction> linked = link(program, type);
        Helpers callable = helpers.apply(type);
        Proof proof = Proof.NONE;
        if (verifies) {
            Subject subject = Subject.of(object, program, type).at(attachType).within(types);
            proof = verified(hook.map(subject::on).orElse(subject));
        }
        return Code.of(
                program.name(),
                linked,
                program.functions(),
                program.lines(),
                new PoisonedHelpers(callable, program),
                proof);
    }

    private static Proof verified(Subject subject) {
        return switch (new Verifier(0).verify(subject)) {
            case Verdict.Accepted accepted -> accepted.proof();
            case Verdict.Rejected rejected ->
                throw new RejectedException(rejected.diagnostic()
                        .withHint(
                                "To see what it does when it runs: --unverified (in Java, VmOptions.unverified()) checks"
                                        + " each access when it happens instead."));
        };
    }

    /** A program's instructions with what they refer to filled in. */
    private List<Instruction> link(ProgramSpec program, ProgramType type) {
        if (program.code().size() > LARGEST) {
            throw refused(
                    program,
                    0,
                    "it has %d instructions, more than a million"
                            .formatted(program.code().size()));
        }
        var references = new HashMap<Integer, Reference>();
        program.references().forEach(reference -> references.put(reference.slot(), reference));
        Helpers callable = helpers.apply(type);
        var linked = new ArrayList<Instruction>();
        int slot = 0;
        for (Instruction instruction : program.code()) {
            if (references.get(slot) == null) {
                requireHelper(program, type, callable, slot, instruction);
            }
            linked.add(link(program, slot, instruction, references.get(slot)));
            slot += instruction.slots();
        }
        return linked;
    }

    private Instruction link(ProgramSpec program, int slot, Instruction instruction, @Nullable Reference reference) {
        return switch (reference) {
            case null -> instruction;
            case Reference.ToMap map ->
                address(instruction, map(program, slot, map.map()).handle());
            case Reference.ToMapValue value ->
                address(instruction, map(program, slot, value.map()).addressOfGlobal(value.offset()));
            case Reference.ToKernelSymbol symbol when symbol.weak() -> address(instruction, 0);
            case Reference.ToKernelSymbol symbol ->
                throw refused(program, slot, "the virtual kernel has no symbol '%s'".formatted(symbol.symbol()));
            case Reference.ToKernelFunction call ->
                throw refused(program, slot, "the virtual kernel has no kfunc '%s'".formatted(call.function()));
        };
    }

    private static Instruction address(Instruction load, long address) {
        return new Instruction(load.opcode(), load.dst(), 0, load.offset(), address);
    }

    private VmMap map(ProgramSpec program, int slot, String name) {
        VmMap map = maps.get(name);
        if (map == null) {
            throw refused(program, slot, "it refers to a map '%s' that the object does not declare".formatted(name));
        }
        return map;
    }

    private static void requireHelper(
            ProgramSpec program, ProgramType type, Helpers callable, int slot, Instruction instruction) {
        if (InstructionSet.operation(instruction) instanceof Operation.LoadPacket && callable.packetLoad() == null) {
            throw refused(
                    program,
                    slot,
                    "programs of type %s have no legacy loads from packets".formatted(type),
                    "Compare data and data_end of the context, and load from between them.");
        }
        if (instruction.opcode() == CALL && instruction.src() == 0) {
            int helper = (int) instruction.imm();
            if (helper != CoreRelocator.POISON && callable.helper(helper) == null) {
                var refusal = HelperRefusal.of(helper, type);
                throw refused(program, slot, refusal.reason(), refusal.hint());
            }
        }
    }

    private static RejectedException refused(ProgramSpec program, int slot, String reason) {
        return refused(program, slot, reason, "Linux may have it: try --target kernel.");
    }

    private static RejectedException refused(ProgramSpec program, int slot, String reason, String hint) {
        var diagnostic = Diagnostic.error("program '%s' cannot be loaded: %s".formatted(program.name(), reason), hint);
        return new RejectedException(
                diagnostic.at(ProgramSpec.Line.placeOf(program.lines(), slot).orElse(null)));
    }
}
