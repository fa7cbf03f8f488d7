package io.polyprobe.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNamesTest {
    private static final String[] NAMES = {
        "do_sys_openat2", "do_sys_open", "__x64_sys_openat", "vfs_read", "vfs_readv", "vfs_write", "tcp_v4_connect",
    };

    @ParameterizedTest
    @CsvSource({
        "do_sys_openat,do_sys_openat2",
        "do_sys_opneat2,do_sys_openat2",
        "do_sys_ope,do_sys_open",
        "vfs_raed,vfs_read",
        "VFS_WRITE,vfs_write",
        "sys_openat,do_sys_openat2",
        "tcp_v6_connect,tcp_v4_connect",
    })
    void theIntendedNameComesFirst(String wanted, String expected) {
        assertThat(NearestNames.of(wanted, Stream.of(NAMES), 3)).first().isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"zzzzzz", "x", "completely_different_thing"})
    void nothingIsNearToNonsense(String wanted) {
        assertThat(NearestNames.of(wanted, Stream.of(NAMES), 3)).isEmpty();
    }
}
