package io.polyprobe.clang;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectCacheTest {
    @TempDir
    Path directory;

    @Test
    void whatWasPutIsFound() {
        var cache = ObjectCache.at(directory.resolve("not/yet there"));
        cache.put("a", "content".getBytes(UTF_8));
        assertThat(cache.get("a")).hasValue("content".getBytes(UTF_8));
        assertThat(cache.get("b")).isEmpty();
    }

    @Test
    void aDamagedEntryIsNotSeenAndWrittenAnew() throws IOException {
        var cache = ObjectCache.at(directory);
        cache.put("a", "content".getBytes(UTF_8));
        var file = directory.resolve("a");
        for (byte[] damaged : new byte[][] {{}, {1, 2}, flipLast(Files.readAllBytes(file))}) {
            Files.write(file, damaged);
            assertThat(cache.get("a")).isEmpty();
            cache.put("a", "content".getBytes(UTF_8));
            assertThat(cache.get("a")).isPresent();
        }
    }

    private static byte[] flipLast(byte[] bytes) {
        bytes[bytes.length - 1] ^= 1;
        return bytes;
    }

    @Test
    void theLeastRecentlyUsedGoFirst() throws IOException {
        var cache = ObjectCache.at(directory, 3 * (32 + 10));
        for (String name : new String[] {"a", "b", "c"}) {
            cache.put(name, new byte[10]);
        }
        Files.setLastModifiedTime(directory.resolve("a"), FileTime.from(Instant.EPOCH));
        Files.setLastModifiedTime(directory.resolve("b"), FileTime.from(Instant.EPOCH.plusSeconds(1)));
        assertThat(cache.get("a")).isPresent();
        cache.put("d", new byte[10]);
        assertThat(cache.get("a")).isPresent();
        assertThat(cache.get("b")).isEmpty();
        assertThat(cache.get("d")).isPresent();
    }

    @Test
    void aCacheThatCannotBeWrittenIsAnEmptyOne() throws IOException {
        var file = Files.writeString(directory.resolve("file"), "");
        var cache = ObjectCache.at(file.resolve("cache"));
        cache.put("a", new byte[1]);
        assertThat(cache.get("a")).isEmpty();
        ObjectCache.none().put("a", new byte[1]);
        assertThat(ObjectCache.none().get("a")).isEmpty();
    }

    @Test
    void nothingHalfWrittenStays() throws IOException {
        var cache = ObjectCache.at(directory);
        Files.createDirectories(directory.resolve("taken/by/a directory"));
        cache.put("taken", new byte[1]);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("taken"));
        }
    }

    @Test
    void theEnvironmentSaysWhereItIs() {
        var content = new byte[] {1};
        ObjectCache.of(Map.of("POLYPROBE_CACHE", directory + "/own", "HOME", "/nowhere"))
                .put("a", content);
        ObjectCache.of(Map.of("XDG_CACHE_HOME", directory + "/xdg", "HOME", "/nowhere"))
                .put("a", content);
        ObjectCache.of(Map.of("HOME", directory + "/home")).put("a", content);
        ObjectCache.of(Map.of()).put("a", content);
        assertThat(directory.resolve("own/a")).exists();
        assertThat(directory.resolve("xdg/polyprobe/a")).exists();
        assertThat(directory.resolve("home/.cache/polyprobe/a")).exists();
    }

    @Test
    void aKeyKnowsWhereItsPartsEnd() {
        assertThat(new ObjectCache.Key().add("ab").add("c").name())
                .isNotEqualTo(new ObjectCache.Key().add("a").add("bc").name())
                .isEqualTo(new ObjectCache.Key().add("ab").add("c").name())
                .matches("[0-9a-f]{64}");
    }
}
