package io.polyprobe.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.TestClang;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ProgramType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a helper reads of the stack though nobody wrote it is remarked on, in the words of the source. */
class UnwrittenTest {
    private static final String HEAD = """
            typedef unsigned int u32;
            typedef unsigned long long u64;
            #define SEC(name) __attribute__((section(name), used))
            struct key { u32 pid; u64 time; };
            struct { int (*type)[1]; int (*max_entries)[16]; struct key *key; u64 *value; } counts SEC(".maps");
            static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
            static long (*bpf_get_current_comm)(void *to, u32 size) = (void *)16;
            static long (*bpf_perf_event_output)(void *, void *, u64, void *, u64) = (void *)25;
            struct { int (*type)[4]; int (*key_size)[4]; int (*value_size)[4]; } events SEC(".maps");
            char LICENSE[] SEC("license") = "GPL";
            SEC("kprobe") int program(u64 *ctx) {
            """;

    private static List<Diagnostic> remarks(String body) {
        var object = ObjectReader.read("a.o", TestClang.object(HEAD + body + "}", "-Wno-unused"));
        var program = object.programs().getFirst();
        var verdict = new Verifier(0).verify(Subject.of(object, program, ProgramType.KPROBE));
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).remarks();
    }

    @Test
    void paddingOfAKeyIsNamedByTheFieldBeforeIt() {
        assertThat(remarks("""
                struct key key;
                key.pid = ctx[3];
                key.time = ctx[4];
                u64 *count = bpf_map_lookup_elem(&counts, &key);
                return count ? *count : 0;
                """)).singleElement().satisfies(remark -> {
            assertThat(remark.message())
                    .isEqualTo("bpf_map_lookup_elem reads 16 bytes of key,"
                            + " of which bytes 4 to 7 (padding behind .pid) were never written");
            assertThat(remark.hints().getFirst()).contains("__builtin_memset(&key, 0, sizeof(key));");
            assertThat(remark.place()).isNotNull();
        });
    }

    @Test
    void aFieldThatWasForgottenIsNamed() {
        assertThat(remarks("""
                struct key key;
                __builtin_memset(&key, 0, sizeof(u32) * 2);
                return bpf_perf_event_output(ctx, &events, 0xffffffff, &key, sizeof(key));
                """))
                .singleElement()
                .satisfies(remark -> assertThat(remark.message()).contains("bytes 8 to 15 (.time) were never written"));
    }

    @Test
    void whatIsClearedOrFilledByAHelperIsNotRemarkedOn() {
        assertThat(remarks("""
                struct key key;
                __builtin_memset(&key, 0, sizeof(key));
                key.pid = ctx[3];
                char name[16];
                bpf_get_current_comm(name, sizeof(name));
                bpf_perf_event_output(ctx, &events, 0xffffffff, name, sizeof(name));
                u64 *count = bpf_map_lookup_elem(&counts, &key);
                return count ? *count : 0;
                """)).isEmpty();
    }
}
