package io.polyprobe.prototype;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ProgramType;
import io.polyprobe.prototype.Argument.Modifier;
import io.polyprobe.prototype.Prototype.Trait;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrototypesTest {
    private static final int LAST = 211;

    @Test
    void every_number_has_a_prototype() {
        assertThat(IntStream.rangeClosed(1, LAST)
                        .filter(number -> Prototypes.of(number).isEmpty()))
                .isEmpty();
        assertThat(Prototypes.of(LAST + 1)).isEmpty();
    }

    @Test
    void prototypes_of_one_number_share_their_name_and_no_type() {
        for (int number = 1; number <= LAST; number++) {
            var all = Prototypes.of(number);
            assertThat(all).extracting(Prototype::name).containsOnly(Prototypes.name(number));
            assertThat(all.stream().flatMap(prototype -> prototype.types().stream()))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void the_bytes_of_a_memory_argument_stand_next_to_it() {
        for (Prototype prototype : Prototypes.all()) {
            List<Argument> arguments = prototype.arguments();
            for (int i = 0; i < arguments.size(); i++) {
                boolean counted = i > 0 && arguments.get(i - 1).kind() == Kind.MEMORY;
                assertThat(arguments.get(i).kind() == Kind.SIZE)
                        .as(prototype.name())
                        .isEqualTo(counted);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, bpf_map_lookup_elem", "109, bpf_send_signal", "211, bpf_cgrp_storage_delete", "999, helper 999"})
    void every_number_has_a_name(int number, String name) {
        assertThat(Prototypes.name(number)).isEqualTo(name);
    }

    @Test
    void a_line_says_all_there_is_to_know() {
        Prototype strtol = Prototypes.of(105, ProgramType.XDP).orElseThrow();
        assertThat(strtol.arguments())
                .containsExactly(
                        new Argument(Kind.MEMORY, false, Set.of(Modifier.READ), 0, ""),
                        new Argument(Kind.SIZE, false, Set.of(), 0, ""),
                        new Argument(Kind.ANY, false, Set.of(), 0, ""),
                        new Argument(Kind.FIXED_MEMORY, false, Set.of(Modifier.UNINIT), 8, ""));
        assertThat(strtol.result().kind()).isEqualTo(Kind.INTEGER);
        Prototype task = Prototypes.of(158, ProgramType.KPROBE).orElseThrow();
        assertThat(task.result()).isEqualTo(new Argument(Kind.BTF, false, Set.of(Modifier.TRUSTED), 0, "task_struct"));
        assertThat(task.is(Trait.GPL)).isTrue();
    }

    @Test
    void types_of_programs_see_different_prototypes_of_one_number() {
        assertThat(Prototypes.of(124, ProgramType.SCHED_CLS)
                        .orElseThrow()
                        .arguments()
                        .get(1)
                        .kind())
                .isEqualTo(Kind.BTF_SOCK_COMMON);
        assertThat(Prototypes.of(124, ProgramType.SK_LOOKUP)
                        .orElseThrow()
                        .arguments()
                        .get(1)
                        .kind())
                .isEqualTo(Kind.SOCKET);
        assertThat(Prototypes.of(124, ProgramType.XDP)).isEmpty();
    }
}
