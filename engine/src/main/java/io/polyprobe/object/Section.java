package io.polyprobe.object;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a section of an object says of its programs, by libbpf's conventions (the kernel's {@code
 * Documentation/bpf/libbpf/program_types.rst}): {@code kprobe/vfs_read}, {@code xdp}, {@code cgroup/connect4}. A
 * {@code .s} behind the kind marks a program that may sleep, a {@code ?} before it one that is not loaded by itself.
 *
 * @param type what its programs are loaded as
 * @param target what stands behind the kind and a slash, or empty
 */
public record Section(ProgramType type, String target) {
    private static final Map<String, ProgramType> TYPES = Map.ofEntries(
            entry("socket", ProgramType.SOCKET_FILTER),
            entry("sk_reuseport", ProgramType.SK_REUSEPORT),
            entry("sk_reuseport/migrate", ProgramType.SK_REUSEPORT),
            entry("kprobe", ProgramType.KPROBE),
            entry("kretprobe", ProgramType.KPROBE),
            entry("kprobe.multi", ProgramType.KPROBE),
            entry("kretprobe.multi", ProgramType.KPROBE),
            entry("kprobe.session", ProgramType.KPROBE),
            entry("ksyscall", ProgramType.KPROBE),
            entry("kretsyscall", ProgramType.KPROBE),
            entry("uprobe", ProgramType.KPROBE),
            entry("uretprobe", ProgramType.KPROBE),
            entry("uprobe.multi", ProgramType.KPROBE),
            entry("uretprobe.multi", ProgramType.KPROBE),
            entry("uprobe.session", ProgramType.KPROBE),
            entry("usdt", ProgramType.KPROBE),
            entry("tc", ProgramType.SCHED_CLS),
            entry("tcx", ProgramType.SCHED_CLS),
            entry("netkit", ProgramType.SCHED_CLS),
            entry("classifier", ProgramType.SCHED_CLS),
            entry("action", ProgramType.SCHED_ACT),
            entry("tracepoint", ProgramType.TRACEPOINT),
            entry("tp", ProgramType.TRACEPOINT),
            entry("raw_tracepoint", ProgramType.RAW_TRACEPOINT),
            entry("raw_tp", ProgramType.RAW_TRACEPOINT),
            entry("raw_tracepoint.w", ProgramType.RAW_TRACEPOINT_WRITABLE),
            entry("raw_tp.w", ProgramType.RAW_TRACEPOINT_WRITABLE),
            entry("tp_btf", ProgramType.TRACING),
            entry("fentry", ProgramType.TRACING),
            entry("fexit", ProgramType.TRACING),
            entry("fmod_ret", ProgramType.TRACING),
            entry("iter", ProgramType.TRACING),
            entry("freplace", ProgramType.EXT),
            entry("lsm", ProgramType.LSM),
            entry("lsm_cgroup", ProgramType.LSM),
            entry("syscall", ProgramType.SYSCALL),
            entry("xdp", ProgramType.XDP),
            entry("xdp.frags", ProgramType.XDP),
            entry("perf_event", ProgramType.PERF_EVENT),
            entry("lwt_in", ProgramType.LWT_IN),
            entry("lwt_out", ProgramType.LWT_OUT),
            entry("lwt_xmit", ProgramType.LWT_XMIT),
            entry("lwt_seg6local", ProgramType.LWT_SEG6LOCAL),
            entry("sockops", ProgramType.SOCK_OPS),
            entry("sk_skb", ProgramType.SK_SKB),
            entry("sk_msg", ProgramType.SK_MSG),
            entry("sk_lookup", ProgramType.SK_LOOKUP),
            entry("lirc_mode2", ProgramType.LIRC_MODE2),
            entry("flow_dissector", ProgramType.FLOW_DISSECTOR),
            entry("struct_ops", ProgramType.STRUCT_OPS),
            entry("netfilter", ProgramType.NETFILTER),
            entry("cgroup_skb", ProgramType.CGROUP_SKB),
            entry("cgroup/skb", ProgramType.CGROUP_SKB),
            entry("cgroup/dev", ProgramType.CGROUP_DEVICE),
            entry("cgroup/sysctl", ProgramType.CGROUP_SYSCTL),
            entry("cgroup/getsockopt", ProgramType.CGROUP_SOCKOPT),
            entry("cgroup/setsockopt", ProgramType.CGROUP_SOCKOPT),
            entry("cgroup/sock", ProgramType.CGROUP_SOCK),
            entry("cgroup/sock_create", ProgramType.CGROUP_SOCK),
            entry("cgroup/sock_release", ProgramType.CGROUP_SOCK),
            entry("cgroup/post_bind4", ProgramType.CGROUP_SOCK),
            entry("cgroup/post_bind6", ProgramType.CGROUP_SOCK));

    private static final Pattern SLEEPS = Pattern.compile("[^/]+\\.s(/.*)?");

    private static final Pattern SOCKET_ADDRESS =
            Pattern.compile("cgroup/(bind|connect|sendmsg|recvmsg|getpeername|getsockname)(4|6|_unix)");

    /** Reads a section's name; empty where no convention tells what is in it. */
    public static Optional<Section> of(String name) {
        String section = name.startsWith("?") ? name.substring(1) : name;
        ProgramType whole = TYPES.get(withoutSleep(section));
        if (whole != null) {
            return Optional.of(new Section(whole, ""));
        }
        if (SOCKET_ADDRESS.matcher(section).matches()) {
            return Optional.of(new Section(ProgramType.CGROUP_SOCK_ADDR, ""));
        }
        int slash = section.indexOf('/');
        ProgramType kind = TYPES.get(withoutSleep(slash < 0 ? section : section.substring(0, slash)));
        return Optional.ofNullable(kind).map(type -> new Section(type, section.substring(slash + 1)));
    }

    /** Whether a program may sleep: its section says so, and those of type SYSCALL always may. */
    public static boolean maySleep(ProgramSpec program, ProgramType type) {
        return type == ProgramType.SYSCALL || SLEEPS.matcher(program.section()).matches();
    }

    private static String withoutSleep(String kind) {
        return kind.endsWith(".s") ? kind.substring(0, kind.length() - 2) : kind;
    }
}
