package io.polyprobe.linux.link;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Numbers of x86-64 system calls by the name of their function. */
public final class SyscallNumbers {
    private static final String TABLE = "syscalls-x86_64.txt";
    private static final Map<String, Integer> NUMBERS = read();

    /** What calls are named whose functions are named otherwise. */
    private static final Map<String, String> NAMES = Map.of(
            "newstat", "stat",
            "newfstat", "fstat",
            "newlstat", "lstat",
            "newuname", "uname",
            "sendfile64", "sendfile",
            "umount", "umount2");

    private SyscallNumbers() {}

    static OptionalInt of(String name) {
        Integer number = NUMBERS.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Names of system calls as their man pages have them, by number. */
    public static Map<Integer, String> names() {
        var names = new TreeMap<Integer, String>();
        NUMBERS.forEach((function, number) -> names.put(number, NAMES.getOrDefault(function, function)));
        return names;
    }

    private static Map<String, Integer> read() {
        var stream = Objects.requireNonNull(SyscallNumbers.class.getResourceAsStream(TABLE), TABLE);
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
            Map<String, Integer> numbers = new HashMap<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) {
                    int space = line.indexOf(' ');
                    numbers.put(line.substring(space + 1), Integer.parseInt(line.substring(0, space)));
                }
            }
            return numbers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
