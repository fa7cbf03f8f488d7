package io.polyprobe.linux.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Reports of newer kernels, in our own words under their headings, are told as other rejections are. */
class LogReportTest {
    private static final List<String> LOG = """
            0: R1=ctx() R10=fp0
            0: (b7) r2 = 1                        ; R2=1
            1: (55) if r2 != 0x1 goto pc+1        ; R2=1
            2: (95) exit
            R0 !read_ok
            Verification failed: Registers: not readable
            Reason:
              Nothing was ever put into R0
              on this path.
            At:
              insn 2
                    | ^-- here
              Instruction context:
                  1 | (55) if r2 != 0x1 goto pc+1
              >>> 2 | (95) exit
            Causal path:
              insn 1: the jump is not taken
            Suggestion:
              Set R0 on all paths.
            """.lines().toList();

    @Test
    void aReportIsToldUnderTheHeadingsOfOurVerifier() {
        LogReport report = LogReport.of(LOG).orElseThrow();
        assertThat(report.title()).isEqualTo("Registers: not readable");
        assertThat(report.slot()).hasValue(2);
        assertThat(report.suggestion()).isEqualTo("Set R0 on all paths.");
        assertThat(report.context("R0 !read_ok"))
                .containsExactly(
                        "Reason: Nothing was ever put into R0 on this path.",
                        "At: 2: exit",
                        "Registers: R2=1",
                        "Path:",
                        "  insn 1: the jump is not taken");
    }

    @Test
    void withoutEventsThePathIsThatOfTheTrace() {
        List<String> log = LOG.stream()
                .map(line -> line.startsWith("  insn 1:") ? "  no retained diagnostic events on this path" : line)
                .toList();
        assertThat(LogReport.of(log).orElseThrow().context("R0 !read_ok"))
                .endsWith("Path:", "  1: if r2 != 0x1 goto pc+1");
    }

    @Test
    void olderLogsHaveNone() {
        assertThat(LogReport.of(LOG.subList(0, 5))).isEmpty();
    }

    @Test
    void aRefusalHasTheComplaintAndTheSuggestion() {
        var request = new LoadRequest(
                "p",
                io.polyprobe.object.ProgramType.XDP,
                new byte[0],
                "GPL",
                0,
                AttachPoint.NONE,
                false,
                null,
                List.of(),
                List.of());
        var diagnostic = Refusal.of(request, -13, String.join("\n", LOG) + "\nprocessed 3 insns (limit 1000000)\n")
                .diagnostics()
                .getFirst();
        assertThat(diagnostic.message()).isEqualTo("the kernel refuses the program 'p': R0 !read_ok");
        assertThat(diagnostic.context()).contains("At: 2: exit");
        assertThat(diagnostic.hints()).startsWith("Set R0 on all paths.");
    }
}
