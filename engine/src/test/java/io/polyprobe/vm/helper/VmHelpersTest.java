package io.polyprobe.vm.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.object.ProgramType;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.memory.MemoryFault;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmHelpersTest {
    private static final int EFAULT = -14;

    @ParameterizedTest
    @CsvSource({
        "5, 1672479084321",
        "7, 4294967295",
        "8, 1",
        "14, 40029095208041", // 9320 << 32 | 9321
        "15, 429496730600", // 100 << 32 | 1000
        "35, 4660",
        "42, 0",
        "80, 77",
        "118, 4295310415",
        "123, 1",
        "125, 1672479084321",
        "173, 4096",
        "174, 0",
        "158, 4660",
        "208, 1767227272479084321",
    })
    void the_moment_is_told_by_number(int helper, long result) {
        try (var rig = new HelperRig()) {
            assertThat(rig.call(helper)).isEqualTo(result);
        }
    }

    @Test
    void a_function_at_its_end_has_arguments_and_a_result() {
        try (var rig = new HelperRig(ProgramType.TRACING)) {
            long value = rig.put(new byte[8]);
            assertThat(rig.call(185)).isEqualTo(2);
            assertThat(rig.call(183, 0, 1, value)).isZero();
            assertThat(rig.memory().load(value, 8)).isEqualTo(12);
            assertThat(rig.call(183, 0, 2, value)).isEqualTo(-22);
            assertThat(rig.call(184, 0, value)).isZero();
            assertThat(rig.memory().load(value, 8)).isEqualTo(13);
        }
    }

    @Test
    void registers_are_those_of_the_running_task() {
        try (var rig = new HelperRig()) {
            assertThat(rig.call(175, rig.call(158))).isEqualTo(0x5678);
            assertThatThrownBy(() -> rig.call(175, 1)).isInstanceOf(HelperFault.class);
        }
    }

    @Test
    void functions_are_found_by_name() {
        try (var rig = new HelperRig(ProgramType.SYSCALL)) {
            long result = rig.put(new byte[8]);
            assertThat(rig.call(179, rig.put("schedule"), 9, 0, result)).isZero();
            assertThat(rig.memory().load(result, 8)).isEqualTo(0x3000);
            assertThat(rig.call(179, rig.put("schedul"), 8, 0, result)).isEqualTo(-2);
            assertThat(rig.memory().load(result, 8)).isZero();
            assertThat(rig.call(179, rig.put("schedule"), 8, 0, result)).isEqualTo(-22);
            assertThat(rig.call(179, rig.put("schedule"), 9, 1, result)).isEqualTo(-22);
        }
    }

    @Test
    void user_memory_is_written_where_there_is_some() {
        try (var rig = new HelperRig()) {
            assertThat(rig.call(36, rig.user.address(), rig.put("abc"), 4)).isZero();
            assertThat(rig.user.getString(0)).isEqualTo("abc");
            assertThat(rig.call(36, rig.kernel.address(), rig.put("abc"), 4)).isEqualTo(EFAULT);
        }
        try (var rig = new HelperRig(ProgramType.SYSCALL)) {
            fill(rig.user, "abcdef");
            long buffer = rig.put(new byte[8]);
            assertThat(rig.call(148, buffer, 3, rig.user.address() + 1)).isZero();
            assertThat(rig.memory().load(buffer, 8)).isEqualTo(0x646362);
            assertThat(rig.call(191, buffer, 3, rig.kernel.address(), 0, 0)).isEqualTo(EFAULT);
            assertThat(rig.memory().load(buffer, 8)).isZero();
            assertThat(rig.call(191, buffer, 3, rig.user.address(), 0, 1)).isEqualTo(-22);
        }
    }

    @Test
    void a_pointer_in_a_value_is_exchanged() {
        try (var rig = new HelperRig()) {
            long place = rig.put(new byte[] {5, 0, 0, 0, 0, 0, 0, 0});
            assertThat(rig.call(194, place, 7)).isEqualTo(5);
            assertThat(rig.call(194, place, 0)).isEqualTo(7);
        }
    }

    @Test
    void the_coarse_clock_moves_once_a_tick() {
        try (var rig = new HelperRig(ProgramType.SCHED_CLS)) {
            assertThat(rig.call(160)).isEqualTo(1_672_476_000_000L);
        }
    }

    @Test
    void a_name_is_cut_to_the_buffer_and_ends_with_zeros() {
        try (var rig = new HelperRig()) {
            long buffer = rig.put(new byte[] {9, 9, 9, 9, 9, 9, 9, 9});
            assertThat(rig.call(16, buffer, 4)).isZero();
            assertThat(rig.memory().load(buffer, 8)).isEqualTo(0x09090909_00622061L);
            assertThat(rig.call(16, buffer, 8)).isZero();
            assertThat(rig.memory().load(buffer, 8)).isEqualTo(0x000000_6320622061L);
            assertThat(rig.call(16, buffer, 0)).isEqualTo(-22);
        }
    }

    /** Where a read finds its bytes: which helper, from user (u) or kernel (k) memory, and whether it may. */
    @ParameterizedTest
    @CsvSource({
        "4, k, true",
        "4, u, true",
        "4, x, false",
        "112, u, true",
        "112, k, false",
        "113, k, true",
        "113, u, false",
        "45, k, true",
        "45, u, true",
        "114, u, true",
        "114, k, false",
        "115, k, true",
        "115, u, false",
        "115, x, false",
    })
    void reads_look_in_their_half_and_leave_zeros_where_they_fail(int helper, String where, boolean allowed) {
        try (var rig = new HelperRig()) {
            fill(rig.user, "abc");
            fill(rig.kernel, "abc");
            long source = address(rig, where);
            long buffer = rig.put(new byte[] {9, 9, 9, 9, 9, 9, 9, 9});
            boolean string = helper == 45 || helper > 113;
            long result = rig.call(helper, buffer, 4, source);
            assertThat(result).isEqualTo(allowed ? (string ? 4 : 0) : EFAULT);
            assertThat(rig.memory().load(buffer, 8)).isEqualTo(0x09090909L << 32 | (allowed ? 0x636261 : 0));
        }
    }

    @Test
    void a_string_is_cut_with_its_zero_byte_inside_the_limit() {
        try (var rig = new HelperRig()) {
            fill(rig.kernel, "abcdef");
            long buffer = rig.put(new byte[] {9, 9, 9, 9, 9, 9, 9, 9});
            assertThat(rig.call(115, buffer, 4, rig.kernel.address())).isEqualTo(4);
            assertThat(rig.memory().load(buffer, 8)).isEqualTo(0x09090909_00636261L);
            assertThat(rig.call(115, buffer, 0, rig.kernel.address())).isZero();
        }
    }

    @Test
    void what_reaches_past_the_end_of_memory_cannot_be_read() {
        try (var rig = new HelperRig()) {
            rig.kernel.fill((byte) 'x');
            long end = rig.kernel.address() + HelperRig.SIZE;
            long buffer = rig.put(new byte[8]);
            assertThat(rig.call(113, buffer, 8, end - 8)).isZero();
            assertThat(rig.call(113, buffer, 8, end - 7)).isEqualTo(EFAULT);
            assertThat(rig.call(115, buffer, 8, end - 7)).isEqualTo(EFAULT);
            assertThat(rig.call(115, buffer, 7, end - 7)).isEqualTo(7);
        }
    }

    @Test
    void a_read_into_what_is_not_the_programs_is_its_fault() {
        try (var rig = new HelperRig()) {
            assertThatThrownBy(() -> rig.call(4, rig.kernel.address(), 4, rig.kernel.address()))
                    .isInstanceOf(MemoryFault.class);
            assertThatThrownBy(() -> rig.call(4, rig.stack.address(), -1, rig.kernel.address()))
                    .isInstanceOf(MemoryFault.class);
        }
    }

    @Test
    void map_helpers_reach_the_objects_maps() {
        try (var rig = new HelperRig()) {
            long key = rig.put(new byte[] {1, 0, 0, 0});
            long value = rig.put(new byte[] {5, 0, 0, 0, 0, 0, 0, 0});
            assertThat(rig.call(1, rig.hash.handle(), key)).isZero();
            assertThat(rig.call(2, rig.hash.handle(), key, value, 0)).isZero();
            assertThat(rig.memory().load(rig.call(1, rig.hash.handle(), key), 8))
                    .isEqualTo(5);
            assertThat(rig.call(2, rig.hash.handle(), key, value, 1)).isEqualTo(-17);
            assertThat(rig.call(3, rig.hash.handle(), key)).isZero();
            assertThat(rig.call(3, rig.hash.handle(), key)).isEqualTo(-2);
            assertThatThrownBy(() -> rig.call(1, key, key))
                    .isInstanceOf(HelperFault.class)
                    .hasMessageContaining("bpf_map_lookup_elem got 0x");
        }
    }

    @Test
    void a_stack_has_a_number_and_can_be_copied() {
        try (var rig = new HelperRig()) {
            long id = rig.call(27, 0, rig.stacks.map().handle(), 0);
            assertThat(id).isBetween(0L, 15L);
            assertThat(rig.call(27, 0, rig.stacks.map().handle(), 0)).isEqualTo(id);
            assertThat(rig.stacks.lookup(key(id)))
                    .startsWith(0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x20)
                    .hasSize(32);
            assertThat(rig.stacks.nextKey(null)).isEqualTo(key(id));
            assertThat(rig.call(27, 0, rig.stacks.map().handle(), 2)).isEqualTo(EFAULT); // skips both frames
            assertThat(rig.call(27, 0, rig.stacks.map().handle(), 1 << 8)).isEqualTo(EFAULT); // user's
            assertThat(rig.call(27, 0, rig.stacks.map().handle(), 1 << 20)).isEqualTo(-22);
            long buffer = rig.put(new byte[24]);
            assertThat(rig.call(67, 0, buffer, 24, 1)).isEqualTo(8);
            assertThat(rig.memory().load(buffer, 8)).isEqualTo(0x2000);
            assertThat(rig.stacks.delete(key(id))).isTrue();
            assertThat(rig.stacks.lookup(key(id))).isNull();
        }
    }

    @Test
    void the_process_is_known_in_its_namespace() {
        try (var rig = new HelperRig()) {
            long result = rig.put(new byte[8]);
            assertThat(rig.call(120, 4, 4026531836L, result, 8)).isZero();
            assertThat(rig.memory().load(result, 4)).isEqualTo(9321);
            assertThat(rig.memory().load(result + 4, 4)).isEqualTo(9320);
            assertThat(rig.call(120, 4, 4026531836L, result, 4)).isEqualTo(-22);
        }
    }

    @Test
    void a_map_of_another_type_faults_with_both_names() {
        try (var rig = new HelperRig()) {
            assertThatThrownBy(() -> rig.call(25, 0, rig.hash.handle(), 0, rig.put("event"), 5))
                    .isInstanceOf(HelperFault.class)
                    .hasMessage("bpf_perf_event_output cannot be called with the map 'hash' of type HASH");
        }
    }

    private static byte[] key(long id) {
        return new byte[] {(byte) id, 0, 0, 0};
    }

    private static long address(HelperRig rig, String where) {
        return switch (where) {
            case "u" -> rig.user.address();
            case "k" -> rig.kernel.address();
            default -> 0x1234;
        };
    }

    private static void fill(MemorySegment memory, String text) {
        byte[] raw = text.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(raw, 0, memory, ValueLayout.JAVA_BYTE, 0, raw.length);
    }
}
