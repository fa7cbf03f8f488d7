package io.polyprobe.vm.world.pcap;

import io.polyprobe.TestClang;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Target;
import io.polyprobe.target.WorldEndedException;
import io.polyprobe.target.map.Place;
import io.polyprobe.vm.Pace;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import io.polyprobe.vm.world.WorldSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Measures how fast a capture of a million packets goes through an XDP program in the pcap world, and how fast the
 * program alone is on the same packets, each of which it then gets again and again. Rounds are printed one by one: the
 * first ones are those in which HotSpot compiles. Time is the thread's own, so that others on the machine count for little.
 */
final class PacketRateMain {
    private static final int PACKETS = 1_000_000;
    private static final int SAMPLES = 2_000;
    private static final int REPEAT = 2_000;
    private static final int ROUNDS = 6;
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private PacketRateMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<byte[]> packets = Traffic.packets(PACKETS, 1);
        Path file = Traffic.write(Files.createTempFile("packets", ".pcapng"), packets);
        try (var source = Objects.requireNonNull(PacketRateMain.class.getResourceAsStream("filters.c"))) {
            var object = ObjectReader.read(
                    "filters.c",
                    TestClang.object(new String(source.readAllBytes(), StandardCharsets.UTF_8), "-Wno-unused"));
            for (String function : List.of("nothing", "parse")) {
                for (int round = 0; round < ROUNDS; round++) {
                    try (var target = VmTarget.open(
                                    VmOptions.DEFAULT.withPace(Pace.MAX).withWorld(WorldSpec.parse("pcap:" + file)));
                            LoadedObject loaded = target.load(object)) {
                        loaded.attach(function, ProbeSpec.parse("xdp:eth0"));
                        System.out.printf("%s: world %.1f ns a packet%n", function, world(target));
                        System.out.println("  " + target.summary());
                    }
                }
                for (Place place : List.of(Place.JIT, Place.KERNEL)) {
                    try (Target target = place.open();
                            LoadedObject loaded = target.load(object)) {
                        Program program = loaded.program(function, ProgramType.XDP);
                        System.out.printf("%s: %s alone %.1f ns a packet%n", function, place, alone(program, packets));
                    }
                }
            }
        } finally {
            Files.delete(file);
        }
    }

    private static double world(Target target) throws InterruptedException {
        long start = THREAD.getCurrentThreadCpuTime();
        try {
            target.sleep(Duration.ofDays(1));
        } catch (WorldEndedException _) {
            return (THREAD.getCurrentThreadCpuTime() - start) / (double) PACKETS;
        }
        throw new IllegalStateException("the world did not end");
    }

    private static double alone(Program program, List<byte[]> packets) {
        long nanos = 0;
        for (int round = 0; round < 2; round++) {
            long start = THREAD.getCurrentThreadCpuTime();
            for (byte[] packet : packets.subList(0, SAMPLES)) {
                program.test(new TestInput(packet, null, REPEAT));
            }
            nanos = THREAD.getCurrentThreadCpuTime() - start;
        }
        return nanos / (double) SAMPLES / REPEAT;
    }
}
