package io.polyprobe.polyglot.cli;

import io.polyprobe.polyglot.script.TargetOptions;
import io.polyprobe.polyglot.script.TargetOptions.Choice;
import io.polyprobe.polyglot.script.TargetOptions.Pace;
import io.polyprobe.vm.world.WorldSpec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line: our options, then a script, then whatever belongs to the script.
 *
 * <p>Picocli's model is built by hand: reading it from annotations costs a tenth of a second a start.
 */
final class CommandLineOptions {
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)?");
    private static final Map<String, Double> SECONDS_PER_UNIT = Map.of("ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0);

    private CommandLineOptions() {}

    /** The command, ready to parse arguments or to print its usage. */
    static CommandLine command() {
        CommandSpec spec = CommandSpec.create()
                .name("polyprobe")
                .addOption(target())
                .addOption(Options.text(
                                "--seed", "N", "Decides all that happens in the virtual kernel's world (default: 1).")
                        .type(long.class)
                        .build())
                .addOption(Options.text(
                                "--pace",
                                "PACE",
                                "How fast the virtual kernel's time passes: wall (as the clock,"
                                        + " the default) or max (as fast as it can).")
                        .type(Pace.class)
                        .converters(text -> pace(text))
                        .build())
                .addOption(Options.text(
                                "--for",
                                "DURATION",
                                "How long the virtual kernel's world lasts, in its own time:"
                                        + " 500ms, 5s, 2m (default: until Ctrl-C).")
                        .type(Duration.class)
                        .converters(text -> duration(text))
                        .build())
                .addOption(Options.text(
                                "--world",
                                "NAME[:OPTIONS]",
                                "Where the virtual kernel's events come from: simulated (the default), ptrace,"
                                        + " pcap:FILE, or another that is on the class path.")
                        .type(WorldSpec.class)
                        .converters(WorldSpec::parse)
                        .build())
                .addOption(
                        Options.text("-p", "PID", "Trace this process in the virtual kernel: --world ptrace:pid=PID.")
                                .type(WorldSpec.class)
                                .converters(pid -> WorldSpec.parse("ptrace:pid=" + pid))
                                .build())
                .addOption(Options.flag(
                                "Let the virtual kernel run programs that its verifier would refuse: each access is"
                                        + " checked when it happens, and what no program may do ends in a fault.",
                                "--unverified")
                        .build())
                .addOption(Options.flag(
                                "Compile the script while it runs: it starts seconds later and, after a minute, takes"
                                        + " several times as many events. For scripts that run long.",
                                "--optimize")
                        .build())
                .addOption(Options.flag("Show Java stack traces of errors.", "--debug")
                        .build())
                .addOption(Options.flag("Run what a tool needs at its start, to train the JVM's cache.", "--train")
                        .hidden(true)
                        .build())
                .addOption(Options.help())
                .addOption(Options.flag("Show the version.", "-V", "--version")
                        .versionHelp(true)
                        .build())
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("0..1")
                        .paramLabel("SCRIPT")
                        .description("A Python (.py) or JavaScript (.js, .mjs) file.")
                        .type(String.class)
                        .build())
                .addPositional(PositionalParamSpec.builder()
                        .index("1..*")
                        .arity("0..*")
                        .paramLabel("ARGUMENT")
                        .description("What the script gets as its arguments. In the virtual kernel, words behind -- are"
                                + " a command to run and trace: --target vm SCRIPT -- COMMAND...")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .build());
        spec.usageMessage()
                .description("Runs a script whose C programs trace the Linux kernel, or a virtual one.")
                .footer("%nOther commands: polyprobe bench measures programs of object files, polyprobe disasm shows"
                        + " instructions, polyprobe exec runs bare ones, polyprobe verify says whether programs would be"
                        + " accepted and why not; each has a --help of its own.")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(EXIT_CODES);
        return new CommandLine(spec).setStopAtPositional(true).setUnmatchedOptionsArePositionalParams(false);
    }

    /** Which kernel it is about. */
    static OptionSpec target() {
        return Options.text(
                        "--target",
                        "WHERE",
                        "Where programs run: ${COMPLETION-CANDIDATES}. auto is the kernel"
                                + " where it can be used, else the virtual kernel (env: POLYPROBE_TARGET).")
                .completionCandidates(List.of("auto", "vm", "kernel"))
                .type(Choice.class)
                .converters(text -> choice(text))
                .build();
    }

    private static final Map<String, String> EXIT_CODES = exitCodes();

    private static Map<String, String> exitCodes() {
        var codes = new java.util.LinkedHashMap<String, String>();
        codes.put("0", "the script ended, or Ctrl-C ended its loop over trace lines");
        codes.put("N", "the script's sys.exit(N) or process.exit(N), or the traced command's");
        codes.put("1", "the script ended by an exception of its own");
        codes.put("2", "wrong command line, or no such script");
        codes.put("3", "C that does not compile, a refused program, an unknown probe");
        codes.put("4", "the target cannot be used");
        codes.put("5", "the launcher could not set up: no JDK, no Maven, or a build that failed");
        codes.put("130", "Ctrl-C that the script did not catch");
        codes.put("141", "the reader of the output went away");
        codes.put("143", "SIGTERM");
        return codes;
    }

    /** What the parsed options say of the target. */
    static TargetOptions target(ParseResult parsed, @Nullable String fromEnvironment) {
        Choice byEnvironment = fromEnvironment == null || fromEnvironment.isBlank()
                ? TargetOptions.DEFAULT.choice()
                : choice(fromEnvironment);
        WorldSpec world = parsed.matchedOptionValue("--world", parsed.matchedOptionValue("-p", (WorldSpec) null));
        return new TargetOptions(
                parsed.matchedOptionValue("--target", world == null ? byEnvironment : Choice.VM),
                parsed.matchedOptionValue("--seed", TargetOptions.DEFAULT.seed()),
                parsed.matchedOptionValue("--pace", TargetOptions.DEFAULT.pace()),
                parsed.matchedOptionValue("--for", (Duration) null),
                world,
                !parsed.hasMatchedOption("--unverified"));
    }

    private static Choice choice(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> Choice.AUTO;
            case "vm" -> Choice.VM;
            case "kernel" -> Choice.KERNEL;
            default -> throw unknown("target", text, "auto, vm, kernel");
        };
    }

    private static Pace pace(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "wall" -> Pace.WALL;
            case "max" -> Pace.MAX;
            default -> throw unknown("pace", text, "wall, max");
        };
    }

    /** A bare number means seconds. */
    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw unknown("duration", text, "such as 500ms, 5s, 2m, 1h");
        }
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        return Duration.ofNanos(
                (long) (Double.parseDouble(matcher.group(1)) * SECONDS_PER_UNIT.getOrDefault(unit, 1.0) * 1e9));
    }

    private static CommandLine.TypeConversionException unknown(String what, String text, String known) {
        return new CommandLine.TypeConversionException("'" + text + "' is no " + what + " (" + known + ")");
    }
}
