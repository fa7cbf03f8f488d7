package io.polyprobe.engine;

import io.polyprobe.classic.ClassicFilter;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file with programs: an ELF object, or a filter of classic BPF as {@code tcpdump -ddd} prints it.
 *
 * @param classic what the object was translated from, or null
 */
public record ObjectFile(ObjectSpec object, @Nullable ClassicFilter classic) {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    /**
     * Reads a file.
     *
     * @return empty where it is neither
     * @throws io.polyprobe.diag.PolyprobeException where it is damaged, or Linux would refuse the filter
     */
    public static Optional<ObjectFile> read(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(name));
        if (Arrays.equals(Arrays.copyOf(bytes, ELF.length), ELF)) {
            return Optional.of(new ObjectFile(ObjectReader.read(name, bytes), null));
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!ClassicFilter.recognizes(text)) {
            return Optional.empty();
        }
        var filter = ClassicFilter.read(name, text);
        return Optional.of(new ObjectFile(filter.object(), filter));
    }
}
