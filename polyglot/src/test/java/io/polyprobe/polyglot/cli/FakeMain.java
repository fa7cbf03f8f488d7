package io.polyprobe.polyglot.cli;

import io.polyprobe.diag.Renderer;
import io.polyprobe.polyglot.script.FakeEngine;
import io.polyprobe.polyglot.script.Language;
import io.polyprobe.polyglot.script.Script;
import io.polyprobe.polyglot.script.Session;
import io.polyprobe.polyglot.script.TargetOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs a script like {@link Main}, on a made-up engine: TARGET LINES SCRIPT [ARGUMENT...]. */
public final class FakeMain {
    private FakeMain() {}

    public static void main(String[] arguments) throws IOException {
        var engine = new FakeEngine(arguments[0], Integer.parseInt(arguments[1]));
        var session = new Session(TargetOptions.DEFAULT, engine, System.err, new Renderer(false), false);
        String script = arguments[2];
        List<String> rest = List.of(arguments).subList(3, arguments.length);
        System.exit(Main.run(new Script(script, rest, Language.of(Path.of(script))), session));
    }
}
