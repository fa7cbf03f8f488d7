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
        "kfunc__vmlinux__do_sys_openat2, .bpf.fn.x, fentry:do_sys_openat2",
        "kfunc__vmlinux____x64_sys_openat, .bpf.fn.x, fentry:__x64_sys_openat",
        "kretfunc__nf_conntrack__nf_ct_delete, .bpf.fn.x, fexit:nf_ct_delete",
        "lsm__file_open, .bpf.fn.x, lsm:file_open",
        "any, kprobe/vfs_read+0x10, kprobe:vfs_read+0x10",
        "any, ksyscall/openat, kprobe:sys_openat",
        "any, kretsyscall/openat, kretprobe:sys_openat",
        "any, fentry/vfs_read, fentry:vfs_read",
        "any, fexit.s/vfs_read, fexit:vfs_read",
        "any, fmod_ret/security_file_open, fmod_ret:security_file_open",
        "any, lsm.s/file_open, lsm:file_open",
        "any, tp_btf/sched_switch, tp_btf:sched_switch",
        "any, iter/task, iter:task",
        "any, uprobe//bin/bash:readline, uprobe:/bin/bash:readline",
        "any, uretprobe/c:malloc, uretprobe:c:malloc",
    })
    void a_name_or_section_asks_for_a_probe(String name, String section, String probe) {
        assertThat(AutoAttach.probe(program(name, section)).map(ProbeSpec::toString))
                .contains(probe);
    }

    @ParameterizedTest
    @CsvSource({
        "hello_world, .bpf.fn.hello_world",
        "kprobes, xdp",
        "tracepoints_seen, .text",
        "any, perf_event",
        "any, uprobe",
        "kmod_ret__security_file_open, .bpf.fn.x",
        "bpf_iter__task, .bpf.fn.x"
    })
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
