package io.polyprobe.vm.world.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.capture.Capture;
import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.FaultException;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.PacketLink;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Target;
import io.polyprobe.target.WorldEndedException;
import io.polyprobe.target.map.Place;
import io.polyprobe.vm.Pace;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import io.polyprobe.vm.world.WorldSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapWorldTest {
    private static final ObjectSpec OBJECT = compile();
    private static final Duration LONG = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private static ObjectSpec compile() {
        try (var source = Objects.requireNonNull(PcapWorldTest.class.getResourceAsStream("filters.c"))) {
            return ObjectReader.read(
                    "filters.c",
                    TestClang.object(new String(source.readAllBytes(), StandardCharsets.UTF_8), "-Wno-unused"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A world of captures with an object loaded. */
    private record World(VmTarget target, LoadedObject object) implements AutoCloseable {
        static World of(String options) {
            return of(options, VmOptions.DEFAULT.withPace(Pace.MAX));
        }

        static World of(String options, VmOptions how) {
            var target = VmTarget.open(how.withWorld(WorldSpec.parse("pcap:" + options)));
            return new World(target, target.load(OBJECT));
        }

        World attach(String function, String probe) {
            object.attach(function, ProbeSpec.parse(probe));
            return this;
        }

        /** Lets all packets come. */
        List<String> run() throws InterruptedException {
            assertThatThrownBy(() -> target.sleep(LONG)).isInstanceOf(WorldEndedException.class);
            return target.summary();
        }

        long number(String map, int key) {
            byte[] found = map(object, map).lookup(bytes(key), 0);
            return found == null
                    ? -1
                    : ByteBuffer.wrap(found).order(ByteOrder.nativeOrder()).getLong();
        }

        void set(String map, int key, int value) {
            map(object, map).update(bytes(key), bytes(value), 0);
        }

        private static byte[] bytes(int number) {
            return ByteBuffer.allocate(4)
                    .order(ByteOrder.nativeOrder())
                    .putInt(number)
                    .array();
        }

        @Override
        public void close() {
            target.close();
        }
    }

    private static BpfMap map(LoadedObject object, String name) {
        return Objects.requireNonNull(object.maps().get(name));
    }

    private Path capture(String name, List<byte[]> packets) {
        return Traffic.write(folder.resolve(name), packets);
    }

    private static List<byte[]> read(Path file) {
        var packets = new ArrayList<byte[]>();
        try (var capture = Capture.open(file)) {
            while (capture.next()) {
                packets.add(capture.packet().toArray(ValueLayout.JAVA_BYTE));
            }
            assertThat(capture.damage()).isEmpty();
        }
        return packets;
    }

    @Test
    void verdicts_and_counts_are_those_of_linux_on_the_same_packets() throws InterruptedException {
        List<byte[]> packets = Traffic.packets(2_000, 1);
        Path file = capture("a", packets);
        try (Target linux = Place.KERNEL.open();
                LoadedObject object = linux.load(OBJECT)) {
            var program = object.program("parse", ProgramType.XDP);
            var expected = new int[5];
            packets.forEach(packet ->
                    expected[program.test(new TestInput(packet, null, 1)).returnValue()]++);
            for (int after : new int[] {0, VmOptions.NEVER}) {
                try (var world = World.of(
                        file.toString(), VmOptions.DEFAULT.withPace(Pace.MAX).withCompileAfter(after))) {
                    world.attach("parse", "xdp:eth0");
                    assertThat(world.run())
                            .containsExactly(
                                    "eth0: 2,000 received: XDP_DROP %d, XDP_PASS %,d, XDP_TX %d; passed up %,d, sent %d"
                                            .formatted(
                                                    expected[1], expected[2], expected[3], expected[2], expected[3]));
                    map(object, "sources")
                            .lookupBatch()
                            .forEach(entry -> assertThat(
                                            map(world.object, "sources").lookup(entry.key(), 0))
                                    .isEqualTo(entry.value()));
                }
            }
        }
    }

    @Test
    void packets_come_when_they_came() throws InterruptedException {
        Path file = capture("a", Traffic.packets(100, 2));
        try (var world = World.of(file.toString()).attach("nothing", "xdp:eth0")) {
            long start = world.target.monotonicNanos();
            world.target.sleep(Duration.ofMillis(10));
            assertThat(world.target.monotonicNanos() - start).isEqualTo(10_000_000);
            assertThat(world.target.summary()).containsExactly("eth0: 11 received: XDP_PASS 11; passed up 11");
        }
    }

    @Test
    void rewritten_packets_are_written() throws InterruptedException {
        List<byte[]> packets = Traffic.packets(50, 3);
        Path out = folder.resolve("out");
        try (var world = World.of(capture("a", packets) + ",out=" + out)) {
            world.attach("shorten", "xdp:eth0").attach("mark", "tc:eth0").run();
        }
        List<byte[]> written = read(out);
        assertThat(written).hasSameSizeAs(packets);
        for (int i = 0; i < packets.size(); i++) {
            byte[] expected = Arrays.copyOfRange(packets.get(i), 8, packets.get(i).length);
            expected[0] = (byte) 0xee;
            assertThat(written.get(i)).isEqualTo(expected);
        }
    }

    @Test
    void packets_go_to_named_ports() throws InterruptedException {
        String options = "left=%s,right=%s"
                .formatted(capture("a", Traffic.packets(20, 4)), capture("b", Traffic.packets(30, 5)));
        Path out = folder.resolve("out");
        try (var world = World.of(options + ",out=" + out)) {
            world.attach("to_other", "xdp:left").attach("drop", "tc:right");
            assertThat(world.run())
                    .containsExactly(
                            "left: 20 received: XDP_REDIRECT 20", "right: 30 received; stopped by tc 30, sent 20");
        }
        assertThat(read(out)).hasSize(20);
        try (var world = World.of(options)) {
            world.attach("by_map", "xdp:left").attach("by_map", "xdp:right").set("devices", 3, 2);
            assertThat(world.run())
                    .containsExactly("left: 20 received: XDP_DROP 20; sent 30", "right: 30 received: XDP_REDIRECT 30");
        }
        try (var world = World.of(options)) {
            world.set("devices", 0, 2);
            world.set("devices", 1, 3);
            assertThat(world.attach("flood", "xdp:left").run())
                    .containsExactly("left: 20 received: XDP_REDIRECT 20", "right: 30 received; passed up 30, sent 20");
        }
    }

    @Test
    void tc_copies_packets_and_sends_them_on_as_often_as_linux_would() throws InterruptedException {
        String options = "%s,%s".formatted(capture("a", Traffic.packets(3, 6)), capture("b", List.of()));
        try (var world = World.of(options).attach("copy", "tc:eth0").attach("drop", "tc:eth1:egress")) {
            assertThat(world.run())
                    .containsExactly("eth0: 3 received; passed up 3", "eth1: 0 received; stopped by tc 3");
        }
        try (var world = World.of(options)) {
            world.attach("bounce", "tc:eth0").attach("bounce", "tc:eth0:egress").attach("bounce", "tc:eth1:egress");
            assertThat(world.run())
                    .containsExactly("eth0: 3 received; stopped by tc 12", "eth1: 0 received; stopped by tc 12");
        }
    }

    @Test
    void a_context_is_complete() throws InterruptedException {
        byte[] packet = Traffic.packets(1, 7).getFirst();
        try (var world = World.of(capture("a", List.of(packet)).toString())) {
            world.attach("fields", "tc:eth0").attach("drop", "tc:eth0");
            assertThat(world.run()).containsExactly("eth0: 1 received; stopped by tc 1");
            assertThat(List.of(0, 1, 2, 4, 5, 6).stream().map(key -> world.number("seen", key)))
                    .containsExactly((long) packet.length, 2L, 2L, 0L, (long) packet.length, Traffic.NOON);
        }
    }

    @Test
    void sockets_get_what_their_program_keeps() throws InterruptedException {
        List<byte[]> packets = Traffic.packets(100, 8);
        for (String device : List.of("eth0", "any")) {
            try (var world = World.of(capture("a", packets).toString());
                    var socket = (PacketLink) world.object.attach("even", ProbeSpec.parse("socket:" + device))) {
                for (byte[] packet : packets) {
                    if (packet.length % 2 == 0) {
                        assertThat(HexFormat.of().formatHex(Objects.requireNonNull(socket.read(LONG))))
                                .isEqualTo(HexFormat.of().formatHex(packet, 0, 20));
                    }
                }
                assertThatThrownBy(() -> socket.read(LONG)).isInstanceOf(WorldEndedException.class);
            }
        }
    }

    @Test
    void of_a_damaged_capture_each_whole_packet_comes_and_then_an_error() throws IOException {
        Path file = capture("a", Traffic.packets(10, 9));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
        try (var world = World.of(file.toString()).attach("nothing", "xdp:eth0")) {
            assertThatThrownBy(() -> world.target.sleep(LONG))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("is damaged at byte ");
            assertThat(world.target.summary()).containsExactly("eth0: 9 received: XDP_PASS 9; passed up 9");
            assertThatThrownBy(() -> world.target.sleep(LONG)).isInstanceOf(WorldEndedException.class);
        }
    }

    @Test
    void what_faults_is_detached_and_its_packet_dropped() throws InterruptedException {
        String file = capture("a", Traffic.packets(3, 10)).toString();
        try (var world = World.of(file, VmOptions.DEFAULT.withPace(Pace.MAX).unverified())
                .attach("bad", "xdp:eth0")) {
            assertThatThrownBy(() -> world.target.sleep(LONG)).isInstanceOf(FaultException.class);
            assertThat(world.run()).containsExactly("eth0: 3 received: XDP_ABORTED 1; passed up 2");
        }
    }

    @Test
    void a_device_has_one_program_of_xdp_and_only_the_devices_are_there() {
        try (var world = World.of(capture("a", List.of()).toString()).attach("nothing", "xdp:eth0")) {
            assertThatThrownBy(() -> world.attach("parse", "xdp:eth0"))
                    .isInstanceOf(AttachException.class)
                    .hasMessageContaining("another program is on the device (EBUSY)");
            assertThatThrownBy(() -> world.attach("parse", "xdp:eth1"))
                    .isInstanceOfSatisfying(
                            AttachException.class,
                            e -> assertThat(e.diagnostics().getFirst().hints()).containsExactly("Devices here: eth0."))
                    .hasMessageContaining("there is no network device 'eth1'");
        }
    }

    @Test
    void options_that_make_no_sense_are_refused() {
        for (String options : List.of("", "a,,b", "eth0=a,eth0=b", "out=x", "a,out=x,out=y")) {
            assertThatThrownBy(() -> PcapOptions.parse(WorldSpec.parse("pcap:" + options)))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("cannot open the world 'pcap");
        }
    }
}
