package io.polyprobe.engine;

import io.polyprobe.btf.Btf;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.object.CoreRelocator;
import io.polyprobe.object.Kconfig;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Types;
import io.polyprobe.verifier.Subject;
import io.polyprobe.verifier.Verdict;
import io.polyprobe.verifier.Verifier;
import io.polyprobe.verifier.account.Account;
import java.util.Optional;

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
        var kconfig = new Kconfig(types.kernelVersion(), types::options);
        Subject subject = Subject.of(kconfig.answered(object), relocated, type).within(types.btf());
        return Subject.Hook.of(program, types.btf()).map(subject::on).orElse(subject);
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
