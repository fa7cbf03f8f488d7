package io.polyprobe.capture;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A capture, of which one packet is the current one. For one thread at a time. */
public abstract sealed class Capture implements AutoCloseable permits PcapFile, PcapngFile {
    /** {@code MAXIMUM_SNAPLEN} of tcpdump: no packet of a sound capture has more bytes. */
    static final int LONGEST = 262_144;

    private final Arena arena;
    private final Path path;
    final Words file;
    private long nanos;
    private long start;
    private int length;
    private int wireLength;
    private int linkType;
    private @Nullable Diagnostic damage;

    Capture(Arena arena, Path path, Words file) {
        this.arena = arena;
        this.path = path;
        this.file = file;
    }

    /**
     * Opens a capture before its first packet.
     *
     * @throws TargetException where it cannot be read, or is no capture
     */
    public static Capture open(Path path) {
        var arena = Arena.ofShared();
        try {
            return open(path, arena);
        } catch (IOException e) {
            arena.close();
            String reason = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
            throw unreadable(path, reason);
        } catch (TargetException e) {
            arena.close();
            throw e;
        }
    }

    private static Capture open(Path path, Arena arena) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw unreadable(path, "it is not a regular file, which alone can be mapped");
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            if (bytes.byteSize() < Integer.BYTES) {
                throw unreadable(path, "it has %d bytes, less than a capture begins with".formatted(bytes.byteSize()));
            }
            int magic = new Words(bytes, false).word(0);
            if (magic == PcapngFile.SECTION) {
                return new PcapngFile(arena, path, bytes);
            }
            return PcapFile.open(arena, path, bytes, magic)
                    .orElseThrow(() -> unreadable(
                            path, "it begins with 0x%08x, as neither pcap nor pcapng does".formatted(magic)));
        }
    }

    private static TargetException unreadable(Path path, String reason) {
        return new TargetException(Diagnostic.error("cannot read the capture %s: %s".formatted(path, reason)));
    }

    /** Goes on to the next packet; false behind the last whole one. */
    public abstract boolean next();

    /** Makes a packet the current one. */
    final void show(long when, long at, int captured, int sent, int type) {
        nanos = when;
        start = at;
        length = captured;
        wireLength = sent;
        linkType = type;
    }

    /** Ends the capture before its time. */
    final boolean damaged(long at, String what) {
        damage = Diagnostic.error(
                "the capture %s is damaged at byte %d: %s".formatted(path, at, what),
                "All packets before that were read.");
        return false;
    }

    /** What is wrong behind the last whole packet; empty until {@link #next} has been false, and where nothing is. */
    public Optional<Diagnostic> damage() {
        return Optional.ofNullable(damage);
    }

    /** When the packet was captured: nanoseconds since the beginning of 1970. */
    public long nanos() {
        return nanos;
    }

    /** The packet's bytes, as far as they were captured; valid until the capture is closed. */
    public MemorySegment packet() {
        return file.bytes().asSlice(start, length);
    }

    /** How many bytes were captured. */
    public int length() {
        return length;
    }

    /** How many bytes the packet had. */
    public int wireLength() {
        return wireLength;
    }

    /** What the packet begins with: a number of {@code pcap-linktype(7)}, 1 for an Ethernet header. */
    public int linkType() {
        return linkType;
    }

    /** Where it lies. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
