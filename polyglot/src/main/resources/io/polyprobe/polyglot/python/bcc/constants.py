"""Numbers of the kernel's headers under the names that scripts know."""


class PerfType:
    """perf_type_id of linux/perf_event.h."""

    HARDWARE, SOFTWARE, TRACEPOINT, HW_CACHE, RAW, BREAKPOINT = range(6)


class PerfHWConfig:
    """perf_hw_id of linux/perf_event.h."""

    (
        CPU_CYCLES,
        INSTRUCTIONS,
        CACHE_REFERENCES,
        CACHE_MISSES,
        BRANCH_INSTRUCTIONS,
        BRANCH_MISSES,
        BUS_CYCLES,
        STALLED_CYCLES_FRONTEND,
        STALLED_CYCLES_BACKEND,
        REF_CPU_CYCLES,
    ) = range(10)


class PerfSWConfig:
    """perf_sw_ids of linux/perf_event.h."""

    (
        CPU_CLOCK,
        TASK_CLOCK,
        PAGE_FAULTS,
        CONTEXT_SWITCHES,
        CPU_MIGRATIONS,
        PAGE_FAULTS_MIN,
        PAGE_FAULTS_MAJ,
        ALIGNMENT_FAULTS,
        EMULATION_FAULTS,
        DUMMY,
        BPF_OUTPUT,
    ) = range(11)


class PerfEventSampleFormat:
    """perf_event_sample_format of linux/perf_event.h."""

    (
        IP,
        TID,
        TIME,
        ADDR,
        READ,
        CALLCHAIN,
        ID,
        CPU,
        PERIOD,
        STREAM_ID,
        RAW,
        BRANCH_STACK,
        REGS_USER,
        STACK_USER,
        WEIGHT,
        DATA_SRC,
        IDENTIFIER,
        TRANSACTION,
        REGS_INTR,
        PHYS_ADDR,
        AUX,
        CGROUP,
        DATA_PAGE_SIZE,
        CODE_PAGE_SIZE,
        WEIGHT_STRUCT,
    ) = (1 << bit for bit in range(25))


class BPFProgType:
    """bpf_prog_type of linux/bpf.h."""

    (
        SOCKET_FILTER,
        KPROBE,
        SCHED_CLS,
        SCHED_ACT,
        TRACEPOINT,
        XDP,
        PERF_EVENT,
        CGROUP_SKB,
        CGROUP_SOCK,
        LWT_IN,
        LWT_OUT,
        LWT_XMIT,
        SOCK_OPS,
        SK_SKB,
        CGROUP_DEVICE,
        SK_MSG,
        RAW_TRACEPOINT,
        CGROUP_SOCK_ADDR,
    ) = range(1, 19)
    CGROUP_SOCKOPT = 25
    TRACING = 26
    LSM = 29


class BPFAttachType:
    """bpf_attach_type of linux/bpf.h."""

    (
        CGROUP_INET_INGRESS,
        CGROUP_INET_EGRESS,
        CGROUP_INET_SOCK_CREATE,
        CGROUP_SOCK_OPS,
        SK_SKB_STREAM_PARSER,
        SK_SKB_STREAM_VERDICT,
        CGROUP_DEVICE,
        SK_MSG_VERDICT,
        CGROUP_INET4_BIND,
        CGROUP_INET6_BIND,
        CGROUP_INET4_CONNECT,
        CGROUP_INET6_CONNECT,
        CGROUP_INET4_POST_BIND,
        CGROUP_INET6_POST_BIND,
        CGROUP_UDP4_SENDMSG,
        CGROUP_UDP6_SENDMSG,
        LIRC_MODE2,
        FLOW_DISSECTOR,
        CGROUP_SYSCTL,
        CGROUP_UDP4_RECVMSG,
        CGROUP_UDP6_RECVMSG,
        CGROUP_GETSOCKOPT,
        CGROUP_SETSOCKOPT,
        TRACE_RAW_TP,
        TRACE_FENTRY,
        TRACE_FEXIT,
        MODIFY_RETURN,
        LSM_MAC,
        TRACE_ITER,
        CGROUP_INET4_GETPEERNAME,
        CGROUP_INET6_GETPEERNAME,
        CGROUP_INET4_GETSOCKNAME,
        CGROUP_INET6_GETSOCKNAME,
        XDP_DEVMAP,
        CGROUP_INET_SOCK_RELEASE,
        XDP_CPUMAP,
        SK_LOOKUP,
        XDP,
        SK_SKB_VERDICT,
    ) = range(39)


class XDPAction:
    """xdp_action of linux/bpf.h."""

    XDP_ABORTED, XDP_DROP, XDP_PASS, XDP_TX, XDP_REDIRECT = range(5)


class XDPFlags:
    """XDP_FLAGS_* of linux/if_link.h."""

    UPDATE_IF_NOEXIST, SKB_MODE, DRV_MODE, HW_MODE, REPLACE = (1 << bit for bit in range(5))
