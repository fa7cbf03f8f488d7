package io.polyprobe.object;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a control group, a map of sockets or another object behind a descriptor a program goes: those of {@code enum
 * bpf_attach_type} ({@code include/uapi/linux/bpf.h}) that {@code BPF_PROG_ATTACH} knows, each with the type of program
 * that it takes.
 */
public enum AttachType {
    CGROUP_INET_INGRESS(0, ProgramType.CGROUP_SKB),
    CGROUP_INET_EGRESS(1, ProgramType.CGROUP_SKB),
    CGROUP_INET_SOCK_CREATE(2, ProgramType.CGROUP_SOCK),
    CGROUP_SOCK_OPS(3, ProgramType.SOCK_OPS),
    SK_SKB_STREAM_PARSER(4, ProgramType.SK_SKB),
    SK_SKB_STREAM_VERDICT(5, ProgramType.SK_SKB),
    CGROUP_DEVICE(6, ProgramType.CGROUP_DEVICE),
    SK_MSG_VERDICT(7, ProgramType.SK_MSG),
    CGROUP_INET4_BIND(8, ProgramType.CGROUP_SOCK_ADDR),
    CGROUP_INET6_BIND(9, ProgramType.CGROUP_SOCK_ADDR),
    CGROUP_INET4_CONNECT(10, ProgramType.CGROUP_SOCK_ADDR),
    CGROUP_INET6_CONNECT(11, ProgramType.CGROUP_SOCK_ADDR),
    CGROUP_INET4_POST_BIND(12, ProgramType.CGROUP_SOCK),
    CGROUP_INET6_POST_BIND(13, ProgramType.CGROUP_SOCK),
    CGROUP_UDP4_SENDMSG(14, ProgramType.CGROUP_SOCK_ADDR),
    CGROUP_UDP6_SENDMSG(15, ProgramType.CGROUP_SOCK_ADDR),
    LIRC_MODE2(16, ProgramType.LIRC_MODE2),
    FLOW_DISSECTOR(17, ProgramType.FLOW_DISSECTOR),
    CGROUP_SYSCTL(18, ProgramType.CGROUP_SYSCTL),
    CGROUP_UDP4_RECVMSG(19, ProgramType.CGROUP_SOCK_ADDR),
    CGROUP_UDP6_RECVMSG(20, ProgramType.CGROUP_SOCK_ADDR),
    CGROUP_GETSOCKOPT(21, ProgramType.CGROUP_SOCKOPT),
    CGROUP_SETSOCKOPT(22, ProgramType.CGROUP_SOCKOPT),
    CGROUP_INET4_GETPEERNAME(29, ProgramType.CGROUP_SOCK_ADDR),
    CGROUP_INET6_GETPEERNAME(30, ProgramType.CGROUP_SOCK_ADDR),
    CGROUP_INET4_GETSOCKNAME(31, ProgramType.CGROUP_SOCK_ADDR),
    CGROUP_INET6_GETSOCKNAME(32, ProgramType.CGROUP_SOCK_ADDR),
    CGROUP_INET_SOCK_RELEASE(34, ProgramType.CGROUP_SOCK),
    SK_SKB_VERDICT(38, ProgramType.SK_SKB);

    private static final Pattern ADDRESS =
            Pattern.compile("cgroup/(bind|connect|sendmsg|recvmsg|getpeername|getsockname)([46])");

    private static final Map<String, AttachType> SECTIONS = Map.of(
            "cgroup_skb/ingress", CGROUP_INET_INGRESS,
            "cgroup_skb/egress", CGROUP_INET_EGRESS,
            "cgroup/getsockopt", CGROUP_GETSOCKOPT,
            "cgroup/setsockopt", CGROUP_SETSOCKOPT,
            "cgroup/post_bind4", CGROUP_INET4_POST_BIND,
            "cgroup/post_bind6", CGROUP_INET6_POST_BIND,
            "cgroup/sock_release", CGROUP_INET_SOCK_RELEASE);

    private final int number;
    private final ProgramType programType;

    AttachType(int number, ProgramType programType) {
        this.number = number;
        this.programType = programType;
    }

    /** The one with the kernel's number, or nothing where programs are not attached so. */
    public static Optional<AttachType> of(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    /** The kernel's number of this type. */
    public int number() {
        return number;
    }

    /** Where the programs of a section of a control group are attached, by libbpf's names of sections. */
    public static Optional<AttachType> ofSection(String section) {
        Matcher address = ADDRESS.matcher(section);
        if (!address.matches()) {
            return Optional.ofNullable(SECTIONS.get(section));
        }
        String call = address.group(1).toUpperCase(Locale.ROOT);
        String family = call.endsWith("MSG") ? "UDP" : "INET";
        return Optional.of(valueOf("CGROUP_%s%s_%s".formatted(family, address.group(2), call)));
    }

    /** What a program must have been loaded as. */
    public ProgramType programType() {
        return programType;
    }

    /** Whether it is about a control group. */
    public boolean isOfControlGroup() {
        return name().startsWith("CGROUP_");
    }
}
