package io.polyprobe.linux.link;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.object.ElfImage;
import io.polyprobe.target.NearestNames;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.usdt.UserFiles;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a uprobe goes, in the kernel's terms.
 *
 * @param path of the file as this process sees it
 * @param offset of the instruction in the file
 * @param referenceCounter offset of the 16-bit counter in the file, 0 for none
 * @param pid the only process to trace, or -1
 * @param onReturn whether the probe is on the return from there
 */
record UserPlace(Path path, long offset, long referenceCounter, int pid, boolean onReturn) {
    private static final int NEAREST = 3;

    /** @throws AttachException where there is no such file, process or function */
    static UserPlace of(ProbeSpec.Uprobe probe) {
        var file = file(probe, probe.path(), probe.pid());
        long offset = offset(probe, file, probe.function(), probe.offset());
        return new UserPlace(file, offset, probe.referenceCounter(), probe.pid(), false);
    }

    /** @throws AttachException where there is no such file, process or function */
    static UserPlace of(ProbeSpec.Uretprobe probe) {
        var file = file(probe, probe.path(), probe.pid());
        return new UserPlace(file, offset(probe, file, probe.function(), probe.offset()), 0, probe.pid(), true);
    }

    private static Path file(ProbeSpec probe, String name, int pid) {
        if (pid >= 0 && !Files.exists(Path.of("/proc", Integer.toString(pid)))) {
            throw cannot(probe, "there is no process " + pid);
        }
        Path path = UserFiles.find(name, pid)
                .orElseThrow(() -> cannot(
                        probe,
                        "there is no library or program named '" + name + "'",
                        "Give its path, such as /usr/lib/x86_64-linux-gnu/libc.so.6."));
        return UserFiles.reach(path, pid);
    }

    private static long offset(ProbeSpec probe, Path file, String function, long offset) {
        try (var image = ElfImage.open(file)) {
            long start = function.isEmpty()
                    ? 0
                    : image.symbol(function).orElseThrow(() -> unknown(probe, function, file, image));
            return image.offset(start + offset)
                    .orElseThrow(() ->
                            cannot(probe, "nothing of %s is loaded to address 0x%x".formatted(file, start + offset)));
        } catch (ObjectException e) {
            var reason = e.diagnostics().getFirst();
            throw cannot(probe, reason.message(), reason.hints().toArray(String[]::new));
        }
    }

    private static AttachException unknown(ProbeSpec probe, String function, Path path, ElfImage image) {
        var near = NearestNames.of(function, image.functions().stream(), NEAREST);
        String message = "there is no function '" + function + "' in " + path;
        return near.isEmpty()
                ? cannot(
                        probe, message, "Its symbols may have been stripped: the package with its debug symbols helps.")
                : cannot(probe, message, "Did you mean " + String.join(", ", near) + "?");
    }

    private static AttachException cannot(ProbeSpec probe, String reason, String... hints) {
        return new AttachException(Diagnostic.error("cannot attach to " + probe + ": " + reason, hints));
    }
}
