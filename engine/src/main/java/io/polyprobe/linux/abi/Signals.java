package io.polyprobe.linux.abi;

/** {@code signal(7)}, as on x86-64 and aarch64. */
public final class Signals {
    public static final int SIGTRAP = 5;
    public static final int SIGKILL = 9;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;
    public static final int SIGURG = 23;

    private Signals() {}
}
