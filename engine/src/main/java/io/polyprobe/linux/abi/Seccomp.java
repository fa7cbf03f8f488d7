package io.polyprobe.linux.abi;

/** {@code seccomp(2)}: {@code include/uapi/linux/seccomp.h}, and the architectures of {@code linux/audit.h}. */
public final class Seccomp {
    public static final int SET_MODE_FILTER = 1;

    public static final int RET_TRACE = 0x7ff00000;
    public static final int RET_ALLOW = 0x7fff0000;

    /** {@code struct seccomp_data}. */
    public static final int DATA_NR = 0;

    public static final int DATA_ARCH = 4;

    public static final int AUDIT_ARCH_X86_64 = 0xc000003e;

    /** {@code prctl(2)}: no program that is executed from here on gives more rights. */
    public static final int PR_SET_NO_NEW_PRIVS = 38;

    private Seccomp() {}
}
