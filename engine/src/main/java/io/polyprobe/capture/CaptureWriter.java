package io.polyprobe.capture;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes packets with Ethernet headers of named interfaces into a new file, in pcapng. */
public final class CaptureWriter implements AutoCloseable {
    /** Which way a packet went ({@code epb_flags}). */
    public enum Direction {
        INBOUND(1),
        OUTBOUND(2);

        private final int flags;

        Direction(int flags) {
            this.flags = flags;
        }
    }

    private static final int ETHERNET = 1;
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int EPB_FLAGS = 2;
    private static final int NANOSECONDS = 9;

    /** Bytes of a packet's block without the packet. */
    private static final int AROUND_PACKET = 28 + 8 + 4 + 4;

    private static final int ROOM = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM).order(ByteOrder.LITTLE_ENDIAN);

    private CaptureWriter(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes a file, or empties the one that is there.
     *
     * @param interfaces their names
     * @throws TargetException where that cannot be
     */
    public static CaptureWriter create(Path path, List<String> interfaces) {
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw failed(path, e);
        }
        var writer = new CaptureWriter(path, channel);
        writer.section();
        interfaces.forEach(writer::describe);
        return writer;
    }

    private static TargetException failed(Path path, IOException e) {
        return new TargetException(Diagnostic.error("cannot write the capture %s: %s".formatted(path, e)));
    }

    private void section() {
        begin(PcapngFile.SECTION, 28)
                .putInt(0x1a2b3c4d)
                .putShort((short) 1) // version 1.0
                .putShort((short) 0)
                .putLong(-1) // as long as the file
                .putInt(28);
    }

    private void describe(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        int length = 16 + 4 + pad(text.length) + 4 + 4 + 4 + 4;
        begin(1, length).putShort((short) ETHERNET).putShort((short) 0).putInt(0);
        option(IF_NAME, text);
        option(IF_TSRESOL, new byte[] {NANOSECONDS});
        buffer.putInt(0).putInt(length);
    }

    private void option(int code, byte[] value) {
        buffer.putShort((short) code).putShort((short) value.length).put(value);
        padTo(value.length);
    }

    private void padTo(int length) {
        for (int i = length; i < pad(length); i++) {
            buffer.put((byte) 0);
        }
    }

    /**
     * Adds a packet.
     *
     * @param interfaceNumber index among the interfaces
     * @param nanos since the beginning of 1970
     * @throws TargetException where the file cannot be written
     */
    public void write(int interfaceNumber, long nanos, MemorySegment packet, int wireLength, Direction direction) {
        int size = (int) packet.byteSize();
        int length = AROUND_PACKET + pad(size);
        begin(6, length)
                .putInt(interfaceNumber)
                .putInt((int) (nanos >>> Integer.SIZE))
                .putInt((int) nanos)
                .putInt(size)
                .putInt(wireLength);
        buffer.put(packet.asByteBuffer());
        padTo(size);
        buffer.putShort((short) EPB_FLAGS).putShort((short) 4).putInt(direction.flags);
        buffer.putInt(0).putInt(length);
    }

    private ByteBuffer begin(int type, int length) {
        if (buffer.remaining() < length) {
            flush();
        }
        return buffer.putInt(type).putInt(length);
    }

    private static int pad(int length) {
        return (length + 3) & ~3;
    }

    private void flush() {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw failed(path, e);
        } finally {
            buffer.clear();
        }
    }

    @Override
    public void close() {
        try (channel) {
            if (channel.isOpen()) {
                flush();
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
    }
}
