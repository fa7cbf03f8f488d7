package io.polyprobe.vm.helper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What {@code enum bpf_func_id} of {@code include/uapi/linux/bpf.h} calls each helper. */
final class HelperNames {
    /** Line n of the resource is helper n. */
    private static final List<String> NAMES = read();

    private HelperNames() {}

    static String of(int id) {
        return id > 0 && id <= NAMES.size() ? NAMES.get(id - 1) : "helper " + id;
    }

    private static List<String> read() {
        try (var in = HelperNames.class.getResourceAsStream("helpers.txt")) {
            if (in == null) {
                throw new IllegalStateException("helpers.txt is missing from the engine's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
