package io.polyprobe.ptrace;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.vm.world.WorldSpec;

/** What a user says of a ptrace world. */
final class Options {
    private static final String PID = "pid=";

    private Options() {}

    /** @throws TargetException where they do not say what to trace, or what is not there */
    static Beginning read(WorldSpec spec) {
        String options = spec.options();
        boolean hasCommand = !spec.command().isEmpty();
        if (options.isEmpty() && hasCommand) {
            Spawn.requireProgram(spec.command().getFirst());
            return new Beginning.Command(spec.command());
        }
        if (options.isEmpty()) {
            throw refused("it is about a program, and none is named");
        }
        if (!options.startsWith(PID)) {
            throw refused("'%s' is none of its options".formatted(options));
        }
        if (hasCommand) {
            throw refused("it traces either process %s or a command".formatted(options.substring(PID.length())));
        }
        return process(options.substring(PID.length()));
    }

    private static Beginning process(String pid) {
        try {
            var process = new Beginning.Process(Integer.parseInt(pid));
            if (process.pid() > 0 && !ProcFs.threads(process.pid()).isEmpty()) {
                return process;
            }
        } catch (NumberFormatException _) {
            throw refused("'%s' is no process id".formatted(pid));
        }
        throw refused("there is no process %s".formatted(pid));
    }

    private static TargetException refused(String reason) {
        return new TargetException(Diagnostic.error(
                "cannot open the world 'ptrace': " + reason,
                "polyprobe --target vm SCRIPT -- COMMAND [ARGUMENT...] runs a program,"
                        + " polyprobe -p PID SCRIPT joins a process."));
    }
}
