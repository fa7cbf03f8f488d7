package io.polyprobe.linux.symbols;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The kernel's symbols, {@code /proc/kallsyms}: an address, a type as {@code nm} prints it, a name, and in brackets the
 * module, a line. There are more than a hundred thousand, so they stay one array of bytes and become strings one by one.
 */
public final class Kallsyms {
    private static final Path FILE = Path.of("/proc/kallsyms");

    /** Where sections without probes begin and end. */
    private static final Map<String, String> SECTIONS =
            Map.of("__init_begin", "__init_end", "__irqentry_text_start", "__irqentry_text_end");

    private final byte[] text;
    private final long[] addresses;
    private final int[] names;
    private int count;

    private Kallsyms(byte[] text) {
        this.text = text;
        int lines = lines(text);
        this.addresses = new long[lines];
        this.names = new int[lines];
        for (int at = 0; at < text.length; ) {
            at = line(at);
        }
    }

    private static int lines(byte[] text) {
        int lines = 1; // the last may have no end
        for (byte b : text) {
            if (b == '\n') {
                lines++;
            }
        }
        return lines;
    }

    static Kallsyms parse(byte[] text) {
        return new Kallsyms(text);
    }

    /** @throws TargetException where they cannot be read */
    static Kallsyms read() {
        try {
            return parse(Files.readAllBytes(FILE));
        } catch (IOException e) {
            throw new TargetException(
                    Diagnostic.error("the kernel's symbols cannot be read from " + FILE, "Is procfs mounted at /proc?"),
                    e);
        }
    }

    /** The address of a symbol, nothing where there is none or addresses are hidden ({@code kptr_restrict}). */
    public static OptionalLong address(String symbol) {
        Kallsyms symbols = read();
        byte[] name = symbol.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < symbols.count; i++) {
            if (symbols.isNamed(i, name)) {
                return symbols.addresses[i] == 0 ? OptionalLong.empty() : OptionalLong.of(symbols.addresses[i]);
            }
        }
        return OptionalLong.empty();
    }

    /** The names of all functions, those of modules included. */
    public static Set<String> functions() {
        Kallsyms symbols = read();
        var functions = new HashSet<String>();
        for (int i = 0; i < symbols.count; i++) {
            if (symbols.isFunction(i)) {
                functions.add(symbols.name(i));
            }
        }
        return functions;
    }

    /**
     * The names of the functions that are there to be probed: not those of the kernel's start, whose memory is given
     * back, and not the entries of interrupts.
     */
    public static Set<String> probeable() {
        return read().outsideOfSections();
    }

    Set<String> outsideOfSections() {
        var functions = new HashSet<String>();
        var passed = new HashSet<String>();
        String end = null;
        for (int i = 0; i < count; i++) {
            String boundary = boundary(i);
            passed.add(boundary);
            if (boundary.equals(end) || hasModule(i)) {
                end = null;
            }
            if (end == null && SECTIONS.containsKey(boundary) && !passed.contains(SECTIONS.get(boundary))) {
                end = SECTIONS.get(boundary);
            } else if (end == null && isFunction(i) && !SECTIONS.containsValue(boundary)) {
                functions.add(name(i));
            }
        }
        return functions;
    }

    /** The name, where it is one of a section's ends; else empty. */
    private String boundary(int i) {
        boolean candidate = text[names[i]] == '_' && text[names[i] + 1] == '_' && text[names[i] + 2] == 'i';
        return candidate ? name(i) : "";
    }

    private boolean hasModule(int i) {
        int end = end(names[i]);
        return end < text.length && text[end] == '\t';
    }

    /** The module that a function belongs to; nothing where it is the kernel's own, or there is none. */
    public static Optional<String> moduleOf(String function) {
        Kallsyms symbols = read();
        byte[] name = function.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, symbols.count)
                .filter(i -> symbols.isNamed(i, name) && symbols.isFunction(i))
                .mapToObj(symbols::module)
                .filter(module -> !module.equals("kernel"))
                .findFirst();
    }

    int count() {
        return count;
    }

    long address(int i) {
        return addresses[i];
    }

    private byte type(int i) {
        return text[names[i] - 2];
    }

    boolean isFunction(int i) {
        return switch (type(i)) {
            case 't', 'T', 'w', 'W' -> true;
            default -> false;
        };
    }

    /** Whether it is in one of the sections of data. */
    boolean isData(int i) {
        return switch (type(i)) {
            case 'b', 'B', 'd', 'D', 'r', 'R' -> true;
            default -> false;
        };
    }

    String name(int i) {
        return new String(text, names[i], end(names[i]) - names[i], StandardCharsets.UTF_8);
    }

    boolean isNamed(int i, byte[] name) {
        int end = names[i] + name.length;
        return text[names[i]] == name[0] // most differ here
                && end < text.length
                && Arrays.equals(text, names[i], end, name, 0, name.length)
                && text[end] <= ' ';
    }

    /** {@code kernel}, or the name of the module. */
    String module(int i) {
        int at = end(names[i]);
        if (at >= text.length || text[at] == '\n') {
            return "kernel";
        }
        int end = at;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return new String(text, at, end - at, StandardCharsets.UTF_8).replaceAll("[\\s\\[\\]]", "");
    }

    private int end(int name) {
        int at = name;
        while (at < text.length && text[at] > ' ') {
            at++;
        }
        return at;
    }

    /** Takes the line at a place and gives the place of the next. */
    private int line(int start) {
        long address = 0;
        int at = start;
        for (int digit = Character.digit(text[at], 16); digit >= 0; digit = Character.digit(text[++at], 16)) {
            address = address << 4 | digit;
        }
        addresses[count] = address;
        names[count++] = at + 3;
        at += 3;
        while (at < text.length && text[at] != '\n') {
            at++;
        }
        return at + 1;
    }
}
