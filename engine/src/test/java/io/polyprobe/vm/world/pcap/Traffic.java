package io.polyprobe.vm.world.pcap;

import io.polyprobe.capture.CaptureWriter;
import io.polyprobe.capture.CaptureWriter.Direction;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Packets made by chance, the same for the same seed: UDP and TCP over IPv4 and IPv6, some with a VLAN tag, and noise. */
final class Traffic {
    static final long NOON = 1_700_000_000_000_000_000L;

    private static final int MILLISECOND = 1_000_000;
    private static final int LONGEST = 1_400;

    private Traffic() {}

    static List<byte[]> packets(int count, long seed) {
        var random = new Random(seed);
        var packets = new ArrayList<byte[]>(count);
        for (int i = 0; i < count; i++) {
            packets.add(packet(random));
        }
        return packets;
    }

    private static byte[] packet(Random random) {
        boolean six = random.nextInt(4) == 0;
        boolean tagged = random.nextInt(8) == 0;
        boolean tcp = random.nextBoolean();
        int payload = random.nextInt(16) == 0 ? random.nextInt(LONGEST) : random.nextInt(64);
        int transport = (tcp ? 20 : 8) + payload;
        var packet = ByteBuffer.allocate(14 + (tagged ? 4 : 0) + (six ? 40 : 20) + transport);
        packet.putLong(0x0200_0000_0001_0200L).putInt(2);
        if (random.nextInt(32) == 0) {
            return packet.putShort((short) 0x0806).array();
        }
        if (tagged) {
            packet.putShort((short) 0x8100).putShort((short) random.nextInt(4095));
        }
        int protocol = tcp ? 6 : 17;
        if (six) {
            packet.putShort((short) 0x86dd).putInt(0x6000_0000).putShort((short) transport);
            packet.put((byte) protocol).put((byte) 64);
            packet.putLong(0x2001_0db8_0000_0000L).putLong(random.nextInt(256));
            packet.putLong(0x2001_0db8_0000_0000L).putLong(1);
        } else {
            packet.putShort((short) 0x0800).putShort((short) 0x4500).putShort((short) (20 + transport));
            packet.putInt(0x1234_4000).put((byte) 64).put((byte) protocol).putShort((short) 0);
            packet.putInt(0x0a00_0000 | random.nextInt(256)).putInt(0x0a00_0101);
        }
        packet.putShort((short) (1024 + random.nextInt(4096))).putShort((short) (random.nextBoolean() ? 80 : 53));
        return packet.array();
    }

    /** Writes packets a millisecond apart. */
    static Path write(Path file, List<byte[]> packets) {
        try (var writer = CaptureWriter.create(file, List.of("any"))) {
            for (int i = 0; i < packets.size(); i++) {
                byte[] packet = packets.get(i);
                writer.write(
                        0,
                        NOON + (long) i * MILLISECOND,
                        MemorySegment.ofArray(packet),
                        packet.length,
                        Direction.INBOUND);
            }
        }
        return file;
    }
}
