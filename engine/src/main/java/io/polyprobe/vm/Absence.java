package io.polyprobe.vm;

import io.polyprobe.prototype.Prototypes;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the virtual kernel has not, for which helpers of Linux are missing in it. */
enum Absence {
    SOCKETS(
            "sockets",
            "setsockopt getsockopt bind sk_redirect_map sk_redirect_hash sock_map_update sock_hash_update"
                    + " sock_ops_cb_flags_set msg_redirect_map msg_redirect_hash msg_apply_bytes msg_cork_bytes"
                    + " msg_pull_data msg_push_data msg_pop_data sk_select_reuseport tcp_raw_gen_syncookie_ipv4"
                    + " tcp_raw_gen_syncookie_ipv6"
                    + " tcp_raw_check_syncookie_ipv4 tcp_raw_check_syncookie_ipv6 tcp_send_ack load_hdr_opt"
                    + " store_hdr_opt reserve_hdr_opt"),
    ROUTES("routes", "fib_lookup"),
    TUNNELS("tunnels", "lwt_push_encap lwt_seg6_store_bytes lwt_seg6_adjust_srh lwt_seg6_action"),
    CGROUP_PROGRAMS(
            "hooks of control groups",
            "get_local_storage get_retval set_retval sysctl_get_name sysctl_get_current_value sysctl_get_new_value"
                    + " sysctl_set_new_value"),
    SIGNALS("signals", "send_signal send_signal_thread"),
    COUNTERS("performance counters", "perf_prog_read_value read_branch_records"),
    PER_CPU("per-CPU variables", "per_cpu_ptr this_cpu_ptr"),
    ITERATORS("iterators", "seq_printf seq_write seq_printf_btf"),
    SECURITY("security hooks", "bprm_opts_set ima_inode_hash ima_file_hash"),
    INFRARED("infrared receivers", "rc_repeat rc_keydown rc_pointer_rel"),
    INJECTION("injection of errors", "override_return"),
    SYSTEM_CALLS("bpf(2) for programs", "sys_bpf sys_close btf_find_by_name_kind"),
    MAPPINGS("mappings of processes", "find_vma"),
    PRINTER("printer of structures", "snprintf_btf"),
    FRAMES("packets in functions of its own", "skb_output xdp_output");

    private static final Map<String, Absence> BY_HELPER = Arrays.stream(values())
            .flatMap(absence ->
                    Arrays.stream(absence.helpers.split(" ")).map(helper -> Map.entry("bpf_" + helper, absence)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private final String what;
    private final String helpers;

    Absence(String what, String helpers) {
        this.what = what;
        this.helpers = helpers;
    }

    /** What a helper would need. */
    static Optional<Absence> of(int helper) {
        return Optional.ofNullable(BY_HELPER.get(Prototypes.name(helper)));
    }

    /** To be read behind "it has no". */
    String what() {
        return what;
    }
}
