package io.polyprobe.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.capture.CaptureWriter.Direction;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureTest {
    private static final long NOON = 1_700_000_000_123_456_789L;

    @TempDir
    private Path folder;

    private record Read(List<String> packets, String damage) {}

    private Read read(byte[] bytes) {
        var packets = new ArrayList<String>();
        try (var capture = Capture.open(Files.write(folder.resolve("capture"), bytes))) {
            while (capture.next()) {
                packets.add("%d: %s of %d, type %d"
                        .formatted(
                                capture.nanos(),
                                Arrays.toString(capture.packet().toArray(ValueLayout.JAVA_BYTE)),
                                capture.wireLength(),
                                capture.linkType()));
            }
            return new Read(packets, capture.damage().map(Diagnostic::message).orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] pcap(ByteOrder order, int magic, int fraction) {
        return ByteBuffer.allocate(24 + 2 * 16 + 5)
                .order(order)
                .putInt(magic)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65_535)
                .putInt(1)
                .putInt((int) (NOON / 1_000_000_000))
                .putInt(fraction)
                .putInt(3)
                .putInt(60)
                .put(new byte[] {1, 2, 3})
                .putInt((int) (NOON / 1_000_000_000) + 1)
                .putInt(0)
                .putInt(2)
                .putInt(2)
                .put(new byte[] {4, 5})
                .array();
    }

    @ParameterizedTest
    @CsvSource({"a1b2c3d4, 123456, 000", "a1b23c4d, 123456789, 789"})
    void a_pcap_of_either_byte_order_gives_its_packets(String magic, int fraction, String nanos) {
        for (ByteOrder order : List.of(LITTLE_ENDIAN, BIG_ENDIAN)) {
            assertThat(read(pcap(order, Integer.parseUnsignedInt(magic, 16), fraction)))
                    .isEqualTo(new Read(
                            List.of(
                                    "1700000000123456" + nanos + ": [1, 2, 3] of 60, type 1",
                                    "1700000001000000000: [4, 5] of 2, type 1"),
                            ""));
        }
    }

    @Test
    void of_a_pcap_that_ends_early_all_whole_packets_are_read() {
        byte[] whole = pcap(LITTLE_ENDIAN, 0xa1b2c3d4, 0);
        for (int size = 4; size < whole.length; size++) {
            Read read = read(Arrays.copyOf(whole, size));
            assertThat(read.packets).hasSize(size < 43 ? 0 : 1);
            assertThat(read.damage.isEmpty()).as("size " + size).isEqualTo(size == 24 || size == 43);
        }
        assertThat(read(Arrays.copyOf(whole, 60)).damage)
                .isEqualTo("the capture %s is damaged at byte 43: of a packet's 2 bytes there are 1"
                        .formatted(folder.resolve("capture")));
    }

    @Test
    void an_impossible_length_is_damage() {
        byte[] bytes = pcap(LITTLE_ENDIAN, 0xa1b2c3d4, 0);
        ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).putInt(43 + 8, -1);
        assertThat(read(bytes).packets).hasSize(1);
        assertThat(read(bytes).damage).endsWith("a packet has 4294967295 bytes, more than any has");
    }

    /** A section, an interface with a resolution and an offset, a block of no interest, and packets of three kinds. */
    private static byte[] pcapng(ByteOrder order, int resolution, long ticks) {
        var bytes = ByteBuffer.allocate(400).order(order);
        bytes.putInt(0x0a0d0d0a)
                .putInt(28)
                .putInt(0x1a2b3c4d)
                .putInt(0x00010000)
                .putLong(-1)
                .putInt(28);
        bytes.putInt(1).putInt(44).putShort((short) 113).putShort((short) 0).putInt(2);
        bytes.putShort((short) 9).putShort((short) 1).putInt(0).put(bytes.position() - 4, (byte) resolution);
        bytes.putShort((short) 14).putShort((short) 8).putLong(-1).putInt(0).putInt(44);
        bytes.putInt(0x0bad).putInt(16).putInt(0).putInt(16);
        bytes.putInt(6).putInt(36).putInt(0).putInt((int) (ticks >>> 32)).putInt((int) ticks);
        bytes.putInt(3).putInt(9).put(new byte[] {1, 2, 3, 0}).putInt(36);
        bytes.putInt(2).putInt(36).putShort((short) 0).putShort((short) 7);
        bytes.putInt((int) (ticks >>> 32)).putInt((int) ticks).putInt(1).putInt(1);
        bytes.put(new byte[] {9, 0, 0, 0}).putInt(36);
        bytes.putInt(3).putInt(20).putInt(70).put(new byte[] {5, 6, 0, 0}).putInt(20);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @ParameterizedTest
    @CsvSource({
        "6, 1700000001000001, 1700000000000001000",
        "9, 1700000001000000007, 1700000000000000007",
        "12, 1700000001000000, 1699000001000",
        "0x80, 1700000001, 1700000000000000000",
        "0x94, 1782579201048576, 1700000000000000000",
        "0xa8, 1099511627776, 0"
    })
    void a_pcapng_of_either_byte_order_gives_its_packets(String resolution, long ticks, long nanos) {
        for (ByteOrder order : List.of(LITTLE_ENDIAN, BIG_ENDIAN)) {
            assertThat(read(pcapng(order, Integer.decode(resolution), ticks)))
                    .isEqualTo(new Read(
                            List.of(
                                    nanos + ": [1, 2, 3] of 9, type 113",
                                    nanos + ": [9] of 1, type 113",
                                    nanos + ": [5, 6] of 70, type 113"),
                            ""));
        }
    }

    @Test
    void of_a_pcapng_that_ends_early_all_whole_packets_are_read() {
        byte[] whole = pcapng(LITTLE_ENDIAN, 6, 0);
        var ends = List.of(28, 72, 88, 124, 160);
        for (int size = 4; size < whole.length; size++) {
            Read read = read(Arrays.copyOf(whole, size));
            assertThat(read.packets).hasSize(size < 124 ? 0 : size < 160 ? 1 : 2);
            assertThat(read.damage.isEmpty()).as("size " + size).isEqualTo(ends.contains(size));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 32, 72, 92, 96, 108})
    void a_pcapng_with_wrong_numbers_is_damaged_and_not_read_beyond(int at) {
        byte[] bytes = pcapng(LITTLE_ENDIAN, 6, 0);
        ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).putInt(at, 0x7ffffff0);
        Read read = read(bytes);
        assertThat(read.packets.isEmpty()).isEqualTo(at != 72);
        assertThat(read.damage.isEmpty()).isEqualTo(at == 72);
    }

    @Test
    void what_is_written_is_read_again() throws IOException {
        Path file = folder.resolve("written");
        try (var writer = CaptureWriter.create(file, List.of("eth0", "wlan12"))) {
            for (int i = 0; i < 30_000; i++) {
                writer.write(
                        i & 1,
                        NOON + i,
                        MemorySegment.ofArray(new byte[i % 99]),
                        100,
                        i % 3 == 0 ? Direction.INBOUND : Direction.OUTBOUND);
            }
        }
        Read read = read(Files.readAllBytes(file));
        assertThat(read.damage).isEmpty();
        assertThat(read.packets).hasSize(30_000);
        assertThat(read.packets.get(3)).isEqualTo(NOON + 3 + ": [0, 0, 0] of 100, type 1");
    }

    @Test
    void what_is_no_capture_is_refused() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "text");
        assertThatThrownBy(() -> Capture.open(text))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("it begins with 0x74786574, as neither pcap nor pcapng does");
        assertThatThrownBy(() -> Capture.open(folder)).hasMessageContaining("it is not a regular file");
        assertThatThrownBy(() -> Capture.open(folder.resolve("none"))).hasMessageContaining("there is no such file");
    }
}
