package io.polyprobe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ProgramSpec;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Target;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoAttachTest {
    @ParameterizedTest
    @CsvSource({
        "kprobe__do_sys_openat2, .bpf.fn.x, kprobe:do_sys_openat2",
        "kprobe____x64_sys_openat, .bpf.fn.x, kprobe:__x64_sys_openat",
        "kretprobe__vfs_read, .bpf.fn.x, kretprobe:vfs_read",
        "tracepoint__syscalls__sys_enter_openat, .bpf.fn.x, tracepoint:syscalls:sys_enter_openat",
        "raw_tracepoint__sys_enter, .bpf.fn.x, raw_tracepoint:sys_enter",
        "any, kprobe/do_unlinkat, kprobe:do_unlinkat",
        "any, tp/sched/sched_switch, tracepoint:sched:sched_switch",
        "any, tracepoint/syscalls/sys_exit_read, tracepoint:syscalls:sys_exit_read",
        "any, raw_tp/sched_switch, raw_tracepoint:sched_switch",
        "any, fentry/vfs_read, fentry:vfs_read",
    })
    void a_name_or_section_asks_for_a_probe(String name, String section, String probe) {
        assertThat(AutoAttach.probe(program(name, section)).map(ProbeSpec::toString))
                .contains(probe);
    }

    @ParameterizedTest
    @CsvSource({"hello_world, .bpf.fn.hello_world", "kprobes, xdp", "tracepoints_seen, .text"})
    void other_names_ask_for_none(String name, String section) {
        assertThat(AutoAttach.probe(program(name, section))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "kprobe:sys_open, kprobe:__x64_sys_open",
        "kretprobe:sys_open, kretprobe:__x64_sys_open",
        "kprobe:__arm64_sys_open, kprobe:__x64_sys_open",
        "kprobe:vfs_read, kprobe:vfs_read",
        "tracepoint:syscalls:sys_enter_open, tracepoint:syscalls:sys_enter_open",
    })
    void a_system_call_is_spelled_as_the_target_does(String asked, String expected) {
        try (Target target = VmTarget.open(VmOptions.DEFAULT)) {
            var names = new SyscallNames(target.probes());
            assertThat(AutoAttach.spelled(ProbeSpec.parse(asked), names)).hasToString(expected);
        }
    }

    private static ProgramSpec program(String name, String section) {
        return new ProgramSpec(name, section, List.of(), List.of(), List.of(), List.of(), List.of());
    }
}
