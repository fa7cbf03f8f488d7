package io.polyprobe.vm;

import io.polyprobe.btf.Btf;
import io.polyprobe.target.TracepointFormat;
import io.polyprobe.target.Types;
import io.polyprobe.vm.world.TracepointCatalog;
import io.polyprobe.vm.world.simulated.SimulatedWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The virtual kernel's types: its own BTF, a resource compiled from the C in {@code kernel/}. */
final class VmTypes implements Types {
    /** Linux 6.18, whose tracepoints and trace lines the virtual kernel has. */
    private static final int VERSION = 6 << 16 | 18 << 8;

    /** Of the options of a Linux kernel, those that say what the virtual kernel is; it was built without the others. */
    private static final Map<String, String> CONFIGURATION = Map.ofEntries(
            Map.entry("CONFIG_64BIT", "y"),
            Map.entry("CONFIG_X86", "y"),
            Map.entry("CONFIG_X86_64", "y"),
            Map.entry("CONFIG_ARCH_HAS_SYSCALL_WRAPPER", "y"),
            Map.entry("CONFIG_NET_NS", "y"),
            Map.entry("CONFIG_SMP", "y"),
            Map.entry("CONFIG_NR_CPUS", Integer.toString(SimulatedWorld.CPUS)),
            Map.entry("CONFIG_HZ", "250"),
            Map.entry("CONFIG_BPF", "y"),
            Map.entry("CONFIG_BPF_SYSCALL", "y"),
            Map.entry("CONFIG_DEBUG_INFO_BTF", "y"),
            Map.entry("CONFIG_KPROBES", "y"),
            Map.entry("CONFIG_KRETPROBES", "y"),
            Map.entry("CONFIG_TRACEPOINTS", "y"),
            Map.entry("CONFIG_FTRACE_SYSCALLS", "y"));

    private static final byte[] RAW = read();
    private static final Btf BTF = Btf.parse(RAW);

    @Override
    public Btf btf() {
        return BTF;
    }

    @Override
    public String identity() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(RAW);
            return "vm-" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has SHA-256
        }
    }

    @Override
    public Optional<TracepointFormat> tracepoint(String category, String name) {
        return Optional.ofNullable(TracepointCatalog.all().get(category + ":" + name));
    }

    @Override
    public int kernelVersion() {
        return VERSION;
    }

    @Override
    public int onlineCpus() {
        return SimulatedWorld.CPUS;
    }

    @Override
    public Map<String, String> options() {
        return CONFIGURATION;
    }

    private static byte[] read() {
        try (var in = VmTypes.class.getResourceAsStream("kernel/kernel.btf")) {
            if (in == null) {
                throw new IllegalStateException("kernel.btf is missing from the engine's jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
