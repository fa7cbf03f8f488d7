package io.polyprobe.ptrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.target.ProbeSpec;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemandTest {
    private static final int READ = 0;
    private static final int OPEN = 2;
    private static final int PREAD = 17;
    private static final int OPENAT = 257;

    private static Demand demand(String... probes) {
        return Demand.of(Arrays.stream(probes).map(ProbeSpec::parse).collect(Collectors.toSet()));
    }

    @Test
    void a_function_asks_for_the_system_calls_that_lead_to_it() {
        assertThat(demand("kprobe:vfs_read").calls()).containsExactlyInAnyOrder(READ, PREAD);
        assertThat(demand("kprobe:do_sys_openat2").calls()).contains(OPEN, OPENAT);
        assertThat(demand("fentry:__x64_sys_openat").calls()).containsExactly(OPENAT);
    }

    @Test
    void only_what_tells_of_an_end_asks_for_it() {
        Demand entries = demand("kprobe:vfs_read", "tracepoint:syscalls:sys_enter_openat", "raw_tracepoint:sys_enter");
        assertThat(entries.wantsReturn(READ)).isFalse();
        assertThat(demand("kretprobe:vfs_read").wantsReturn(READ)).isTrue();
        assertThat(demand("tracepoint:syscalls:sys_exit_openat").returns()).containsExactly(OPENAT);
        assertThat(demand("tracepoint:raw_syscalls:sys_exit").wantsReturn(READ)).isTrue();
    }

    @Test
    void tracepoints_of_processes_ask_for_no_system_call() {
        Demand demand = demand("tracepoint:sched:sched_process_exec", "kprobe:do_exit");
        assertThat(demand.wantsCalls()).isFalse();
        assertThat(demand.others()).isTrue();
        assertThat(demand("kprobe:vfs_read").others()).isFalse();
    }

    @Test
    void a_filter_serves_what_asks_for_no_more() {
        Demand reads = demand("kprobe:vfs_read");
        Demand all = demand("raw_tracepoint:sys_enter");
        assertThat(demand("kprobe:ksys_read").within(reads)).isTrue();
        assertThat(reads.within(all)).isTrue();
        assertThat(all.within(reads)).isFalse();
        assertThat(demand("kprobe:vfs_write").within(reads)).isFalse();
    }
}
