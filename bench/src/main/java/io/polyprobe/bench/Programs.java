package io.polyprobe.bench;

import io.polyprobe.clang.Clang;
import io.polyprobe.clang.ClangLocator;
import io.polyprobe.clang.ObjectCache;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The programs of {@code bench/programs}. Each is the only one of its file. */
public final class Programs {
    /** Where they are, seen from the folder of this module. */
    private static final Path FOLDER = Path.of(System.getProperty("polyprobe.bench.programs", "programs"));

    /** What they run over: a TCP segment to port 443 by IPv4. */
    private static final byte[] PACKET = HexFormat.of().parseHex("""
            0a1b2c3d4e5f 020304050607 0800
            4500 0032 1c46 4000 4006 b1e6 c0a80068 c0a80001
            d431 01bb 00000001 00000000 5018 2000 9f3c 0000
            706f6c7970726f6265 00""".replaceAll("\\s", ""));

    private Programs() {}

    /** Their names, sorted. */
    public static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".c"))
                    .map(name -> name.substring(0, name.length() - ".c".length()))
                    .sorted()
                    .toList();
        }
    }

    /** Compiles one of them, as clang does since its 19 without being told. */
    public static ObjectSpec compile(String name) throws IOException, InterruptedException {
        var run = new ClangLocator(System.getenv(), ObjectCache.none())
                .find()
                .orThrow()
                .run(FOLDER, arguments(name), InputStream::readAllBytes, Clang.LIMIT);
        if (!run.succeeded()) {
            throw new IllegalStateException("clang does not compile " + name + ".c:\n" + run.messages());
        }
        return ObjectReader.read(name, run.output());
    }

    private static List<String> arguments(String name) {
        return List.of("-target", "bpf", "-mcpu=v3", "-g", "-O2", "-Wall", "-Werror", "-c", name + ".c", "-o", "-");
    }

    /** The packet that they run over. */
    public static byte[] packet() {
        return PACKET.clone();
    }
}
