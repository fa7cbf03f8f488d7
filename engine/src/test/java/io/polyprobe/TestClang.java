package io.polyprobe;

import io.polyprobe.btf.Btf;
import io.polyprobe.clang.Clang;
import io.polyprobe.clang.ClangLocator;
import io.polyprobe.clang.ClangRun;
import io.polyprobe.clang.ObjectCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.fornwall.jelf.ElfFile;
import org.jspecify.annotations.Nullable;

/** Compiles C for BPF within tests, by the clang that the product itself would find. */
public final class TestClang {
    private TestClang() {}

    /** An object file, compiled with {@code -g -O2} and the options given. */
    public static byte[] object(String c, String... options) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("polyprobe-test");
            Files.writeString(directory.resolve("test.c"), c);
            var arguments = new ArrayList<>(List.of("-target", "bpf", "-g", "-O2", "-Wall", "-Werror"));
            arguments.addAll(List.of(options));
            arguments.addAll(List.of("-c", "test.c", "-o", "-"));
            ClangRun<byte[]> run = clang().run(directory, arguments, InputStream::readAllBytes, Clang.LIMIT);
            if (!run.succeeded()) {
                throw new IllegalArgumentException(run.messages());
            }
            return run.output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            delete(directory);
        }
    }

    /** Assembles and links a program for this machine. */
    public static void program(String assembly, Path to) throws IOException {
        Path source = Files.writeString(to.resolveSibling(to.getFileName() + ".s"), assembly);
        try {
            var run = clang().run(
                            Objects.requireNonNull(to.toAbsolutePath().getParent()),
                            List.of(source.toString(), "-o", to.toString()),
                            ClangRun.AS_TEXT,
                            Clang.LIMIT);
            if (!run.succeeded()) {
                throw new IllegalArgumentException(run.messages());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The types of compiled C. */
    public static Btf types(String c, String... options) {
        return Btf.parse(section(object(c, options), ".BTF"));
    }

    /** The bytes of an object's section. */
    public static byte[] section(byte[] object, String name) {
        return ElfFile.from(object).firstSectionByName(name).getData();
    }

    private static Clang clang() throws InterruptedException {
        return new ClangLocator(System.getenv(), ObjectCache.of(System.getenv()))
                .find()
                .orThrow();
    }

    private static void delete(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
