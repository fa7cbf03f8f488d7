package io.polyprobe.linux.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.isa.Assembler;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.linux.abi.Files;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.AttachType;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Link;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.PacketLink;
import io.polyprobe.target.ProbeSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs at network devices, sockets, control groups and maps; devices and groups are this test's own. */
class NetworkTest {
    private static final String DEVICE = "pp" + ProcessHandle.current().pid();
    private static final Path GROUPS = java.nio.file.Files.exists(Path.of("/sys/fs/cgroup/unified"))
            ? Path.of("/sys/fs/cgroup/unified")
            : Path.of("/sys/fs/cgroup");
    private static final Path GROUP = GROUPS.resolve(DEVICE);
    private static final int ALLOW_MULTI = 2;
    private static final int SKB_MODE = 2;
    private static final int DRV_MODE = 4;

    /** What a packet carries that the test sends to itself. */
    private static final String MARK = "polyprobe" + DEVICE;

    private KernelTarget target;
    private LoadedObject object;

    @BeforeEach
    void open() throws Exception {
        run("ip", "link", "add", DEVICE, "type", "veth", "peer", "name", DEVICE + "b");
        java.nio.file.Files.createDirectory(GROUP);
        target = KernelTarget.open(note -> {});
        object = load(target);
    }

    @AfterEach
    void close() throws Exception {
        target.close();
        run("ip", "link", "del", DEVICE);
        java.nio.file.Files.delete(GROUP);
    }

    private static LoadedObject load(KernelTarget target) {
        var sockets = new MapSpec("sockets", MapType.SOCKMAP, 4, 4, 1, 0);
        return target.load(new ObjectSpec(
                "network",
                List.of(
                        program("pass", "r0 = 2\nexit\n"),
                        program("other", "r0 = 1\nexit\n"),
                        program("all", "r0 = 65535\nexit\n")),
                Map.of("sockets", sockets),
                null,
                "GPL",
                0));
    }

    private static ProgramSpec program(String name, String code) {
        return new ProgramSpec(
                name,
                "test",
                Assembler.assemble(name, code),
                List.of(),
                List.of(new ProgramSpec.Function(0, name, 0)),
                List.of(),
                List.of());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String device() throws Exception {
        return run("ip", "link", "show", DEVICE);
    }

    @ParameterizedTest
    @CsvSource({"0, xdp", "2, xdpgeneric", "4, xdp", "3, xdpgeneric"})
    void a_device_runs_an_xdp_program_until_its_link_is_closed(int flags, String shown) throws Exception {
        var link = object.attach("pass", new ProbeSpec.Xdp(DEVICE, flags));
        assertThat(device()).contains(" " + shown + " ").contains("name pass");
        link.close();
        assertThat(device()).doesNotContain("xdp");
    }

    @Test
    void closing_the_target_clears_the_device() throws Exception {
        object.attach("pass", new ProbeSpec.Xdp(DEVICE, 0));
        target.close();
        assertThat(device()).doesNotContain("xdp");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void a_device_has_several_programs_of_tc_in_each_direction(boolean egress) {
        var probe = new ProbeSpec.Tc(DEVICE, egress);
        try (var first = object.attach("pass", probe);
                var second = object.attach("other", probe)) {
            assertThat(List.of(first, second)).extracting(Link::mechanism).containsExactly("tcx", "tcx");
        }
        refused(
                "pass",
                new ProbeSpec.Tc("nope", egress),
                "cannot attach to tc:nope" + (egress ? ":egress" : "") + ": there is no network device 'nope'",
                "Devices here: ");
    }

    @Test
    void a_device_has_one_xdp_program() {
        object.attach("pass", new ProbeSpec.Xdp(DEVICE, 0));
        refused(
                "other",
                new ProbeSpec.Xdp(DEVICE, 0),
                "cannot attach to xdp:" + DEVICE + ": EBUSY (in use)",
                "Another program is on the device.");
    }

    @Test
    void what_cannot_be_is_said() {
        refused("pass", new ProbeSpec.Xdp("nope", 0), "there is no network device 'nope'", "lo");
        refused("pass", new ProbeSpec.Xdp("a-name-that-is-too-long", 0), "there is no network device", "lo");
        refused("pass", new ProbeSpec.PacketSocket("nope"), "there is no network device 'nope'", "lo");
        refused("pass", new ProbeSpec.Xdp("lo", DRV_MODE), "EOPNOTSUPP", "XDP_FLAGS_SKB_MODE (2)");
        refused("pass", new ProbeSpec.Xdp(DEVICE, SKB_MODE | DRV_MODE), "EINVAL", "at most");
        refused("other", new ProbeSpec.Attachable(9999, AttachType.CGROUP_SOCK_OPS, 0), "EBADF", "control group");
        refused("other", new ProbeSpec.Attachable(0, AttachType.CGROUP_DEVICE, ALLOW_MULTI), "EBADF", "version 2");
    }

    @Test
    void a_program_of_another_type_is_refused() {
        var filter = object.program("pass", ProgramType.SOCKET_FILTER);
        assertThatThrownBy(() -> object.attach(filter, new ProbeSpec.Xdp(DEVICE, 0)))
                .isInstanceOfSatisfying(
                        AttachException.class,
                        e -> assertThat(e.diagnostics())
                                .containsExactly(Diagnostic.error(
                                        "cannot attach to xdp:" + DEVICE
                                                + ": the program 'pass' is loaded as SOCKET_FILTER",
                                        "It must be loaded as XDP.")));
    }

    private void refused(String function, ProbeSpec.Network probe, String message, String hint) {
        assertThatThrownBy(() -> object.attach(function, probe)).isInstanceOfSatisfying(AttachException.class, e -> {
            assertThat(e.getMessage()).contains(message);
            assertThat(e.diagnostics().getFirst().hints())
                    .anySatisfy(text -> assertThat(text).contains(hint));
        });
    }

    @Test
    void a_socket_gets_what_its_program_lets_through() throws Exception {
        var nothing = (PacketLink) object.attach("other", new ProbeSpec.PacketSocket("lo"));
        var all = (PacketLink) object.attach("all", new ProbeSpec.PacketSocket("lo"));
        assertThat(all.read(Duration.ZERO))
                .satisfiesAnyOf(p -> assertThat(p).isNull(), p -> assertThat(p).isNotEmpty());
        send();
        byte[] packet = awaitMark(all);
        assertThat(packet[12]).as("IP").isEqualTo((byte) 8);
        assertThat(nothing.read(Duration.ofSeconds(10))).as("one byte of each").hasSize(1);
        assertThat(all.fd()).isNotEqualTo(nothing.fd());
    }

    @Test
    void a_socket_hears_of_all_devices() throws Exception {
        var any = (PacketLink) object.attach("all", new ProbeSpec.PacketSocket("any"));
        send();
        assertThat(awaitMark(any)).isNotEmpty();
    }

    private static void send() throws IOException {
        byte[] mark = MARK.getBytes(StandardCharsets.UTF_8);
        try (var socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(mark, mark.length, InetAddress.getLoopbackAddress(), 9));
        }
    }

    private static byte[] awaitMark(PacketLink link) throws InterruptedException {
        for (int i = 0; i < 100_000; i++) {
            byte[] packet = Objects.requireNonNull(link.read(Duration.ofSeconds(10)), "nothing for ten seconds");
            if (new String(packet, StandardCharsets.ISO_8859_1).contains(MARK)) {
                return packet;
            }
        }
        throw new AssertionError("never seen: " + MARK);
    }

    @ParameterizedTest
    @CsvSource({"0, CGROUP_SOCK_OPS", "2, CGROUP_SOCK_OPS", "1, CGROUP_INET_EGRESS", "2, CGROUP_INET4_CONNECT"})
    void a_control_group_holds_a_program_until_its_link_is_closed(int flags, AttachType type) throws Exception {
        Link link;
        try (var group = group()) {
            link = object.attach("other", new ProbeSpec.Attachable(group.number(), type, flags));
        }
        assertThat(link.mechanism()).isEqualTo("cgroup");
        assertThat(programs(type)).isEqualTo(1);
        link.close();
        assertThat(programs(type)).isZero();
    }

    @Test
    void closing_the_target_clears_the_control_group() throws Exception {
        try (var group = group()) {
            object.attach("other", new ProbeSpec.Attachable(group.number(), AttachType.CGROUP_SOCK_OPS, 0));
        }
        target.close();
        assertThat(programs(AttachType.CGROUP_SOCK_OPS)).isZero();
    }

    @Test
    void a_map_of_sockets_has_a_verdict() {
        int sockets = Objects.requireNonNull(object.maps().get("sockets")).fd();
        var probe = new ProbeSpec.Attachable(sockets, AttachType.SK_MSG_VERDICT, 0);
        var link = object.attach("other", probe);
        assertThat(link.mechanism()).isEqualTo("attach");
        link.close();
        object.attach("pass", probe);
        refused(
                "other",
                new ProbeSpec.Attachable(sockets, AttachType.CGROUP_SOCK_OPS, 0),
                "cgroup_sock_ops of descriptor " + sockets,
                "control group");
    }

    @Test
    void nothing_is_left_after_the_process_was_killed() throws Exception {
        var child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        DEVICE,
                        GROUP.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("held");
            assertThat(device()).contains("xdp");
            assertThat(programs(AttachType.CGROUP_SOCK_OPS)).isEqualTo(1);
        } finally {
            child.destroyForcibly().waitFor();
        }
        for (int i = 0; i < 1000 && (device().contains("xdp") || programs(AttachType.CGROUP_SOCK_OPS) > 0); i++) {
            Thread.sleep(10);
        }
        assertThat(device()).doesNotContain("xdp");
        assertThat(programs(AttachType.CGROUP_SOCK_OPS)).isZero();
    }

    /** Holds a device and a control group until it is killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws InterruptedException {
            var object = load(KernelTarget.open(note -> {}));
            object.attach("pass", new ProbeSpec.Xdp(arguments[0], 0));
            int group = (int) SystemCalls.open(arguments[1], Files.O_RDONLY);
            object.attach("other", new ProbeSpec.Attachable(group, AttachType.CGROUP_SOCK_OPS, ALLOW_MULTI));
            System.out.println("held");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static Fd group() {
        return new Fd(SystemCalls.open(GROUP.toString(), Files.O_RDONLY));
    }

    /** How many programs a control group has, by {@code BPF_PROG_QUERY}. */
    private static int programs(AttachType type) {
        try (var group = group();
                var arena = Arena.ofConfined()) {
            var attr = Attr.bpf(arena).u32(0, group.number()).u32(4, type.number());
            assertThat(SystemCalls.bpf(16, attr)).isZero();
            return attr.u32(24);
        }
    }
}
