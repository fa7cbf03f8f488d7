package io.polyprobe.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SectionTest {
    @ParameterizedTest
    @CsvSource({
        "kprobe/vfs_read, KPROBE, vfs_read",
        "uprobe.s//bin/bash:readline, KPROBE, /bin/bash:readline",
        "?tp/sched/sched_switch, TRACEPOINT, sched/sched_switch",
        "raw_tp.w/bpf_test, RAW_TRACEPOINT_WRITABLE, bpf_test",
        "fentry.s/vfs_read, TRACING, vfs_read",
        "lsm.s/file_open, LSM, file_open",
        "xdp, XDP, ''",
        "xdp.frags, XDP, ''",
        "tcx/ingress, SCHED_CLS, ingress",
        "cgroup_skb/egress, CGROUP_SKB, egress",
        "cgroup/sock_create, CGROUP_SOCK, ''",
        "cgroup/connect4, CGROUP_SOCK_ADDR, ''",
        "cgroup/recvmsg_unix, CGROUP_SOCK_ADDR, ''",
        "sk_skb/stream_verdict, SK_SKB, stream_verdict",
        "syscall, SYSCALL, ''"
    })
    void aConventionTellsTheTypeAndTheTarget(String section, ProgramType type, String target) {
        assertThat(Section.of(section)).contains(new Section(type, target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fn/hello", "kprobes/x", "cgroup/teapot", ".text"})
    void otherSectionsTellNothing(String section) {
        assertThat(Section.of(section)).isEmpty();
    }
}
