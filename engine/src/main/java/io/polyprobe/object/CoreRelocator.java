package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.isa.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Fits a program to the types of the kernel that is to run it ("compile once, run everywhere"). Each relocation names a
 * type or field of the object; the one of the target that has the same name decides what stands in the instruction.
 * Rules and numbers are libbpf's ({@code enum bpf_core_relo_kind} of {@code include/uapi/linux/bpf.h}).
 */
public final class CoreRelocator {
    /** The helper number that stands in an instruction which cannot be relocated: no verifier accepts its call. */
    public static final int POISON = 0xbad2310;

    private static final int CALL = 0x85;

    private final Btf local;
    private final Btf target;
    private final CoreMatch match;

    private CoreRelocator(Btf local, Btf target) {
        this.local = local;
        this.target = target;
        this.match = new CoreMatch(local, target);
    }

    /**
     * Applies a program's CO-RE relocations. Where the target has no such field the instruction becomes a call of helper
     * {@link #POISON}, which is right as long as the program never gets there; {@link ProgramSpec#failureAt} tells why.
     *
     * @return the program without its relocations, those that failed excepted
     * @throws io.polyprobe.diag.ObjectException where a relocation is malformed
     */
    public static ProgramSpec relocate(ProgramSpec program, Btf local, Btf target) {
        if (program.relocations().isEmpty()) {
            return program;
        }
        return new CoreRelocator(local, target).relocate(program);
    }

    private ProgramSpec relocate(ProgramSpec program) {
        var bySlot = new HashMap<Integer, ProgramSpec.CoreRelocation>();
        program.relocations().forEach(r -> bySlot.put(r.slot(), r));
        var failed = new ArrayList<ProgramSpec.CoreRelocation>();
        var code = new ArrayList<Instruction>();
        int slot = 0;
        for (var instruction : program.code()) {
            var relocation = bySlot.get(slot);
            if (relocation == null) {
                code.add(instruction);
            } else {
                var result = resolve(relocation);
                var patched = result.failure().isEmpty()
                        ? CorePatch.apply(instruction, result.value(), result.oldSize(), result.newSize())
                        : Optional.<Instruction>empty();
                if (patched.isPresent()) {
                    code.add(patched.get());
                } else {
                    String reason = result.failure().isEmpty()
                            ? "CO-RE: " + result.value() + " does not fit into the instruction"
                            : "CO-RE: " + result.failure();
                    failed.add(new ProgramSpec.CoreRelocation(
                            slot, relocation.typeId(), relocation.access(), relocation.kind(), reason));
                    for (int i = 0; i < instruction.slots(); i++) {
                        code.add(new Instruction(CALL, 0, 0, 0, POISON));
                    }
                }
            }
            slot += instruction.slots();
        }
        return new ProgramSpec(
                program.name(),
                program.section(),
                code,
                program.references(),
                program.functions(),
                program.lines(),
                failed);
    }

    /**
     * What a relocation comes to.
     *
     * @param oldSize bytes that a load or store of the field has in the object, 0 where it must not change
     * @param newSize bytes it has in the target
     * @param failure why there is no value, or empty
     */
    record Result(long value, long oldSize, long newSize, String failure) {
        static Result of(long value) {
            return new Result(value, 0, 0, "");
        }

        static Result failed(String reason) {
            return new Result(0, 0, 0, reason);
        }
    }

    private Result resolve(ProgramSpec.CoreRelocation relocation) {
        int kind = relocation.kind();
        int id = relocation.typeId();
        return switch (kind) {
            case CoreKind.TYPE_ID_LOCAL -> Result.of(id);
            case CoreKind.FIELD_BYTE_OFFSET,
                    CoreKind.FIELD_BYTE_SIZE,
                    CoreKind.FIELD_EXISTS,
                    CoreKind.FIELD_SIGNED,
                    CoreKind.FIELD_LSHIFT_U64,
                    CoreKind.FIELD_RSHIFT_U64 -> field(id, relocation);
            case CoreKind.TYPE_ID_TARGET, CoreKind.TYPE_EXISTS, CoreKind.TYPE_SIZE, CoreKind.TYPE_MATCHES ->
                type(id, kind);
            case CoreKind.ENUMVAL_EXISTS, CoreKind.ENUMVAL_VALUE -> constant(id, relocation);
            default -> Result.failed("relocation kind " + Integer.toUnsignedString(kind) + " is not known");
        };
    }

    private Result field(int id, ProgramSpec.CoreRelocation relocation) {
        var access = CoreAccess.parse(local, id, relocation.access());
        var results = new LinkedHashSet<Result>();
        // A typedef of the object's own stands for what is behind it.
        int root = match.candidates(id).isEmpty() ? local.resolve(id) : id;
        for (int candidate : match.candidates(root)) {
            match.field(access, candidate)
                    .ifPresent(field -> results.add(value(relocation.kind(), access.field(), field)));
        }
        if (results.isEmpty() && relocation.kind() == CoreKind.FIELD_EXISTS) {
            return Result.of(0);
        }
        String text = access.text(CoreMatch.essential(local.type(root).name()));
        return only(results, "no field " + text, "field " + text);
    }

    private Result value(int kind, CoreField from, CoreField to) {
        return switch (kind) {
            case CoreKind.FIELD_BYTE_OFFSET -> offset(from, to);
            case CoreKind.FIELD_BYTE_SIZE -> Result.of(to.byteSize(target));
            case CoreKind.FIELD_EXISTS -> Result.of(1);
            case CoreKind.FIELD_SIGNED -> Result.of(to.isSigned(target) ? 1 : 0);
            case CoreKind.FIELD_LSHIFT_U64 -> Result.of(to.leftShift(target));
            default -> Result.of(to.rightShift(target));
        };
    }

    private Result offset(CoreField from, CoreField to) {
        long offset = to.byteOffset(target);
        long oldSize = from.byteSize(local);
        long newSize = to.byteSize(target);
        if (to.isBitField() || from.isBitField() || oldSize == newSize) {
            return Result.of(offset);
        }
        boolean unsigned = local.type(local.resolve(from.type())) instanceof BtfType.Int
                && target.type(target.resolve(to.type())) instanceof BtfType.Int
                && !from.isSigned(local)
                && !to.isSigned(target);
        // Only an unsigned integer reads right whatever its width; -1 forbids loads and stores, not address arithmetic.
        return new Result(offset, unsigned ? oldSize : -1, newSize, "");
    }

    private Result type(int id, int kind) {
        var results = new LinkedHashSet<Result>();
        for (int candidate : match.candidates(id)) {
            if (kind == CoreKind.TYPE_MATCHES ? match.matches(id, candidate) : match.typesAgree(id, candidate, 0)) {
                results.add(Result.of(
                        switch (kind) {
                            case CoreKind.TYPE_ID_TARGET -> candidate;
                            case CoreKind.TYPE_SIZE -> target.sizeOf(candidate);
                            default -> 1;
                        }));
            }
        }
        // Absence is an answer here: 0.
        return results.isEmpty()
                ? Result.of(0)
                : only(results, "", "type " + local.type(id).name());
    }

    private Result constant(int id, ProgramSpec.CoreRelocation relocation) {
        int index = CoreAccess.index(relocation.access());
        if (!(local.type(local.resolve(id)) instanceof BtfType.Enum constants)
                || index >= constants.values().size()) {
            return Result.failed("the object's type " + id + " has no constant " + index);
        }
        String name = CoreMatch.essential(constants.values().get(index).name());
        var results = new LinkedHashSet<Result>();
        for (int candidate : match.candidates(id)) {
            if (target.type(target.resolve(candidate)) instanceof BtfType.Enum other) {
                other.values().stream()
                        .filter(v -> CoreMatch.essential(v.name()).equals(name))
                        .findFirst()
                        .ifPresent(v ->
                                results.add(Result.of(relocation.kind() == CoreKind.ENUMVAL_EXISTS ? 1 : v.value())));
            }
        }
        if (results.isEmpty() && relocation.kind() == CoreKind.ENUMVAL_EXISTS) {
            return Result.of(0);
        }
        return only(results, "no constant " + name, "constant " + name);
    }

    private static Result only(Set<Result> results, String none, String several) {
        return switch (results.size()) {
            case 0 -> Result.failed(none + " in the target's types");
            case 1 -> results.iterator().next();
            default -> Result.failed(several + " is ambiguous: the target has several types of that name that differ");
        };
    }
}
