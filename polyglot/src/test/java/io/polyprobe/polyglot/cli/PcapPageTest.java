package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.capture.Capture;
import io.polyprobe.capture.CaptureWriter;
import io.polyprobe.capture.CaptureWriter.Direction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script on the page of the pcap world does what the page says. */
class PcapPageTest {
    private static final Path PAGE = Path.of("../docs/pcap.md");
    private static final Pattern SCRIPT = Pattern.compile("(?ms)^```python\\n(.*?)^```$");
    private static final Pattern SESSION = Pattern.compile("(?ms)^```console\\n\\$ polyprobe (.*?)\\n(.*?)^```$");
    private static final int UDP = 17;
    private static final int TCP = 6;

    @TempDir
    private Path directory;

    @Test
    void the_script_counts_ports_and_the_packets_that_it_passes_are_written() throws Exception {
        String page = Files.readString(PAGE);
        Files.writeString(directory.resolve("ports.py"), find(SCRIPT, page).group(1));
        try (var writer = CaptureWriter.create(directory.resolve("traffic.pcap"), List.of("x"))) {
            for (byte[] packet :
                    List.of(packet(UDP, 53), packet(TCP, 80), packet(UDP, 123), new byte[60], packet(UDP, 53))) {
                writer.write(0, 0, MemorySegment.ofArray(packet), packet.length, Direction.INBOUND);
            }
        }
        MatchResult session = find(SESSION, page);
        try (var process = ScriptProcess.start(
                directory, Main.class, List.of(session.group(1).split(" ")))) {
            process.closeInput();
            var ended = process.end();
            assertThat(ended.out() + ended.err()).isEqualTo(session.group(2));
            assertThat(ended.code()).isZero();
        }
        try (var passed = Capture.open(directory.resolve("udp.pcapng"))) {
            int count = 0;
            while (passed.next()) {
                assertThat(passed.packet().get(ValueLayout.JAVA_BYTE, 23)).isEqualTo((byte) UDP);
                count++;
            }
            assertThat(count).isEqualTo(3);
        }
    }

    private static byte[] packet(int protocol, int port) {
        byte[] packet = new byte[60];
        packet[12] = 8;
        packet[23] = (byte) protocol;
        packet[37] = (byte) port;
        return packet;
    }

    private static MatchResult find(Pattern pattern, String page) {
        var matcher = pattern.matcher(page);
        assertThat(matcher.find()).isTrue();
        return matcher.toMatchResult();
    }
}
