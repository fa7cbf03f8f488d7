package io.polyprobe.linux;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The options that the running kernel was built with. */
final class KernelOptions {
    private KernelOptions() {}

    /**
     * Reads them where distributions and kernels leave them.
     *
     * @throws TargetException where they are nowhere to be read
     */
    static Map<String, String> read() {
        String release = KernelTypes.release();
        return read(List.of(
                Path.of("/proc/config.gz"),
                Path.of("/boot/config-" + release),
                Path.of("/lib/modules", release, "config")));
    }

    static Map<String, String> read(List<Path> places) {
        for (Path place : places) {
            try (InputStream file = Files.newInputStream(place);
                    InputStream text = place.toString().endsWith(".gz") ? new GZIPInputStream(file) : file) {
                return parse(new String(text.readAllBytes(), StandardCharsets.UTF_8));
            } catch (NoSuchFileException e) {
                // It may lie in the next place.
            } catch (IOException | UncheckedIOException e) {
                throw unknown(place + " cannot be read: " + e.getMessage());
            }
        }
        throw unknown("there is none of "
                + String.join(", ", places.stream().map(Path::toString).toList()));
    }

    /** Lines such as {@code CONFIG_HZ=250}; the rest are remarks. */
    private static Map<String, String> parse(String text) {
        var options = new HashMap<String, String>();
        text.lines().filter(line -> line.startsWith("CONFIG_")).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                options.put(
                        line.substring(0, equals), line.substring(equals + 1).strip());
            }
        });
        return options;
    }

    private static TargetException unknown(String reason) {
        return new TargetException(Diagnostic.error(
                "the program asks for options of the kernel's configuration, which is not known: " + reason,
                "Kernels with CONFIG_IKCONFIG_PROC show it (modprobe configs); the VM has one: --target vm."));
    }
}
