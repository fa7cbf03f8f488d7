package io.polyprobe.clang;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Results of compilation, by a digest of all that went into them.
 *
 * <p>An entry is a file of its own: the SHA-256 of the content, then the content. It appears whole or not at all; one
 * that was damaged is not seen, and written anew. The least recently used entries go when all together pass
 * {@value #BYTES} bytes. A cache that cannot be written or read is an empty one: nothing fails for it.
 */
public final class ObjectCache {
    private static final long BYTES = 64L << 20;
    private static final int DIGEST = 32;

    private final @Nullable Path directory;
    private final long capacity;

    private ObjectCache(@Nullable Path directory, long capacity) {
        this.directory = directory;
        this.capacity = capacity;
    }

    /** The user's cache: {@code $POLYPROBE_CACHE}, {@code $XDG_CACHE_HOME/polyprobe} or {@code ~/.cache/polyprobe}. */
    public static ObjectCache of(Map<String, String> environment) {
        var own = environment.getOrDefault("POLYPROBE_CACHE", "");
        var shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        var home = environment.getOrDefault("HOME", "");
        if (!own.isEmpty()) {
            return at(Path.of(own));
        }
        if (shared.startsWith("/")) {
            return at(Path.of(shared, "polyprobe"));
        }
        return home.isEmpty() ? none() : at(Path.of(home, ".cache", "polyprobe"));
    }

    /** A cache in a directory, which is made when it is first written to. */
    public static ObjectCache at(Path directory) {
        return at(directory, BYTES);
    }

    static ObjectCache at(Path directory, long capacity) {
        return new ObjectCache(directory.toAbsolutePath(), capacity);
    }

    /** A cache that keeps nothing. */
    public static ObjectCache none() {
        return new ObjectCache(null, 0);
    }

    /** The content under a name, if it is there and whole. */
    public Optional<byte[]> get(String name) {
        return directory == null ? Optional.empty() : read(directory.resolve(name));
    }

    private static Optional<byte[]> read(Path file) {
        try {
            var bytes = Files.readAllBytes(file);
            if (bytes.length < DIGEST) {
                return Optional.empty();
            }
            var content = Arrays.copyOfRange(bytes, DIGEST, bytes.length);
            if (!Arrays.equals(Arrays.copyOf(bytes, DIGEST), sha256().digest(content))) {
                return Optional.empty();
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return Optional.of(content);
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** Keeps a content under a name, in place of an older one. */
    public void put(String name, byte[] content) {
        if (directory == null) {
            return;
        }
        Path half = null;
        try {
            Files.createDirectories(directory);
            half = Files.createTempFile(directory, ".", ".part");
            Files.write(
                    half,
                    ByteBuffer.allocate(DIGEST + content.length)
                            .put(sha256().digest(content))
                            .put(content)
                            .array());
            Files.move(half, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            prune(directory);
        } catch (IOException unwritable) {
            discard(half);
        }
    }

    private static void discard(@Nullable Path half) {
        try {
            if (half != null) {
                Files.deleteIfExists(half);
            }
        } catch (IOException stays) {
            // A later prune takes it.
        }
    }

    private record Entry(Path file, long size, FileTime used) {}

    private void prune(Path from) throws IOException {
        try (var files = Files.list(from)) {
            long total = 0;
            var entries = files.flatMap(file -> entry(file).stream())
                    .sorted(Comparator.comparing(Entry::used).reversed())
                    .toList();
            for (Entry entry : entries) {
                total += entry.size();
                if (total > capacity) {
                    Files.deleteIfExists(entry.file());
                }
            }
        }
    }

    private static Optional<Entry> entry(Path file) {
        try {
            return Optional.of(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)));
        } catch (IOException goneMeanwhile) {
            return Optional.empty();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** Builds the name of an entry out of all that its content depends on. */
    public static final class Key {
        private final MessageDigest digest = sha256();

        /** Adds one thing; where it ends matters, so that {@code ab, c} is not {@code a, bc}. */
        public Key add(String part) {
            var bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
            return this;
        }

        /** The name of what has been added so far. */
        public String name() {
            try {
                return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
            } catch (CloneNotSupportedException theJavaOneCanBeCloned) {
                throw new IllegalStateException(theJavaOneCanBeCloned);
            }
        }
    }
}
