package io.polyprobe.vm.helper;

import io.polyprobe.vm.helper.Peek.Space;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The formats that {@code bpf_trace_printk} takes, by {@code bpf-helpers(7)} and by what Linux 6.18 was seen to print:
 * {@code %d %i %u %x %X} with {@code l} and {@code ll}, {@code %c}, {@code %s} with {@code %pks} and {@code %pus},
 * {@code %p} with {@code K x s S B i4 I4 i6 I6}, flags {@code 0 + -} and space, and a width. Anything else makes the
 * whole format invalid.
 */
final class Format {
    /** What all strings of one message may take together ({@code MAX_BPRINTF_BIN_ARGS}). */
    private static final int STRINGS = 512;

    private final Peek peek;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private byte[] format = {};
    private long[] arguments = {};
    private int at;
    private int used;
    private int stringRoom = STRINGS;

    Format(Peek peek) {
        this.peek = peek;
    }

    /**
     * Formats a message.
     *
     * @param text the format without its zero byte
     * @param values the arguments; those that the format does not use are ignored
     * @return empty where the format is invalid or wants more arguments
     */
    Optional<byte[]> apply(byte[] text, long[] values) {
        format = text;
        arguments = values;
        while (at < format.length) {
            byte c = format[at];
            if (c >= 0 && !isPrintable(c) && !isSpace(c)) {
                return Optional.empty();
            }
            if (c != '%') {
                out.write(c);
                at++;
            } else if (peekAt(at + 1) == '%') {
                out.write(c);
                at += 2;
            } else if (!conversion()) {
                return Optional.empty();
            }
        }
        return Optional.of(out.toByteArray());
    }

    private boolean conversion() {
        at++;
        if (used == arguments.length) {
            return false;
        }
        var flags = new StringBuilder();
        while ("0+- ".indexOf(peekAt(at)) >= 0 && peekAt(at) != 0) {
            flags.append(peekAt(at++));
        }
        int width = 0;
        while (Character.isDigit(peekAt(at))) {
            width = Math.min(10_000, width * 10 + (peekAt(at++) - '0'));
        }
        var padding = new Padding(flags.toString(), width);
        char kind = peekAt(at++);
        return switch (kind) {
            case 'p' -> pointer(padding);
            case 's' -> string(padding, Space.EITHER);
            case 'c' -> write(padding.text(new byte[] {(byte) next()}));
            default -> number(padding, kind);
        };
    }

    private boolean number(Padding padding, char first) {
        char kind = first;
        int longs = 0;
        while (kind == 'l' && longs < 2) {
            longs++;
            kind = peekAt(at++);
        }
        long value = next();
        return switch (kind) {
            case 'd', 'i' -> write(padding.number(Long.toString(longs == 0 ? (int) value : value), true));
            case 'u' ->
                write(padding.number(
                        Long.toUnsignedString(longs == 0 ? Integer.toUnsignedLong((int) value) : value), false));
            case 'x', 'X' -> {
                String hex = Long.toHexString(longs == 0 ? Integer.toUnsignedLong((int) value) : value);
                yield write(padding.number(kind == 'X' ? hex.toUpperCase(java.util.Locale.ROOT) : hex, false));
            }
            default -> false;
        };
    }

    private boolean string(Padding padding, Space space) {
        if (!endsHere()) {
            return false;
        }
        byte[] text = peek.string(next(), stringRoom, space).orElse(new byte[1]);
        stringRoom -= text.length;
        return write(padding.text(java.util.Arrays.copyOf(text, text.length - 1)));
    }

    private boolean pointer(Padding padding) {
        char extension = peekAt(at);
        if ((extension == 'k' || extension == 'u') && peekAt(at + 1) == 's') {
            at += 2;
            return string(padding, extension == 'k' ? Space.KERNEL : Space.USER);
        }
        if (endsHere()) {
            return write(padding.pointer(hidden(next())));
        }
        at++;
        boolean known = switch (extension) {
            case 'K' -> write(padding.pointer(hidden(next())));
            case 'x' -> write(padding.pointer(next()));
            case 's', 'S', 'B' -> write(padding.text(ascii("0x" + Long.toHexString(next()))));
            case 'i', 'I' -> internet(padding, extension == 'I');
            default -> false;
        };
        while (Character.isLetterOrDigit(peekAt(at))) {
            at++; // Linux swallows what might be an extension's options
        }
        return known;
    }

    private boolean internet(Padding padding, boolean dotted) {
        char version = peekAt(at++);
        if (version != '4' && version != '6') {
            return false;
        }
        var bytes = peek.bytes(next(), version == '4' ? 4 : 16, Space.EITHER);
        byte[] address = bytes.map(b -> b.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                .orElseGet(() -> new byte[version == '4' ? 4 : 16]);
        return write(padding.text(ascii(version == '4' ? Internet.v4(address, dotted) : Internet.v6(address, dotted))));
    }

    /**
     * What {@code %p} prints for an address: on Linux a keyed hash of it in 32 bits. Here the key is fixed, so that the
     * same address always looks the same.
     */
    private static long hidden(long address) {
        long h = address * 0x9e3779b97f4a7c15L;
        return address == 0 ? 0 : (h ^ (h >>> 29)) & 0xffffffffL;
    }

    private boolean endsHere() {
        char next = peekAt(at);
        return next == 0 || isSpace((byte) next) || (isPrintable((byte) next) && !Character.isLetterOrDigit(next));
    }

    private long next() {
        return arguments[used++];
    }

    private boolean write(byte[] text) {
        out.writeBytes(text);
        return true;
    }

    /** The character at an index, 0 behind the end. */
    private char peekAt(int index) {
        return index < format.length ? (char) (format[index] & 0xff) : 0;
    }

    private static boolean isPrintable(byte c) {
        return c >= 0x20 && c < 0x7f;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
