package io.polyprobe.polyglot.cli;

import io.polyprobe.diag.Renderer;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.polyglot.script.CacheDirectory;
import io.polyprobe.polyglot.script.Language;
import io.polyprobe.polyglot.script.Script;
import io.polyprobe.polyglot.script.Session;
import io.polyprobe.polyglot.script.TargetOptions;
import io.polyprobe.polyglot.script.TargetOptions.Choice;
import io.polyprobe.polyglot.script.TargetOptions.Pace;
import io.polyprobe.polyglot.script.ThisMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code --train LANGUAGE}: a script that does what tools do at their start, for the JVM to remember its classes: in the
 * virtual kernel, and in this machine's where that can be used.
 */
final class Training {
    private Training() {}

    static int run(@Nullable String languageName, Renderer renderer) {
        Language language = "js".equals(languageName) ? Language.JAVASCRIPT : Language.PYTHON;
        String file = language == Language.JAVASCRIPT ? "training.js" : "training.py";
        CommandLineOptions.command().parseArgs("--target", "vm", "--pace", "max", "--for", "1s", "--seed", "1", file);
        try {
            Path directory = Files.createDirectories(CacheDirectory.find());
            Path copy = directory.resolve(file);
            try (InputStream in = Objects.requireNonNull(Training.class.getResourceAsStream(file))) {
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            int code = run(Choice.VM, new Script(copy.toString(), List.of(), language), renderer);
            if (KernelTarget.check().isEmpty()) {
                run(Choice.KERNEL, new Script(copy.toString(), List.of("kernel"), language), renderer);
            }
            return code;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the training script", e);
        }
    }

    private static int run(Choice where, Script script, Renderer renderer) {
        var options = new TargetOptions(where, 1, Pace.MAX, Duration.ofSeconds(1), null, true);
        return Main.run(script, new Session(options, new ThisMachine(), System.err, renderer, false));
    }
}
