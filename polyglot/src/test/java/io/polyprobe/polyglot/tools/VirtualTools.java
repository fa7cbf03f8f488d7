package io.polyprobe.polyglot.tools;

import io.polyprobe.diag.Renderer;
import io.polyprobe.polyglot.guest.Tool;
import io.polyprobe.polyglot.python.PythonRunner;
import io.polyprobe.polyglot.script.Language;
import io.polyprobe.polyglot.script.Script;
import io.polyprobe.polyglot.script.Session;
import io.polyprobe.polyglot.script.TargetOptions;
import io.polyprobe.polyglot.script.TargetOptions.Choice;
import io.polyprobe.polyglot.script.TargetOptions.Pace;
import io.polyprobe.polyglot.script.ThisMachine;
import io.polyprobe.vm.world.WorldSpec;
import java.time.Duration;
import java.util.Set;

/**
 * Runs tools one after the other in the virtual kernel, in one process, as starting one takes longer than most of them.
 * Between them it prints lines by which their output is told apart.
 */
final class VirtualTools {
    /** In front of the name of a tool whose output follows. */
    static final String BEGIN = "\f begin ";

    /** In front of the exit code of the tool whose output ends. */
    static final String END = "\f end ";

    private VirtualTools() {}

    /** @param arguments how many virtual seconds each tool has, then the tools to be tried; none for all */
    public static void main(String[] arguments) {
        Duration limit = Duration.ofSeconds(Long.parseLong(arguments[0]));
        Set<String> wanted = Set.of(java.util.Arrays.copyOfRange(arguments, 1, arguments.length));
        for (Tool tool : Tool.read(VirtualTools.class, "vm.tsv")) {
            if (wanted.isEmpty() || wanted.contains(tool.name())) {
                System.out.println(BEGIN + tool.name());
                System.out.println("\n" + END + run(tool, limit));
            }
        }
        System.exit(0); // whatever threads tools have left
    }

    @SuppressWarnings("ClosingStandardOutputStreams") // a session leaves the streams open that it is given
    private static int run(Tool tool, Duration limit) {
        var script = new Script(tool.script().toString(), tool.arguments(), Language.PYTHON);
        var options = new TargetOptions(Choice.VM, 1, Pace.MAX, limit, WorldSpec.SIMULATED, true);
        try (var session = new Session(options, new ThisMachine(), System.out, new Renderer(false), false)) {
            return new PythonRunner().run(script, session);
        } catch (RuntimeException e) {
            e.printStackTrace(System.out);
            return -1;
        }
    }
}
