package io.polyprobe.polyglot.script;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where Polyprobe keeps what it can make anew: {@code POLYPROBE_CACHE}, else the XDG cache directory's own part. */
public final class CacheDirectory {
    private CacheDirectory() {}

    public static Path find() {
        return find(System.getenv());
    }

    static Path find(Map<String, String> environment) {
        String own = named(environment, "POLYPROBE_CACHE");
        if (own != null) {
            return Path.of(own).toAbsolutePath();
        }
        String xdg = named(environment, "XDG_CACHE_HOME");
        Path base = xdg != null ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("polyprobe").toAbsolutePath();
    }

    private static @Nullable String named(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }
}
