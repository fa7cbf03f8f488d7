package io.polyprobe.vm.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.TestClang;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.TraceLine;
import io.polyprobe.vm.Pace;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The world that the page shows is compiled, found and run. */
class WorldsPageTest {
    private static final Path PAGE = Path.of("../docs/worlds.md");

    @TempDir
    Path directory;

    @Test
    void the_world_in_java_is_found_by_its_name_and_beats() throws Exception {
        compile();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            assertThat(beats()).containsExactly("beat 1", "beat 2", "beat 3");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void compile() throws IOException {
        var block = Pattern.compile("(?ms)^```java\\n(.*?)^```$").matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        Path source = Files.writeString(directory.resolve("Metronome.java"), block.group(1));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        directory.toString(),
                        source.toString());
        assertThat(failed).isZero();
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(WorldFactory.class.getName()), "example.Metronome");
    }

    private static List<String> beats() throws InterruptedException {
        var options = VmOptions.DEFAULT
                .withWorld(WorldSpec.parse("metronome:90"))
                .withPace(Pace.MAX)
                .withLimit(Duration.ofMillis(2_100));
        try (var target = VmTarget.open(options)) {
            var object = target.load(ObjectReader.read("test.o", TestClang.object("""
                    static long (*print)(const char *, unsigned, ...) = (void *)6;
                    struct registers { unsigned long before[14], di; };
                    __attribute__((section("kprobe"), used)) int p(struct registers *ctx) {
                        char format[] = "beat %d";
                        print(format, sizeof(format), ctx->di);
                        return 0;
                    }
                    char LICENSE[] __attribute__((section("license"), used)) = "GPL";
                    """)));
            object.attach("p", ProbeSpec.parse("kprobe:beat"));
            var trace = target.trace();
            return List.of(
                    next(trace.read(Duration.ofDays(1))),
                    next(trace.read(Duration.ofDays(1))),
                    next(trace.read(Duration.ofDays(1))));
        }
    }

    private static String next(@org.jspecify.annotations.Nullable TraceLine line) {
        String text = new String(Objects.requireNonNull(line).text(), StandardCharsets.UTF_8);
        return text.substring(text.indexOf("beat"));
    }
}
