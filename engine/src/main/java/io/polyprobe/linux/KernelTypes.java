package io.polyprobe.linux;

import io.polyprobe.btf.Btf;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.events.FormatFile;
import io.polyprobe.linux.events.TraceFs;
import io.polyprobe.linux.map.Cpus;
import io.polyprobe.target.TracepointFormat;
import io.polyprobe.target.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The running kernel's types and numbers. */
final class KernelTypes implements Types {
    private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");
    private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");

    /** ELF notes of the kernel, its build id among them. */
    private static final Path NOTES = Path.of("/sys/kernel/notes");

    /** Options of about all kernels that are traced, for where the configuration is not to be read. */
    private static final Map<String, String> USUAL = Map.of(
            "CONFIG_64BIT",
            "y",
            System.getProperty("os.arch").equals("aarch64") ? "CONFIG_ARM64" : "CONFIG_X86_64",
            "y",
            "CONFIG_ARCH_HAS_SYSCALL_WRAPPER",
            "y",
            "CONFIG_NET_NS",
            "y",
            "CONFIG_SLUB",
            "y",
            "CONFIG_SMP",
            "y");

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?.*");
    private static final int LAST_PATCH = 255;

    private final TraceFs fs;
    private @Nullable Btf btf;

    KernelTypes(TraceFs fs) {
        this.fs = fs;
    }

    @Override
    public synchronized Btf btf() {
        if (btf == null) {
            try {
                btf = Btf.parse(Files.readAllBytes(BTF));
            } catch (IOException e) {
                throw new TargetException(
                        Diagnostic.error(
                                "the kernel's types cannot be read from " + BTF,
                                "The kernel needs CONFIG_DEBUG_INFO_BTF; distributions have it since about 2020.",
                                "The VM has types of its own: --target vm."),
                        e);
            }
        }
        return btf;
    }

    @Override
    public String identity() {
        try {
            return "linux-" + release() + "-" + HexFormat.of().formatHex(Files.readAllBytes(NOTES));
        } catch (IOException e) {
            return "linux-" + release();
        }
    }

    @Override
    public Optional<TracepointFormat> tracepoint(String category, String name) {
        return fs.format(category, name).map(text -> FormatFile.parse(category, name, text));
    }

    @Override
    public int kernelVersion() {
        var matcher = VERSION.matcher(release());
        if (!matcher.matches()) {
            return 0;
        }
        String patch = matcher.group(3);
        return Integer.parseInt(matcher.group(1)) << 16
                | Integer.parseInt(matcher.group(2)) << 8
                | Math.min(LAST_PATCH, patch == null ? 0 : Integer.parseInt(patch));
    }

    @Override
    public Map<String, String> options() {
        try {
            return KernelOptions.read();
        } catch (TargetException unknown) {
            return USUAL;
        }
    }

    @Override
    public int onlineCpus() {
        return Cpus.online();
    }

    static String release() {
        try {
            return Files.readString(RELEASE).strip();
        } catch (IOException e) {
            throw new TargetException(
                    Diagnostic.error("the kernel's release cannot be read from " + RELEASE, "Is procfs mounted?"), e);
        }
    }
}
