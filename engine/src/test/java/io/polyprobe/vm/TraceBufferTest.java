package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.vm.helper.Moment;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceBufferTest {
    private final Moment moment = new FixedMoment(MemorySegment.NULL);

    @Test
    void a_line_is_byte_for_byte_what_linux_printed() {
        // From trace_pipe of Linux 6.18, the program attached to raw_tracepoint:sys_enter.
        String seen = "           a b c-9321    [001] ...2.  1672.479084: bpf_trace_printk: Hello, World!";
        assertThat(TraceBuffer.format(moment, bytes("Hello, World!")))
                .asString()
                .isEqualTo(seen);
    }

    @Test
    void line_feeds_in_a_message_begin_new_lines_as_in_the_pipe() throws InterruptedException {
        try (var target = VmTarget.open(VmOptions.DEFAULT.withPace(Pace.MAX))) {
            var buffer = new TraceBuffer();
            var stream = new VmTrace(target, buffer);
            buffer.print(moment, bytes("two\n\nmid\n"));
            assertThat(VmTargetTest.texts(stream, 4).stream().map(text -> text.replaceFirst(".*printk: ", "")))
                    .isEqualTo(List.of("two", "", "mid", ""));
        }
    }

    @Test
    void a_stream_that_nobody_reads_loses_its_oldest_lines_and_says_so() throws InterruptedException {
        try (var target = VmTarget.open(VmOptions.DEFAULT.withPace(Pace.MAX))) {
            var stream = new VmTrace(target, new TraceBuffer());
            for (int i = 0; i < 65_536 + 3; i++) {
                stream.offer(bytes("line " + i));
            }
            assertThat(VmTargetTest.texts(stream, 2)).containsExactly("CPU:0 [LOST 3 EVENTS]", "line 3");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
