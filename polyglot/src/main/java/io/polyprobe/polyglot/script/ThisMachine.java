package io.polyprobe.polyglot.script;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.dialect.CSource;
import io.polyprobe.dialect.Dialect;
import io.polyprobe.dialect.LineOrigin;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.target.Target;
import io.polyprobe.vm.Pace;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import io.polyprobe.vm.world.WorldSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The engine on this machine: its kernel, the virtual one, and its clang. */
public final class ThisMachine implements Engine {
    @Override
    public Target open(TargetOptions options, Consumer<Diagnostic> notes) {
        return switch (options.choice()) {
            case VM -> virtual(options);
            case KERNEL -> kernel(notes);
            case AUTO -> best(options, notes);
        };
    }

    private static Target best(TargetOptions options, Consumer<Diagnostic> notes) {
        Target kernel;
        try {
            kernel = KernelTarget.open(notes);
        } catch (TargetException e) {
            notes.accept(Diagnostic.note("running in the virtual kernel, as this machine's cannot be used: "
                    + e.diagnostics().getFirst().message()));
            return virtual(options);
        }
        notes.accept(Diagnostic.note("running in this machine's kernel (--target vm chooses the virtual one)"));
        return kernel;
    }

    private static Target kernel(Consumer<Diagnostic> notes) {
        try {
            return KernelTarget.open(notes);
        } catch (TargetException e) {
            var findings = new ArrayList<>(e.diagnostics());
            findings.addLast(findings.removeLast().withHint("--target vm needs none of it: the virtual kernel."));
            throw new TargetException(findings);
        }
    }

    private static Target virtual(TargetOptions options) {
        Pace pace = switch (options.pace()) {
            case WALL -> Pace.WALL;
            case MAX -> Pace.MAX;
        };
        WorldSpec world = Objects.requireNonNullElse(options.world(), WorldSpec.SIMULATED);
        var wanted = new VmOptions(options.seed(), pace, Optional.ofNullable(options.duration())).withWorld(world);
        return VmTarget.open(options.verifies() ? wanted : wanted.unverified());
    }

    @Override
    public ObjectSpec compile(CText text, Target target, Consumer<Diagnostic> notes)
            throws InterruptedException, IOException {
        Dialect.Compiled compiled =
                Dialect.of(System.getenv()).compile(source(text).withPrologue(text.prologue()), target.types());
        compiled.warnings().forEach(notes);
        return compiled.object();
    }

    @Override
    public String show(CText text, Target target, Form form) throws InterruptedException, IOException {
        Dialect dialect = Dialect.of(System.getenv());
        CSource source = source(text).withPrologue(text.prologue());
        return switch (form) {
            case C -> dialect.rewrite(source, target.types());
            case LLVM -> dialect.intermediate(source, target.types());
        };
    }

    private static CSource source(CText text) throws IOException {
        Path file = text.file();
        if (file != null) {
            String name = text.name();
            return new CSource(
                    text.text(), name, text.flags(), file.toAbsolutePath().getParent(), LineOrigin.itself(name));
        }
        Script script = text.script();
        return new CSource(
                text.text(),
                text.name(),
                text.flags(),
                script.file().getParent(),
                LineOrigin.within(script.name(), Files.readString(script.file()), text.text()));
    }
}
