package io.polyprobe.polyglot.cli;

import io.polyprobe.classic.ClassicFilter;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.diag.Renderer;
import io.polyprobe.engine.ProgramListing;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.polyglot.dry.DryRun.Recorded;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code polyprobe disasm}: a program's instructions, and what the JIT makes of them. */
final class Disasm extends Command {
    static final String NAME = "disasm";

    Disasm(PrintStream out, PrintStream err, Renderer renderer) {
        super(out, err, renderer);
    }

    @Override
    CommandLine command() {
        CommandSpec spec = CommandSpec.create()
                .name("polyprobe " + NAME)
                .addOption(Options.flag("Show the class that the virtual kernel's JIT makes of it, too.", "--jvm")
                        .build());
        spec.usageMessage()
                .description("Shows the programs of an object or of a script: their instructions, in LLVM's syntax,"
                        + " below the lines of C; a filter in classic BPF also as it is. A script is run to the point where it would wait for events, on a"
                        + " kernel that loads and attaches nothing; what it prints goes to stderr.");
        return Subject.take(spec);
    }

    @Override
    int run(ParseResult parsed) throws IOException {
        Subject subject = Subject.of(parsed, err, renderer);
        ClassicFilter classic = subject.classic();
        if (classic != null) {
            out.println(classic.listing());
        }
        for (Recorded recorded : subject.objects()) {
            show(recorded, subject.programs(recorded), parsed.hasMatchedOption("--jvm"));
        }
        return subject.code();
    }

    private void show(Recorded recorded, List<ProgramSpec> programs, boolean jvm) {
        for (ProgramSpec program : programs) {
            ProgramType type = recorded.type(program);
            out.printf(
                    "program %s, section %s, %s, %d instructions%n",
                    program.name(),
                    program.section(),
                    type == ProgramType.UNSPEC ? "type unknown" : type.name().toLowerCase(Locale.ROOT),
                    program.code().size());
            out.println(ProgramListing.withLines(program));
            if (jvm) {
                out.println(compiled(recorded, program, type));
            }
        }
    }

    private static String compiled(Recorded recorded, ProgramSpec program, ProgramType type) {
        try {
            return compiled(recorded, program, type, VmOptions.DEFAULT);
        } catch (RejectedException e) {
            return "; %s; so each access is checked%n%s"
                    .formatted(
                            e.diagnostics().getFirst().message(),
                            compiled(recorded, program, type, VmOptions.DEFAULT.unverified()));
        }
    }

    private static String compiled(Recorded recorded, ProgramSpec program, ProgramType type, VmOptions options) {
        try (var vm = VmTarget.open(options);
                LoadedObject loaded = vm.load(recorded.object())) {
            return vm.compiled(loaded.program(program.name(), type));
        }
    }
}
