package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.FaultException;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.Program.TestInput;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Programs that mean harm, or do it. The verifier refuses each; where it is not asked, each is stopped where it does, told
 * of by its line, and harms nobody else.
 */
class HostileProgramTest {
    private static final String C = """
            typedef unsigned int u32;
            typedef unsigned long long u64;
            struct context { u32 data, data_end; };
            #define PROGRAM __attribute__((section("xdp"), used)) int
            #define NUMBER(name, value) int(*name)[value]
            static void *(*lookup)(void *, const void *) = (void *)1;
            static long (*update)(void *, const void *, const void *, u64) = (void *)2;
            static long (*tail_call)(void *, void *, u32) = (void *)12;
            static long (*read)(void *, u32, const void *) = (void *)113;
            static void (*submit)(void *, u64) = (void *)132;
            static long (*loop)(u32, void *, void *, u64) = (void *)181;

            struct { NUMBER(type, 1); NUMBER(max_entries, 4); u32 *key; u64 *value; }
                table __attribute__((section(".maps")));

            static u64 *value(void) {
                u32 key = 1;
                u64 start = 0;
                update(&table, &key, &start, 0);
                return lookup(&table, &key);
            }
            static volatile u64 far = 1 << 20, near = 100, one = 1;

            PROGRAM beyond_a_value(struct context *ctx) { return value()[near]; }
            PROGRAM before_a_value(struct context *ctx) { value()[-far] = 1; return 0; }
            PROGRAM a_value_that_is_not_there(struct context *ctx) { u32 key = 3; return *(u64 *)lookup(&table, &key); }
            PROGRAM beyond_the_packet(struct context *ctx) { return *(u32 *)((u64)ctx->data + far); }
            PROGRAM beyond_the_stack(struct context *ctx) {
                u64 here = 1, *there = &here;
                asm volatile("" : "+r"(there));
                return there[one + near];
            }
            PROGRAM the_context_written(struct context *ctx) { ctx->data = 0; return 0; }
            PROGRAM the_context_read_by_halves(struct context *ctx) { return *(unsigned short *)&ctx->data_end; }

            PROGRAM a_number_from_a_map_as_pointer(struct context *ctx) {
                u64 *v = value();
                *v = 0x4141414141414141;
                return **(volatile u64 **)v;
            }
            PROGRAM a_map_from_a_map_as_memory(struct context *ctx) {
                u64 *v = value();
                *v = (u64)&table;
                **(volatile u64 **)v = 0;
                return 0;
            }
            PROGRAM a_value_as_map(struct context *ctx) { u32 key = 1; return lookup(value(), &key) != 0; }
            PROGRAM a_pointer_moved_as_map(struct context *ctx) { u32 key = 1; return lookup((void *)&table + one, &key) != 0; }
            PROGRAM a_table_as_array_of_programs(struct context *ctx) { tail_call(ctx, &table, 0); return 0; }
            PROGRAM a_value_as_function(struct context *ctx) { loop(one, value(), ctx, 0); return 0; }
            PROGRAM a_value_as_reservation(struct context *ctx) { submit(value(), 0); return 0; }
            PROGRAM a_helper_that_writes_beyond(struct context *ctx) { return read(value(), far, value()); }
            PROGRAM a_helper_that_reads_beyond(struct context *ctx) { return update(&table, value() + far, value(), 0); }

            PROGRAM no_end(struct context *ctx) { while (one) asm volatile(""); return 0; }
            static __attribute__((noinline)) u32 deeper(u64 n) { return n ^ deeper(n + one) / 3; }
            PROGRAM no_depth(struct context *ctx) { return deeper(0); }
            PROGRAM unwritten_stack(struct context *ctx) {
                u64 value;
                asm volatile("%0 = *(u64 *)(r10 - 256)" : "=r"(value));
                return value;
            }
            PROGRAM half_written_stack(struct context *ctx) {
                u64 value;
                asm volatile("*(u32 *)(r10 - 256) = %0; %0 = *(u64 *)(r10 - 256)" : "=r"(value) : "0"(1));
                return value;
            }
            PROGRAM stack_that_a_helper_wrote(struct context *ctx) {
                u64 seven = 7, copy;
                read(&copy, sizeof(copy), &seven);
                return copy;
            }
            PROGRAM good(struct context *ctx) { u64 *v = value(); return v ? *v + 7 : 0; }
            """;

    @SuppressWarnings("UnusedVariable") // JUnit reads it
    private static final List<String> PROGRAMS = List.of(
            "beyond_a_value",
            "before_a_value",
            "a_value_that_is_not_there",
            "beyond_the_packet",
            "beyond_the_stack",
            "the_context_written",
            "the_context_read_by_halves",
            "a_number_from_a_map_as_pointer",
            "a_map_from_a_map_as_memory",
            "a_value_as_map",
            "a_pointer_moved_as_map",
            "a_table_as_array_of_programs",
            "a_value_as_function",
            "a_value_as_reservation",
            "a_helper_that_writes_beyond",
            "a_helper_that_reads_beyond",
            "no_end",
            "no_depth");

    private static ObjectSpec object;

    @BeforeAll
    static void compile() {
        object = ObjectReader.read("hostile.c", TestClang.object(C, "-Wno-everything"));
    }

    private static VmTarget unverified;

    @BeforeAll
    static void open() {
        unverified = VmTarget.open(VmOptions.DEFAULT.unverified());
    }

    @AfterAll
    static void close() {
        unverified.close();
    }

    @ParameterizedTest
    @CsvSource({
        "beyond_a_value, read of 8 bytes",
        "before_a_value, write of 8 bytes",
        "a_value_that_is_not_there, null pointer",
        "beyond_the_packet, read of 4 bytes",
        "beyond_the_stack, read of 8 bytes",
        "the_context_written, pointer",
        "the_context_read_by_halves, pointer",
        "a_number_from_a_map_as_pointer, nothing is there",
        "a_map_from_a_map_as_memory, write of 8 bytes",
        "a_value_as_map, is no map",
        "a_pointer_moved_as_map, is no map",
        "a_table_as_array_of_programs, cannot be called with the map 'table'",
        "a_value_as_function, is no function",
        "a_value_as_reservation, nothing is reserved",
        "a_helper_that_writes_beyond, write of 1048576 bytes",
        "a_helper_that_reads_beyond, read of 4 bytes",
        "no_end, budget of instructions",
        "no_depth, calls nest deeper than 8 frames"
    })
    void isStoppedAndHarmsNobody(String program, String reason) {
        assertStopped(program, reason);
    }

    private static void assertStopped(String program, String reason) {
        try (LoadedObject loaded = unverified.load(object)) {
            assertThatThrownBy(() -> run(loaded, program)).isInstanceOfSatisfying(FaultException.class, e -> {
                var fault = e.diagnostics().getFirst();
                assertThat(fault.message()).contains("was stopped: ", reason);
                assertThat(fault.place()).asString().contains("test.c:");
                assertThat(e).hasMessageContaining(program);
            });
            assertThat(run(loaded, "good")).isEqualTo(7);
        }
    }

    /** Linux accepts that of privileged programs, and so does the verifier: then it is a definite value. */
    @Test
    void stackThatNobodyWroteIsNotRead() {
        assertStopped("unwritten_stack", "nothing was written there yet, in the stack of frame 0");
        assertStopped("half_written_stack", "nothing was written there yet");
        try (var target = VmTarget.open(VmOptions.DEFAULT);
                LoadedObject loaded = target.load(object)) {
            assertThat(run(loaded, "unwritten_stack")).isEqualTo(0xa5a5_a5a5);
            assertThat(run(unverified.load(object), "stack_that_a_helper_wrote"))
                    .isEqualTo(7);
        }
    }

    @ParameterizedTest
    @FieldSource("PROGRAMS")
    void isNotLoadedWhereProgramsAreVerified(String program) {
        try (var target = VmTarget.open(VmOptions.DEFAULT);
                LoadedObject loaded = target.load(object)) {
            assertThatThrownBy(() -> loaded.program(program, ProgramType.XDP))
                    .isInstanceOfSatisfying(RejectedException.class, e -> {
                        var rejection = e.diagnostics().getFirst();
                        assertThat(rejection.place()).asString().contains("test.c:");
                        assertThat(rejection.message()).contains("'" + program + "'");
                    });
            assertThat(run(loaded, "good")).isEqualTo(7);
        }
    }

    private static int run(LoadedObject loaded, String program) {
        return loaded.program(program, ProgramType.XDP)
                .test(new TestInput(new byte[64], null, 1))
                .returnValue();
    }
}
