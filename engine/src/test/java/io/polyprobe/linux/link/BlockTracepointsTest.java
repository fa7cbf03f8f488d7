package io.polyprobe.linux.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.AttachException;
import io.polyprobe.linux.link.Recorder.Field;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The build's folder is on a disk, so that what is written to it becomes a request. */
class BlockTracepointsTest {
    private static byte[] elf;

    @BeforeAll
    static void compile() {
        elf = Recorder.compile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"blk_mq_start_request", "blk_account_io_start", "blk_account_io_done"})
    void a_function_that_takes_no_kprobe_is_seen_at_its_tracepoint(String function) throws IOException {
        try (var recorder = new Recorder(elf, EnumSet.allOf(Mechanism.class))) {
            var link = recorder.attach("on_request", "kprobe:" + function);
            assertThat(link.probe()).hasToString("kprobe:" + function);

            for (int i = 0; i < 10 && recorder.get(Field.REQUESTS) == 0; i++) {
                write();
            }

            assertThat(recorder.get(Field.REQUESTS)).isPositive();
            assertThat(recorder.get(Field.REQUEST))
                    .as("an address of the kernel")
                    .isNegative();
        }
    }

    @Test
    void a_return_has_no_tracepoint() {
        try (var recorder = new Recorder(elf, EnumSet.of(Mechanism.TRACEPOINT))) {
            assertThatThrownBy(() -> recorder.attach("on_request", "kretprobe:blk_mq_start_request"))
                    .isInstanceOf(AttachException.class);
        }
    }

    private static void write() throws IOException {
        Path file = Files.createTempFile(Path.of("target"), "written", null);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(4096));
            channel.force(true);
        } finally {
            Files.delete(file);
        }
    }
}
