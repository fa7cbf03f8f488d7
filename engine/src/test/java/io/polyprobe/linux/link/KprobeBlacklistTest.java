package io.polyprobe.linux.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KprobeBlacklistTest {
    @Test
    void functionsOfTheKernelsBlacklistAreNotAllowed() {
        var blacklist = KprobeBlacklist.parse("""
                0xffffffff81c00e20-0xffffffff81c00e40\tasm_exc_divide_error
                0xffffffff81c01150-0xffffffff81c01180\tnmi_handle
                """);
        assertThat(blacklist.allows("nmi_handle")).isFalse();
        assertThat(blacklist.allows("asm_exc_divide_error")).isFalse();
        assertThat(blacklist.allows("vfs_read")).isTrue();
    }

    @Test
    void namesOfWhatIsNoOrdinaryFunctionAreNotAllowed() {
        var blacklist = KprobeBlacklist.parse("");
        for (String name : new String[] {
            "_kbl_addr_f",
            "__perf_event_task_sched_in",
            "perf_event_open",
            "__SCT__might_resched",
            "f.cold",
            "f.cold.12"
        }) {
            assertThat(blacklist.allows(name)).as(name).isFalse();
        }
        assertThat(blacklist.allows("f.coldest")).isTrue();
        assertThat(blacklist.allows("do_perf_")).isTrue();
    }
}
