package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.polyglot.script.TargetOptions;
import io.polyprobe.polyglot.script.TargetOptions.Choice;
import io.polyprobe.polyglot.script.TargetOptions.Pace;
import io.polyprobe.vm.world.WorldSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineOptionsTest {
    private static CommandLine.ParseResult parse(String... arguments) {
        return CommandLineOptions.command().parseArgs(arguments);
    }

    @Test
    void what_follows_the_script_belongs_to_it() {
        var parsed = parse("--seed", "7", "x.py", "--seed", "8", "-h", "--", "-x");
        assertThat(parsed.matchedPositionalValue(0, "")).isEqualTo("x.py");
        assertThat(parsed.matchedPositionalValue(1, List.of())).isEqualTo(List.of("--seed", "8", "-h", "--", "-x"));
        assertThat(parsed.isUsageHelpRequested()).isFalse();
        assertThat(CommandLineOptions.target(parsed, null).seed()).isEqualTo(7);
    }

    @Test
    void options_say_what_the_target_is_to_be() {
        var parsed = parse("--target=vm", "--pace", "max", "--for", "1.5s", "x.py");
        assertThat(CommandLineOptions.target(parsed, "kernel"))
                .isEqualTo(new TargetOptions(Choice.VM, 1, Pace.MAX, Duration.ofMillis(1500), null, true));
    }

    @Test
    void the_virtual_kernel_verifies_programs_unless_told_not_to() {
        assertThat(CommandLineOptions.target(parse("x.py"), null).verifies()).isTrue();
        assertThat(CommandLineOptions.target(parse("--unverified", "x.py"), null)
                        .verifies())
                .isFalse();
    }

    @Test
    void the_environment_names_the_target_where_no_option_does() {
        assertThat(CommandLineOptions.target(parse("x.py"), "kernel").choice()).isEqualTo(Choice.KERNEL);
        assertThat(CommandLineOptions.target(parse("x.py"), "").choice()).isEqualTo(Choice.AUTO);
    }

    @Test
    void a_world_is_one_of_the_virtual_kernel() {
        TargetOptions options = CommandLineOptions.target(parse("--world", "pcap:lo=x.pcap", "x.py"), "kernel");
        assertThat(options.choice()).isEqualTo(Choice.VM);
        assertThat(options.world()).isEqualTo(new WorldSpec("pcap", "lo=x.pcap", List.of()));
        assertThat(CommandLineOptions.target(parse("-p", "42", "x.py"), null).world())
                .isEqualTo(WorldSpec.parse("ptrace:pid=42"));
    }

    @Test
    void words_behind_two_hyphens_are_a_command_in_the_virtual_kernel_alone() {
        var words = List.of("-x", "--", "ls", "--", "-l");
        assertThat(Words.of(words, true)).isEqualTo(new Words(List.of("-x"), List.of("ls", "--", "-l")));
        assertThat(Words.of(words, false)).isEqualTo(new Words(words, List.of()));
        assertThat(TargetOptions.DEFAULT.withCommand(List.of("ls")).world())
                .isEqualTo(new WorldSpec("ptrace", "", List.of("ls")));
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "5s, PT5S", "5, PT5S", "0.25s, PT0.25S", "2m, PT2M", "1h, PT1H"})
    void durations_have_units(String text, Duration duration) {
        assertThat(CommandLineOptions.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--target=moon", "--pace=slow", "--for=5d", "--for=-1s", "--seed=x", "--nonsense", "--seed"})
    void wrong_options_are_refused(String option) {
        assertThatThrownBy(() -> parse(option)).isInstanceOf(CommandLine.ParameterException.class);
    }
}
