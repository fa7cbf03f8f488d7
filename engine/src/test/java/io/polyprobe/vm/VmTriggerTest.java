package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.TestClang;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.ProbeSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs learn of the function for which they run. */
class VmTriggerTest {
    private static final String SOURCE = """
            #define SEC(name) __attribute__((section(name), used))
            #define __uint(name, val) int (*name)[val]
            #define __type(name, val) typeof(val) *name
            typedef unsigned int u32;
            typedef unsigned long long u64;
            struct {
                __uint(type, 2);
                __type(key, u32);
                __type(value, u64[8]);
                __uint(max_entries, 1);
            } seen SEC(".maps");
            static void *(*lookup)(void *map, const void *key) = (void *)1;
            static long (*path)(void *path, char *to, u32 size) = (void *)147;
            static void *(*current)(void) = (void *)158;
            static u64 (*function)(void *ctx) = (void *)173;
            static void *(*registers)(void *task) = (void *)175;
            static long (*argument)(void *ctx, u32 n, u64 *value) = (void *)183;
            static long (*result)(void *ctx, u64 *value) = (void *)184;
            static u64 (*arguments)(void *ctx) = (void *)185;
            static u64 *places(void)
            {
                u32 zero = 0;
                return lookup(&seen, &zero);
            }
            SEC("fentry/x") int typed(u64 *ctx)
            {
                u64 *values = places();
                if (!values)
                    return 0;
                values[0]++;
                values[1] = function(ctx);
                values[2] = arguments(ctx);
                values[3] = argument(ctx, 2, &values[4]);
                values[5] = values[4] == ctx[2];
                values[6] = result(ctx, &values[7]);
                return 0;
            }
            SEC("fentry/x") int named(u64 *ctx)
            {
                u64 *values = places();
                if (!values)
                    return 0;
                values[0]++;
                values[1] = path((void *)ctx[0], (char *)&values[2], 40);
                values[7] = path((void *)ctx[0], (char *)&values[7], 3);
                return 0;
            }
            SEC("kprobe/x") int plain(u64 *ctx)
            {
                u64 *values = places();
                if (!values)
                    return 0;
                values[0]++;
                values[1] = function(ctx);
                values[2] = registers(current()) != 0;
                return 0;
            }
            char _license[] SEC("license") = "GPL";
            """;

    private static long[] run(String program, String probe) throws InterruptedException {
        var options = VmOptions.DEFAULT.withPace(Pace.MAX).withLimit(Duration.ofSeconds(5));
        try (var target = VmTarget.open(options);
                var object = target.load(ObjectReader.read("trigger.o", TestClang.object(SOURCE)))) {
            object.attach(program, ProbeSpec.parse(probe));
            target.sleep(Duration.ofSeconds(2));
            BpfMap seen = Objects.requireNonNull(object.maps().get("seen"));
            var values = new long[9];
            ByteBuffer.wrap(Objects.requireNonNull(seen.lookup(new byte[4])))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(values, 0, 8);
            values[8] = target.symbols().kernelAddress("vfs_read").orElseThrow();
            return values;
        }
    }

    @ParameterizedTest
    @CsvSource({"fentry:vfs_read, -95", "fexit:vfs_read, 0"})
    void a_typed_function_tells_its_arguments_and_at_its_end_its_result(String probe, long answer)
            throws InterruptedException {
        long[] values = run("typed", probe);
        assertThat(values[0]).isPositive();
        assertThat(values[1]).isEqualTo(values[8]);
        assertThat(values[2]).isEqualTo(4);
        assertThat(values[3]).isZero();
        assertThat(values[5]).isEqualTo(1);
        assertThat(values[6]).isEqualTo(answer);
    }

    @Test
    void a_file_has_a_path() throws InterruptedException {
        long[] values = run("named", "fentry:vfs_open");
        var text = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        text.asLongBuffer().put(values, 2, 5);
        String path = new String(text.array(), 0, (int) values[1], StandardCharsets.UTF_8);
        assertThat(path).matches("(/[\\w.-]+)+\0");
        assertThat(values[7]).isEqualTo(-36);
    }

    @Test
    void a_kprobe_knows_its_function_and_the_registers_of_its_task() throws InterruptedException {
        long[] values = run("plain", "kprobe:vfs_read");
        assertThat(values[0]).isPositive();
        assertThat(values[1]).isEqualTo(values[8]);
        assertThat(values[2]).isEqualTo(1);
    }
}
