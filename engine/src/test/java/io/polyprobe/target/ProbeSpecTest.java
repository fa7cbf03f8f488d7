package io.polyprobe.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.AttachException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeSpecTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kprobe:do_sys_openat2",
                "kprobe:vfs_read+0x10",
                "kretprobe:vfs_read",
                "tracepoint:syscalls:sys_enter_openat",
                "raw_tracepoint:sched_switch",
                "fentry:vfs_read",
                "fexit:vfs_read",
                "fmod_ret:security_file_open",
                "lsm:file_open",
                "tp_btf:sched_switch",
                "iter:task",
                "uprobe:/bin/bash:readline",
                "uprobe:c:malloc+0x4",
                "uprobe:/bin/bash:0x1234",
                "uretprobe:c:malloc",
                "xdp:lo",
                "socket:any",
                "tc:lo",
                "tc:lo:egress",
                "perf:cpu-clock@99",
                "perf:page-faults/100",
                "perf:4,1b7/1000",
            })
    void the_canonical_spelling_is_read_back(String text) {
        assertThat(ProbeSpec.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "k:vfs_read, kprobe:vfs_read",
        "kr:vfs_read, kretprobe:vfs_read",
        "t:sched:sched_switch, tracepoint:sched:sched_switch",
        "rt:sys_enter, raw_tracepoint:sys_enter",
        "kprobe:f+16, kprobe:f+0x10",
        "u:c:malloc, uprobe:c:malloc",
        "ur:c:malloc, uretprobe:c:malloc",
        "tc:lo:ingress, tc:lo",
    })
    void short_kinds_mean_the_same(String text, String canonical) {
        assertThat(ProbeSpec.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "vfs_read, there is no kind of probe named 'vfs_read'",
        "kprobe:, a part of it is empty",
        "kprobe:a:b, a kprobe has one name",
        "kprobe:a+x, the offset is not a number",
        "uprobe:malloc, a uprobe has a file and a function",
        "perf:cpu-clock, a perf event has a name and @FREQUENCY or /PERIOD",
        "perf:cpu-clok@99, a perf event has a name and @FREQUENCY or /PERIOD",
        "tracepoint:sched_switch, a tracepoint has a category and a name",
    })
    void what_is_no_probe_is_refused_with_the_reason(String text, String reason) {
        assertThatThrownBy(() -> ProbeSpec.parse(text))
                .isInstanceOf(AttachException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining(reason);
    }
}
