package io.polyprobe.linux.symbols;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** The kernel's symbols, {@code /proc/kallsyms}: an address, a type as {@code nm} prints it, and a name a line. */
public final class Kallsyms {
    private static final Path FILE = Path.of("/proc/kallsyms");

    private Kallsyms() {}

    /** The address of a symbol, nothing where there is none or addresses are hidden ({@code kptr_restrict}). */
    public static OptionalLong address(String symbol) {
        String tail = " " + symbol;
        try (var reader = open()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int module = line.indexOf('\t');
                if ((module < 0 ? line : line.substring(0, module)).endsWith(tail)) {
                    long address = Long.parseUnsignedLong(line.substring(0, line.indexOf(' ')), 16);
                    return address == 0 ? OptionalLong.empty() : OptionalLong.of(address);
                }
            }
            return OptionalLong.empty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The names of all functions, those of modules included. */
    public static Set<String> functions() {
        var names = new HashSet<String>();
        try (var reader = open()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int type = line.indexOf(' ') + 1;
                int module = line.indexOf('\t');
                if (line.charAt(type) == 't' || line.charAt(type) == 'T' || line.charAt(type) == 'W') {
                    names.add(line.substring(type + 2, module < 0 ? line.length() : module));
                }
            }
            return names;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static BufferedReader open() throws IOException {
        return Files.newBufferedReader(FILE, StandardCharsets.ISO_8859_1);
    }

    private static TargetException unreadable(IOException e) {
        return new TargetException(
                Diagnostic.error("the kernel's symbols cannot be read from " + FILE, "Is procfs mounted at /proc?"), e);
    }
}
