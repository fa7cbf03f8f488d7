package io.polyprobe.polyglot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.polyglot.launcher.Launcher.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What BCC's scripts say when they are asked for help, or for what is not there; exit codes are those under BCC. */
class ToolArgumentsIT {
    @Test
    void help_and_wrong_arguments_are_argparses() throws Exception {
        Result help = Launcher.run("/usr/sbin/opensnoop-bpfcc", "-h");
        assertThat(help.out()).startsWith("usage: opensnoop-bpfcc [-h]");
        assertThat(help.exitCode()).isZero();
        Result wrong = Launcher.run("/usr/sbin/opensnoop-bpfcc", "--no-such-option");
        assertThat(wrong.err()).contains("unrecognized arguments: --no-such-option");
        assertThat(wrong.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "funccount, c:no_such_function, 0, No functions matched by pattern",
        "funclatency, c:no_such_function, 0, 0 functions matched",
        "trace, c:no_such_function, 1, no_such_function",
        "trace, t:syscalls:no_such_call, 1, no_such_call",
    })
    void what_is_not_there_is_named(String tool, String probe, int exitCode, String message) throws Exception {
        Result result = Launcher.run("--target", "kernel", "/usr/sbin/" + tool + "-bpfcc", probe);
        assertThat(result.out() + result.err()).contains(message);
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }
}
