package io.polyprobe.linux.abi;

/** Numbers of {@code include/uapi/linux/bpf.h}: commands of {@code bpf(2)}, attach types, pseudo sources. */
public final class Bpf {
    public static final int MAP_CREATE = 0;
    public static final int MAP_LOOKUP_ELEM = 1;
    public static final int MAP_UPDATE_ELEM = 2;
    public static final int MAP_DELETE_ELEM = 3;
    public static final int MAP_GET_NEXT_KEY = 4;
    public static final int PROG_LOAD = 5;
    public static final int OBJ_PIN = 6;
    public static final int OBJ_GET = 7;
    public static final int PROG_ATTACH = 8;
    public static final int PROG_DETACH = 9;
    public static final int PROG_TEST_RUN = 10;
    public static final int PROG_GET_NEXT_ID = 11;
    public static final int MAP_GET_NEXT_ID = 12;
    public static final int OBJ_GET_INFO_BY_FD = 15;
    public static final int RAW_TRACEPOINT_OPEN = 17;
    public static final int BTF_LOAD = 18;
    public static final int MAP_LOOKUP_AND_DELETE_ELEM = 21;
    public static final int BTF_GET_FD_BY_ID = 19;
    public static final int MAP_FREEZE = 22;
    public static final int BTF_GET_NEXT_ID = 23;
    public static final int MAP_LOOKUP_BATCH = 24;
    public static final int MAP_LOOKUP_AND_DELETE_BATCH = 25;
    public static final int MAP_UPDATE_BATCH = 26;
    public static final int MAP_DELETE_BATCH = 27;
    public static final int LINK_CREATE = 28;
    public static final int LINK_GET_NEXT_ID = 31;
    public static final int ITER_CREATE = 33;

    /** {@code enum bpf_attach_type}. */
    public static final int TRACE_RAW_TP = 23;

    public static final int TRACE_FENTRY = 24;
    public static final int TRACE_FEXIT = 25;
    public static final int MODIFY_RETURN = 26;
    public static final int LSM_MAC = 27;
    public static final int TRACE_ITER = 28;
    public static final int XDP = 37;
    public static final int PERF_EVENT = 41;
    public static final int TRACE_KPROBE_MULTI = 42;
    public static final int TRACE_UPROBE_MULTI = 48;

    /** {@code BPF_F_ALLOW_MULTI}. */
    public static final int F_ALLOW_MULTI = 2;

    /** {@code BPF_F_SLEEPABLE}. */
    public static final int F_SLEEPABLE = 16;

    /** {@code BPF_F_KPROBE_MULTI_RETURN} and {@code BPF_F_UPROBE_MULTI_RETURN}. */
    public static final int MULTI_RETURN = 1;

    /** Source registers that give a wide load or a call its special meaning. */
    public static final int PSEUDO_MAP_FD = 1;

    public static final int PSEUDO_MAP_VALUE = 2;
    public static final int PSEUDO_CALL = 1;
    public static final int PSEUDO_KFUNC_CALL = 2;

    /** {@code BPF_OBJ_NAME_LEN}: bytes of a name, the final zero included. */
    public static final int OBJ_NAME_LEN = 16;

    /** {@code struct bpf_func_info}: instruction offset, type id. */
    public static final int FUNC_INFO_SIZE = 8;

    /** {@code struct bpf_line_info}: instruction offset, file name, line text, line and column. */
    public static final int LINE_INFO_SIZE = 16;

    private Bpf() {}
}
