package io.polyprobe.engine;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.object.CoreRelocator;
import io.polyprobe.object.Kconfig;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.object.Section;
import io.polyprobe.target.Types;
import io.polyprobe.verifier.Subject;
import io.polyprobe.verifier.Verdict;
import io.polyprobe.verifier.Verifier;
import io.polyprobe.verifier.account.Account;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Judges programs of objects as they would be loaded, and runs none.
 *
 * @param types of the kernel that they are for
 */
public record Verification(Types types) {
    /**
     * What our verifier says of a program.
     *
     * @param logLevel see {@link Verifier#Verifier(int)}
     * @throws io.polyprobe.diag.ObjectException where a relocation of it is malformed
     */
    public Verdict judge(ObjectSpec object, ProgramSpec program, ProgramType type, int logLevel) {
        return new Verifier(logLevel).verify(subject(object, program, type));
    }

    /**
     * What is known at each line of a program.
     *
     * @return empty where it is rejected, or has too many paths to tell
     * @throws io.polyprobe.diag.ObjectException where a relocation of it is malformed
     */
    public Optional<Account> account(ObjectSpec object, ProgramSpec program, ProgramType type) {
        return Verifier.account(subject(object, program, type));
    }

    private Subject subject(ObjectSpec object, ProgramSpec program, ProgramType type) {
        Btf local = object.btf();
        ProgramSpec relocated = local == null ? program : CoreRelocator.relocate(program, local, types.btf());
        Subject subject = Subject.of(answered(object), relocated, type).within(types.btf());
        return hook(program).map(subject::on).orElse(subject);
    }

    /** The object with the kernel's answers to what it asks of its configuration. */
    private ObjectSpec answered(ObjectSpec object) {
        Map<String, MapSpec> maps = new Kconfig(types.kernelVersion(), types::options)
                .answer(object).stream().collect(Collectors.toMap(MapSpec::name, Function.identity()));
        return new ObjectSpec(object.name(), object.programs(), maps, object.btf(), object.license(), object.version());
    }

    /** The function or tracepoint that a program's section names, if it is one whose types the program sees. */
    private Optional<Subject.Hook> hook(ProgramSpec program) {
        String target = Section.of(program.section()).map(Section::target).orElse("");
        String kind = program.section().replaceFirst("[./].*", "");
        Btf btf = types.btf();
        return switch (kind) {
            case "fentry", "fexit", "fmod_ret" ->
                btf.find(BtfType.Function.class, target)
                        .map(function -> new Subject.Hook(function.prototype(), 0, kind.equals("fexit")));
            case "tp_btf" ->
                btf.find(BtfType.Typedef.class, "btf_trace_" + target)
                        .filter(type -> btf.type(type.target()) instanceof BtfType.Pointer)
                        .map(type -> ((BtfType.Pointer) btf.type(type.target())).target())
                        .map(prototype -> new Subject.Hook(prototype, 1, false));
            default -> Optional.empty();
        };
    }

    /**
     * What this machine's kernel says of a program.
     *
     * @return empty where it accepts it
     * @throws io.polyprobe.diag.TargetException where the kernel cannot be used, or refuses one of the object's maps
     */
    public static Optional<Diagnostic> ofThisKernel(ObjectSpec object, ProgramSpec program, ProgramType type) {
        try (var kernel = KernelTarget.open(_ -> {});
                var loaded = kernel.load(object)) {
            loaded.program(program.name(), type);
            return Optional.empty();
        } catch (RejectedException e) {
            return Optional.of(e.diagnostics().getFirst());
        }
    }
}
