package io.polyprobe.linux.abi;

/** Byte offsets in {@code union bpf_attr} ({@code include/uapi/linux/bpf.h}), one group a command of {@code bpf(2)}. */
public final class BpfAttr {
    /**
     * Bytes passed, enough for every field named here. A kernel that knows fewer accepts the rest as long as it is zero.
     */
    public static final int SIZE = 144;

    /** {@code BPF_MAP_CREATE}. */
    public static final class MapCreate {
        public static final int MAP_TYPE = 0;
        public static final int KEY_SIZE = 4;
        public static final int VALUE_SIZE = 8;
        public static final int MAX_ENTRIES = 12;
        public static final int MAP_FLAGS = 16;
        public static final int INNER_MAP_FD = 20;
        public static final int MAP_NAME = 28;
        public static final int BTF_FD = 48;
        public static final int BTF_KEY_TYPE_ID = 52;
        public static final int BTF_VALUE_TYPE_ID = 56;
        public static final int MAP_EXTRA = 64;

        private MapCreate() {}
    }

    /** {@code BPF_MAP_*_ELEM}, {@code BPF_MAP_GET_NEXT_KEY}, {@code BPF_MAP_FREEZE}. */
    public static final class MapElement {
        public static final int MAP_FD = 0;
        public static final int KEY = 8;
        public static final int VALUE = 16;
        public static final int NEXT_KEY = 16;
        public static final int FLAGS = 24;

        private MapElement() {}
    }

    /** {@code BPF_OBJ_PIN}, {@code BPF_OBJ_GET}. */
    public static final class ObjectFile {
        public static final int PATH = 0;
        public static final int FD = 8;

        private ObjectFile() {}
    }

    /** {@code BPF_OBJ_GET_INFO_BY_FD}. */
    public static final class ObjectInfo {
        public static final int FD = 0;
        public static final int LENGTH = 4;
        public static final int INFO = 8;

        private ObjectInfo() {}
    }

    /** The first fields of {@code struct bpf_map_info}. */
    public static final class MapInfo {
        public static final int SIZE = 24;
        public static final int TYPE = 0;
        public static final int KEY_SIZE = 8;
        public static final int VALUE_SIZE = 12;
        public static final int MAX_ENTRIES = 16;
        public static final int MAP_FLAGS = 20;

        private MapInfo() {}
    }

    /** {@code BPF_MAP_*_BATCH}. */
    public static final class MapBatch {
        public static final int IN_BATCH = 0;
        public static final int OUT_BATCH = 8;
        public static final int KEYS = 16;
        public static final int VALUES = 24;
        public static final int COUNT = 32;
        public static final int MAP_FD = 36;
        public static final int ELEM_FLAGS = 40;

        private MapBatch() {}
    }

    /** {@code BPF_PROG_LOAD}. */
    public static final class ProgLoad {
        public static final int PROG_TYPE = 0;
        public static final int INSN_CNT = 4;
        public static final int INSNS = 8;
        public static final int LICENSE = 16;
        public static final int LOG_LEVEL = 24;
        public static final int LOG_SIZE = 28;
        public static final int LOG_BUF = 32;
        public static final int KERN_VERSION = 40;
        public static final int PROG_FLAGS = 44;
        public static final int PROG_NAME = 48;
        public static final int EXPECTED_ATTACH_TYPE = 68;
        public static final int PROG_BTF_FD = 72;
        public static final int FUNC_INFO_REC_SIZE = 76;
        public static final int FUNC_INFO = 80;
        public static final int FUNC_INFO_CNT = 88;
        public static final int LINE_INFO_REC_SIZE = 92;
        public static final int LINE_INFO = 96;
        public static final int LINE_INFO_CNT = 104;
        public static final int ATTACH_BTF_ID = 108;
        public static final int ATTACH_BTF_OBJ_FD = 112;

        private ProgLoad() {}
    }

    /** {@code BPF_PROG_TEST_RUN}. */
    public static final class TestRun {
        public static final int PROG_FD = 0;
        public static final int RETVAL = 4;
        public static final int DATA_SIZE_IN = 8;
        public static final int DATA_SIZE_OUT = 12;
        public static final int DATA_IN = 16;
        public static final int DATA_OUT = 24;
        public static final int REPEAT = 32;
        public static final int DURATION = 36;
        public static final int CTX_SIZE_IN = 40;
        public static final int CTX_SIZE_OUT = 44;
        public static final int CTX_IN = 48;
        public static final int CTX_OUT = 56;

        private TestRun() {}
    }

    /** {@code BPF_RAW_TRACEPOINT_OPEN}. */
    public static final class RawTracepoint {
        public static final int NAME = 0;
        public static final int PROG_FD = 8;

        private RawTracepoint() {}
    }

    /** {@code BPF_LINK_CREATE}. */
    public static final class LinkCreate {
        public static final int PROG_FD = 0;
        public static final int TARGET_FD = 4;
        public static final int ATTACH_TYPE = 8;
        public static final int FLAGS = 12;

        /** {@code kprobe_multi}. */
        public static final int KPROBE_FLAGS = 16;

        public static final int KPROBE_COUNT = 20;
        public static final int KPROBE_SYMBOLS = 24;

        /** {@code uprobe_multi}. */
        public static final int UPROBE_PATH = 16;

        public static final int UPROBE_OFFSETS = 24;
        public static final int UPROBE_REF_CTR_OFFSETS = 32;
        public static final int UPROBE_COUNT = 48;
        public static final int UPROBE_FLAGS = 52;
        public static final int UPROBE_PID = 56;

        private LinkCreate() {}
    }

    /** {@code BPF_PROG_ATTACH}, {@code BPF_PROG_DETACH}. */
    public static final class ProgAttach {
        public static final int TARGET_FD = 0;
        public static final int PROG_FD = 4;
        public static final int ATTACH_TYPE = 8;
        public static final int FLAGS = 12;

        private ProgAttach() {}
    }

    /** {@code BPF_BTF_LOAD}. */
    public static final class BtfLoad {
        public static final int BTF = 0;
        public static final int BTF_SIZE = 16;

        private BtfLoad() {}
    }

    /** {@code BPF_ITER_CREATE}. */
    public static final class IterCreate {
        public static final int LINK_FD = 0;

        private IterCreate() {}
    }

    /** {@code BPF_BTF_GET_FD_BY_ID}. */
    public static final class GetFdById {
        public static final int ID = 0;

        private GetFdById() {}
    }

    /** {@code BPF_OBJ_GET_INFO_BY_FD}. */
    public static final class GetInfo {
        public static final int BPF_FD = 0;
        public static final int INFO_LEN = 4;
        public static final int INFO = 8;

        private GetInfo() {}
    }

    /** {@code struct bpf_btf_info}. */
    public static final class BtfInfo {
        public static final int NAME = 16;
        public static final int NAME_LEN = 24;
        public static final int SIZE = 32;

        private BtfInfo() {}
    }

    /** {@code BPF_*_GET_NEXT_ID}. */
    public static final class NextId {
        public static final int START_ID = 0;
        public static final int NEXT_ID = 4;

        private NextId() {}
    }

    private BpfAttr() {}
}
