package io.polyprobe.polyglot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** XDP, packet sockets and control groups as scripts use them, in a network namespace of their own. */
class NetworkIT {
    private static final String C = """
            #include <bcc/proto.h>
            BPF_ARRAY(count, u64, 1);
            int each(struct xdp_md *ctx) {
                int zero = 0;
                count.atomic_increment(zero);
                return XDP_PASS;
            }
            int udp(struct __sk_buff *skb) {
                u8 *cursor = 0;
                struct ethernet_t *e = cursor_advance(cursor, sizeof(*e));
                struct ip_t *ip = cursor_advance(cursor, sizeof(*ip));
                return e->type == ETH_P_IP && ip->nextp == IPPROTO_UDP ? 47 : 0;
            }
            int ops(struct bpf_sock_ops *ctx) { return 1; }
            """;

    @TempDir
    Path folder;

    @Test
    void in_python() throws Exception {
        assertThat(run("network.py", """
                import os, socket, subprocess, sys
                from bcc import BPF, BPFAttachType

                b = BPF(text=sys.argv[1])
                each = b.load_func("each", BPF.XDP)
                b.attach_xdp("lo", each, 0)
                b.attach_xdp(b"lo", each, BPF.XDP_FLAGS_SKB_MODE)

                udp = b.load_func(b"udp", BPF.SOCKET_FILTER)
                BPF.attach_raw_socket(udp, "lo")
                packets = socket.fromfd(udp.sock, socket.PF_PACKET, socket.SOCK_RAW, socket.IPPROTO_IP)
                packets.setblocking(True)
                sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                sender.sendto(b"hello", ("127.0.0.1", 9))
                print(os.read(udp.sock, 2048)[-5:], b["count"][0].value > 0)

                def failing(what, *arguments):
                    try:
                        what(*arguments)
                    except Exception as e:
                        print(str(e).split(": ", 1)[0])

                failing(b.attach_xdp, "lo", each, BPF.XDP_FLAGS_UPDATE_IF_NOEXIST)
                failing(b.attach_xdp, "nope", each)
                failing(b.attach_xdp, "lo", "each")
                failing(b.remove_xdp, "nope")
                failing(b.attach_func, udp, 0, BPFAttachType.CGROUP_SOCK_OPS)
                failing(b.detach_func, udp, 0, BPFAttachType.CGROUP_SOCK_OPS)
                failing(b.attach_func, udp, 0, 99)

                def shown():
                    return "xdp" in subprocess.run(["ip", "link", "show", "lo"], capture_output=True, text=True).stdout

                print(shown())
                b.remove_xdp("lo", 0)
                b.remove_xdp("lo", 0)
                print(shown())
                b.attach_xdp("lo", each)
                group = os.open(sys.argv[2], os.O_RDONLY)
                ops = b.load_func("ops", BPF.SOCK_OPS)
                b.attach_func(ops, group, BPFAttachType.CGROUP_SOCK_OPS)
                b.detach_func(ops, group, BPFAttachType.CGROUP_SOCK_OPS)
                b.attach_func(ops, group, BPFAttachType.CGROUP_SOCK_OPS)
                """)).isEqualTo("""
                b'hello' True
                Failed to attach BPF to device lo
                Failed to attach BPF to device nope
                a function that load_func() has returned is needed, not 'each'
                Failed to detach BPF from device nope
                Failed to attach BPF function with attach_type 3
                Failed to detach BPF function with attach_type 3
                Failed to attach BPF function with attach_type 99
                True
                False
                """);
    }

    @Test
    void in_javascript() throws Exception {
        assertThat(run("network.js", """
                import { AttachType, BPF, XdpFlags } from 'bcc'

                const b = new BPF({ text: process.argv[2] })
                b.attachXdp({ device: 'lo', fnName: 'each' })
                b.attachXdp({ device: 'lo', fnName: 'each', flags: XdpFlags.SKB_MODE })
                const packets = b.packets({ device: 'lo', fnName: 'udp' })
                for (const packet of packets) {
                    console.log(packet.length, String.fromCharCode(...packet.slice(-5)), b.table('count').get(0) > 0)
                    break
                }

                function failing(what) {
                    try {
                        what()
                    } catch (e) {
                        console.log(e.message.split(': ', 1)[0])
                    }
                }

                failing(() => b.attachXdp({ device: 'lo', fnName: 'each', flags: XdpFlags.UPDATE_IF_NOEXIST }))
                failing(() => b.attachXdp({ device: 'nope', fnName: 'each' }))
                failing(() => b.attachXdp({ device: 'lo' }))
                failing(() => BPF.removeXdp('nope'))
                failing(() => b.attachFunction({ fnName: 'ops', fd: 0, type: AttachType.CGROUP_SOCK_OPS }))
                failing(() => BPF.descriptor('/nope'))
                BPF.removeXdp('lo')
                const group = BPF.descriptor(process.argv[3])
                b.attachFunction({ fnName: 'ops', fd: group, type: AttachType.CGROUP_SOCK_OPS })
                b.detachFunction({ fnName: 'ops', fd: group, type: AttachType.CGROUP_SOCK_OPS })
                console.log(b.loadFunction({ fnName: 'each', type: 'xdp' }).fd > 2)
                """)).isEqualTo("""
                47 hello true
                Failed to attach BPF to device lo
                Failed to attach BPF to device nope
                fnName must be a string, not undefined
                Failed to detach BPF from device nope
                Failed to attach BPF function with attach_type 3
                cannot open /nope
                true
                """);
    }

    /** What a script prints; beside it, somebody sends packets to themselves again and again. */
    private String run(String name, String script) throws Exception {
        Path file = Files.writeString(folder.resolve(name), script);
        Path groups = Path.of("/sys/fs/cgroup/unified");
        Path group = Files.createDirectory((Files.exists(groups) ? groups : Path.of("/sys/fs/cgroup"))
                .resolve("polyprobe" + ProcessHandle.current().pid()));
        Set<String> before = KernelObjects.now();
        try (var running = new Launcher.Running(
                List.of(
                        "unshare",
                        "--net",
                        "bash",
                        "-c",
                        "ip link set lo up; (while sleep 0.2; do echo -n hello > /dev/udp/127.0.0.1/9; done) & sender=$!;"
                                + " \"$@\"; code=$?; kill $sender; exit $code",
                        "bash",
                        Launcher.HOME.resolve("polyprobe").toString(),
                        "--target",
                        "kernel",
                        file.toString(),
                        C,
                        group.toString()),
                Map.of())) {
            var result = running.finish();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(KernelObjects.since(before)).isEmpty();
            return result.out();
        } finally {
            Files.delete(group);
        }
    }
}
