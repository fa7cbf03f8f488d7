package io.polyprobe.clang;

import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds clang: the one that {@code POLYPROBE_CLANG} names and no other, else {@code clang} on {@code PATH}, else the
 * newest of {@code clang-22} to {@code clang-14} on {@code PATH}, else the newest in {@code /usr/lib/llvm-N/bin}.
 *
 * <p>A clang is run only to ask an unknown one for its version.
 */
public final class ClangLocator {
    private static final int NEWEST = 22;
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(20);

    private final Map<String, String> environment;
    private final ObjectCache cache;
    private final Path libraries;

    /**
     * @param environment where {@code POLYPROBE_CLANG} and {@code PATH} are looked up
     * @param cache remembers the versions of clangs already met
     */
    public ClangLocator(Map<String, String> environment, ObjectCache cache) {
        this(environment, cache, Path.of("/usr/lib"));
    }

    ClangLocator(Map<String, String> environment, ObjectCache cache, Path libraries) {
        this.environment = Map.copyOf(environment);
        this.cache = cache;
        this.libraries = libraries;
    }

    /**
     * What a search gave.
     *
     * @param clang the clang to use, or null
     * @param reasons why the files that were looked at cannot be used
     */
    public record Search(@Nullable Clang clang, List<String> reasons) {
        public Search {
            reasons = List.copyOf(reasons);
        }

        /** @throws CompileException where there is no clang, saying how to get one */
        public Clang orThrow() {
            if (clang != null) {
                return clang;
            }
            throw new CompileException(Diagnostic.error(
                            "compiling C needs clang %d or later, and none was found".formatted(ClangVersion.OLDEST),
                            Advice.install(),
                            "POLYPROBE_CLANG=/path/to/clang names one that is elsewhere.",
                            "Without it, compiled objects (.o) and scripts compiled before still run.")
                    .withContext(reasons));
        }
    }

    public Search find() throws InterruptedException {
        var reasons = new ArrayList<String>();
        for (Path candidate : candidates(reasons).distinct().toList()) {
            var clang = identify(candidate);
            var version = version(clang);
            if (version.isEmpty()) {
                reasons.add(candidate + " does not answer --version as clang does");
            } else if (!version.get().isUsable()) {
                reasons.add("%s is clang %s".formatted(candidate, version.get()));
            } else {
                return new Search(clang, reasons);
            }
        }
        return new Search(null, reasons);
    }

    private Stream<Path> candidates(List<String> reasons) {
        var named = environment.getOrDefault("POLYPROBE_CLANG", "");
        if (!named.isEmpty()) {
            var found = named.contains("/")
                    ? executable(Path.of(named))
                    : onPath(named).findFirst();
            if (found.isEmpty()) {
                reasons.add("POLYPROBE_CLANG is " + named + ", which is not an executable file");
            }
            return found.stream();
        }
        return Stream.of(
                        onPath("clang"),
                        versions().mapToObj(version -> "clang-" + version).flatMap(this::onPath),
                        versions()
                                .mapToObj(version -> libraries.resolve("llvm-" + version + "/bin/clang"))
                                .flatMap(file -> executable(file).stream()))
                .flatMap(stream -> stream);
    }

    private static IntStream versions() {
        return IntStream.iterate(NEWEST, version -> version >= ClangVersion.OLDEST, version -> version - 1);
    }

    private Stream<Path> onPath(String name) {
        return Stream.of(environment.getOrDefault("PATH", "").split(":"))
                .filter(directory -> directory.startsWith("/"))
                .flatMap(directory -> executable(Path.of(directory, name)).stream());
    }

    private static Optional<Path> executable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file)
                ? Optional.of(file.toAbsolutePath())
                : Optional.empty();
    }

    private static Clang identify(Path file) {
        try {
            var real = file.toRealPath();
            return new Clang(file, "%s %d %s".formatted(real, Files.size(real), Files.getLastModifiedTime(real)));
        } catch (IOException gone) {
            return new Clang(file, file.toString());
        }
    }

    private Optional<ClangVersion> version(Clang clang) throws InterruptedException {
        var key = new ObjectCache.Key().add("clang version").add(clang.identity());
        var known =
                cache.get(key.name()).flatMap(bytes -> ClangVersion.parse(new String(bytes, StandardCharsets.UTF_8)));
        if (known.isPresent()) {
            return known;
        }
        var asked = ask(clang);
        asked.ifPresent(version -> cache.put(key.name(), version.text().getBytes(StandardCharsets.UTF_8)));
        return asked;
    }

    private static Optional<ClangVersion> ask(Clang clang) throws InterruptedException {
        try {
            var run = clang.run(Path.of("/"), List.of("--version"), ClangRun.AS_TEXT, VERSION_LIMIT);
            return run.succeeded() ? ClangVersion.parse(run.output()) : Optional.empty();
        } catch (CompileException cannotRun) {
            return Optional.empty();
        }
    }
}
