package io.polyprobe.polyglot.script;

import io.polyprobe.target.ProbeSpec;

/** Makes probes of what scripts say; {@link Module#attach} takes them. */
public final class Probes {
    private final Border border;

    Probes(Border border) {
        this.border = border;
    }

    /** A probe in its textual form, such as {@code kprobe:vfs_read}. */
    public ProbeSpec parse(String text) {
        return border.call("Failed to attach", () -> ProbeSpec.parse(text));
    }

    /** @param offset bytes from the start of the function */
    public ProbeSpec kprobe(String function, long offset) {
        return new ProbeSpec.Kprobe(function, offset);
    }

    /** @param maxActive how many calls may be under way at once, 0 for the kernel's choice */
    public ProbeSpec kretprobe(String function, int maxActive) {
        return new ProbeSpec.Kretprobe(function, maxActive);
    }

    /**
     * @param path a file, or a library's name as the linker knows it
     * @param symbol a function, or empty where the offset alone says where
     */
    public ProbeSpec uprobe(String path, String symbol, long offset, int pid) {
        return new ProbeSpec.Uprobe(path, symbol, offset, pid, 0);
    }

    /** See {@link #uprobe}. */
    public ProbeSpec uretprobe(String path, String symbol, long offset, int pid) {
        return new ProbeSpec.Uretprobe(path, symbol, offset, pid);
    }

    /** See {@link ProbeSpec.PerfEvent}. */
    public ProbeSpec perfEvent(int type, long config, long period, long frequency, int pid, int cpu) {
        return new ProbeSpec.PerfEvent(type, config, period, frequency, pid, cpu);
    }
}
