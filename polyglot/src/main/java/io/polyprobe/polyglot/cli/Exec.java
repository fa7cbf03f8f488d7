package io.polyprobe.polyglot.cli;

import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.diag.Renderer;
import io.polyprobe.polyglot.script.ExitCode;
import io.polyprobe.vm.Bytecode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code polyprobe exec}: runs bare instructions, such as those of a conformance suite. */
final class Exec extends Command {
    static final String NAME = "exec";

    private final InputStream in;

    Exec(InputStream in, PrintStream out, PrintStream err, Renderer renderer) {
        super(out, err, renderer);
        this.in = in;
    }

    @Override
    CommandLine command() {
        CommandSpec spec = CommandSpec.create()
                .name("polyprobe " + NAME)
                .addOption(Options.text("--engine", "ENGINE", "What runs them: jit (the default) or interp.")
                        .completionCandidates(List.of("jit", "interp"))
                        .build())
                .addOption(Options.flag(
                                "Read lines of NAME<tab>MEMORY<tab>CODE, both in hex, and print for each"
                                        + " NAME<tab>R0 or NAME<tab>error: REASON.",
                                "--batch")
                        .build())
                .addOption(Options.help())
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("0..1")
                        .paramLabel("MEMORY")
                        .description("Bytes in hex that r1 points to; r2 is how many they are.")
                        .type(String.class)
                        .build());
        spec.usageMessage()
                .description("Runs BPF instructions, given in hex on standard input, in the virtual kernel's machine"
                        + " and prints r0 in hex.");
        return new CommandLine(spec);
    }

    @Override
    int run(ParseResult parsed) {
        String engine = parsed.matchedOptionValue("--engine", "jit");
        if (!engine.equals("jit") && !engine.equals("interp")) {
            throw new CommandLine.TypeConversionException("'" + engine + "' is no engine (jit, interp)");
        }
        boolean compiled = engine.equals("jit");
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines();
        try {
            if (parsed.hasMatchedOption("--batch")) {
                lines.filter(line -> !line.isBlank()).forEach(line -> out.println(answer(line, compiled)));
                return ExitCode.OK;
            }
            String code = String.join("", lines.toList());
            out.println(run(code, parsed.matchedPositionalValue(0, ""), compiled));
            return ExitCode.OK;
        } finally {
            out.flush();
        }
    }

    private static String answer(String line, boolean compiled) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 3) {
            return fields[0] + "\terror: there are %d fields instead of name, memory and code".formatted(fields.length);
        }
        try {
            return fields[0] + "\t" + run(fields[2], fields[1], compiled);
        } catch (PolyprobeException e) {
            return fields[0] + "\terror: " + e.diagnostics().getFirst().message();
        } catch (CommandLine.TypeConversionException e) {
            return fields[0] + "\terror: " + e.getMessage();
        }
    }

    private static String run(String code, String memory, boolean compiled) {
        return Long.toHexString(Bytecode.run(bytes("code", code), bytes("memory", memory), compiled));
    }

    /** Hex as tools print it: with white space or without. */
    private static byte[] bytes(String what, String hex) {
        try {
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException("the %s is not hex: %s".formatted(what, e.getMessage()));
        }
    }
}
